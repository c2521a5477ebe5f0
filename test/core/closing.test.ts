import { expect, test } from 'vitest'
import type { PressMethods } from '../../electron/contract/press.ts'
import type { Result } from '../../electron/domain/result.ts'
import type { Caller } from '../../electron/rpc/call.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { createCounter, getOk, type Counter } from './support/counter.ts'
import { birthProcedure, makeIntake } from './support/people.ts'
import type { TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** A counter that closes in the midst of work: what is under way ends without a word in the log. */

let line: FaultProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({ startLine: startFaultProxy, closeLine: (used) => used.close(), use: (made) => void ({ line, office, counter } = made) })

const receive = () => counter.call('dossier.receive', makeIntake())
const down = { ok: false, error: { kind: 'process-down', process: 'core' } }

/** A press that answers when it is told to. */
function createSlowPress(): { press: Sibling<PressMethods>; asked: string[]; answer(result: Result<unknown, unknown>): void } {
  const asked: string[] = []
  const waiting: ((result: Result<unknown, unknown>) => void)[] = []
  const call = (method: string): Promise<unknown> => {
    asked.push(method)
    return new Promise((resolve) => waiting.push(resolve))
  }
  return { press: { get: () => Promise.resolve({ call } as unknown as Caller<PressMethods>) }, asked, answer: (result) => waiting.forEach((resolve) => resolve(result)) }
}

test('calls that another process answers only then, and those that come too late, are told that core is down', async () => {
  const { press, asked, answer } = createSlowPress()
  await counter.close()
  const closing = createCounter({ dataFolder: counter.dataFolder, key: counter.key, press })
  await closing.logIn(office.officerId('reception'))
  const intake = makeIntake()
  const paper = closing.call('file.import', { procedureCode: birthProcedure, componentId: intake.components[0]!.id, secrecy: 'none', paths: ['/không/có.pdf'], name: 'Tờ khai' })
  await closing.logIn(office.officerId('records-clerk'))
  const token = closing.call('token.wait', { known: 'một' })
  await waitFor('press to be asked', () => asked.includes('token.changes') && asked.includes('document.import'))
  await closing.close()
  answer({ ok: true, value: { known: 'hai', tokens: [], sha256: 'a'.repeat(64), sizeBytes: 1, pages: 1 } })
  expect(await paper).toEqual(down)
  expect(await token).toMatchObject({ ok: true })
  expect(await closing.call('dossier.receive', intake)).toEqual(down)
  expect(await closing.call('status.get', {})).toEqual(down)
  expect(closing.log).toEqual([])
})

test('work that goes on while it closes is saved or told that core is down, and what was being sent says nothing afterwards', async () => {
  line.holdReplies('POST /v1/entries')
  getOk(await counter.call('dossier.receive', makeIntake()))
  await line.waitForHeldReply()
  const saved: string[] = []
  const closed = counter.close()
  let last: Awaited<ReturnType<typeof receive>>
  do {
    last = await receive()
    if (last.ok) saved.push(last.value.dossierId)
  } while (last.ok)
  await closed
  line.releaseReplies()
  expect(last).toEqual(down)
  expect(counter.log).toEqual([])
  const again = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  await again.logIn(office.officerId('reception'))
  for (const id of saved) expect(await again.call('dossier.get', { id })).toMatchObject({ ok: true })
  await again.close()
})
