import * as z from 'zod'
import { coreMethods } from '../../../electron/contract/control.ts'
import type { CounterAtWork } from '../../core/support/counter.ts'
import { birthProcedure, makeIntake } from '../../core/support/people.ts'
import { waitingCalls } from '../../core/support/waiting-calls.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { freezeDeep, mutateValue } from './mutate.ts'
import { sampleInput } from './sample-input.ts'

export interface CoreCalls {
  /** One call of any method with an input that nearly fits. */
  tryCall(random: Random): Promise<Deep>
  /** The kind of error, '' for none. */
  call(method: string, input: unknown, role?: Role): Promise<string>
  close(): Promise<void>
}

const roles = ['reception', 'head', 'records-clerk', 'administrator'] as const
type Role = (typeof roles)[number]

/** Calls that would write where the input says, end the counter, or wait for another process. */
const notCalled = new Set([
  'core.open', 'core.close', 'core.enrol', 'core.end-session', 'core.begin-session', 'core.restore', 'core.found-training', 'backup.set-folder', 'backup.run', 'scans.set', 'queue.export', 'handover.export', 'journal.export', 'diagnostics.run', 'token.wait', 'signing.means', 'verify.stored'
])

/**
 * Calls over the contract as a page that went mad would make them, by officers of every role.
 * @param core a counter of its own on a copy of the folder, without a line: what it writes would stand in the queue of the counter that is given the portal's answers
 */
export function createCoreCalls(core: Pick<CounterAtWork, 'call' | 'logIn' | 'log' | 'close'>, officerId: (role: Role) => string, dossiers: readonly { id: string; code: string }[]): CoreCalls {
  let role: Role | undefined
  const methods = Object.entries(coreMethods).filter(([name]) => !notCalled.has(name) && !waitingCalls.has(name))
  const ids = dossiers.map(({ id }) => id)
  const bases: Record<string, unknown> = freezeDeep({
    'dossier.receive': makeIntake(),
    'draft.save': { id: 'a0000000-0000-4000-8000-000000000000', procedureCode: birthProcedure, applicant: { fullName: 'A' }, components: [], note: '' },
    'dossier.change-status': { id: ids[0], baseRevision: 1, to: 4, note: '' }
  })
  const known = freezeDeep({ id: ids, dossierId: ids, seq: [1, 2, 3, 4], code: [birthProcedure, ...dossiers.map(({ code }) => code)], procedureCode: [birthProcedure], baseRevision: [1, 2], applicant: [makeIntake().applicant], limit: [10], to: [2, 4, 9, 10], paths: [['/nowhere']], folder: ['/nowhere'] })

  async function begin(next: Role): Promise<void> {
    if (role !== next) await core.logIn(officerId(next))
    role = next
  }

  const calls: CoreCalls = {
    tryCall: async (random) => {
      const [method, { input: schema }] = random.pick(methods as [string, { input: z.ZodType }][])
      const by = random.next() < 0.02 ? random.pick(roles) : (role ?? 'reception')
      const base = bases[method] && random.next() < 0.5 ? bases[method] : sampleInput(schema, random, known)
      const kind = await calls.call(method, random.next() < 0.35 ? base : mutateValue(base, random), by)
      if (kind === 'timed-out') throw Object.assign(new Error(`${method} by ${by} was not answered`), { name: 'Hang' })
      if (kind === 'process-down') throw new Error(`after ${method} by ${by} core is gone: ${core.log.at(-1) ?? ''}`)
      if (kind === 'unexpected') throw new Error(`${method} by ${by} met a bug: ${core.log.at(-1) ?? ''}`)
      return kind === 'invalid-input' ? undefined : 'handler'
    },
    call: async (method, input, by = 'reception') => {
      await begin(by)
      const answer = await core.call(method as 'status.get', input as Record<string, never>)
      return answer.ok ? '' : (answer.error as { kind: string }).kind
    },
    close: () => core.close()
  }
  return calls
}
