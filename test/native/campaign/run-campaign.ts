import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { StoredFile } from '../../../electron/contract/press.ts'
import { startSigningProcesses, type SigningProcesses } from '../../harness/signing-processes.ts'
import { exportFile, isWritten, newFile, officerAppearance, storeFile } from '../../press/desk.ts'
import { judgeWithPdfsig } from '../../press/judges.ts'
import { makeSamplePdf, type SampleKind } from '../../press/sample-pdfs.ts'
import { createSoftToken, type SoftToken } from '../softhsm.ts'
import { judgeKinds } from './judge-kinds.ts'
import { signingCases, type Act, type SigningCase } from './cases.ts'
import { buildTokenProxy, type TokenProxy } from './token-proxy.ts'

export interface SigningCampaign {
  /** Faults of the table, and kinds of PDF signed twice, stamped and judged. */
  cases: number
  kinds: number
  /** Acts that were answered otherwise than they must be, and cases after which signing did not go on. */
  wrongOutcomes: number
  /** Documents called signed that a judge refuses, or left behind by a failed act. */
  falselySigned: number
  /** Logins beyond one for each PIN the officer typed. */
  pinRetries: number
  /** From the last answer, once driver and token are well again, to the list of tokens. */
  slowestRecoveryMs: number
  /** One sentence each. */
  findings: string[]
}

/** Short, so that a hang costs little; a good token answers in a few milliseconds. */
const deadlineMs = 1_500
const pins = { right: '24681357', wrong: '00000000' }

export interface SigningCampaignOptions {
  cases?: SigningCase[]
  /** None unless given. */
  kinds?: readonly SampleKind[]
  untilMs?: number
  note?: (soFar: SigningCampaign) => void
}

/**
 * Runs every case of the table with signer and press as processes over the proxy: each act must be told for what it is, no document may be called signed that is not, no PIN be used
 * twice, and afterwards signing must go on.
 */
export async function runSigningCampaign(options: SigningCampaignOptions = {}): Promise<SigningCampaign> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-campaign-'))
  const result: SigningCampaign = { cases: 0, kinds: 0, wrongOutcomes: 0, falselySigned: 0, pinRetries: 0, slowestRecoveryMs: 0, findings: [] }
  const proxy = buildTokenProxy(folder)
  const token = createSoftToken({ dir: folder, label: 'can-bo', pin: pins.right, commonName: 'Nguyễn Thị Hường' })
  const answer: { pin: Act['pin'] } = { pin: 'right' }
  let processes: SigningProcesses | undefined
  try {
    await runKinds(join(folder, 'kinds'), result, options)
    processes = startSigningProcesses({
      env: { ...token.env, ...proxy.env(token.modulePath), QMC_TOKEN_TIMEOUT_MS: String(deadlineMs) },
      answerPin: () => (answer.pin === 'cancelled' ? undefined : pins[answer.pin ?? 'right'])
    })
    const source = storeFile(folder, await makeSamplePdf('table', folder))
    const desk: Desk = { folder, proxy, token, processes, answer, source, result, typed: 0 }
    for (const one of options.cases ?? signingCases) {
      if (Date.now() > (options.untilMs ?? Infinity)) break
      await runCase(desk, one)
      result.cases += 1
      options.note?.(result)
    }
    return result
  } finally {
    await processes?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runKinds(folder: string, result: SigningCampaign, { kinds = [], untilMs = Infinity, note }: SigningCampaignOptions): Promise<void> {
  if (kinds.length === 0) return
  mkdirSync(folder)
  for await (const { wrong, isFalselySigned } of judgeKinds(folder, kinds)) {
    result.cases += 1
    result.kinds += 1
    if (wrong.length > 0) result.wrongOutcomes += 1
    if (isFalselySigned) result.falselySigned += 1
    result.findings.push(...wrong)
    note?.(result)
    if (Date.now() > untilMs) break
  }
}

interface Desk {
  folder: string
  proxy: TokenProxy
  token: SoftToken
  processes: SigningProcesses
  answer: { pin: Act['pin'] }
  source: StoredFile
  result: SigningCampaign
  /** PINs the officer typed so far. */
  typed: number
}

async function runCase(desk: Desk, one: SigningCase): Promise<void> {
  const { proxy, processes, result } = desk
  const fail = (what: string): void => {
    result.wrongOutcomes += 1
    result.findings.push(`${one.name}: ${what}`)
  }
  // A new signer: it counts PIN tries for its life.
  await processes.getSigner()?.kill()
  proxy.reset()
  for (const mark of one.marks ?? []) proxy.set(mark, true)
  const typedBefore = desk.typed
  for (const [index, act] of one.acts.entries()) await runAct(desk, act, (what) => fail(`act ${index + 1}, ${act.do}: ${what}`))

  if (proxy.count('login-context') !== (one.contextLogins ?? 0)) fail(`${proxy.count('login-context')} logins for single signatures`)
  proxy.setFault(undefined)
  proxy.set('removed', false)
  const retries = proxy.count('login-user') - (desk.typed - typedBefore)
  if (retries > 0) {
    result.pinRetries += retries
    result.findings.push(`${one.name}: ${retries} logins more than PINs typed`)
  }
  if (one.endsLocked) return
  const startedAt = performance.now()
  const states = await processes.press.call('token.states', {})
  result.slowestRecoveryMs = Math.max(result.slowestRecoveryMs, performance.now() - startedAt)
  if (!states.ok || states.value.length !== 1) fail('the token is not listed again')
  await runAct(desk, { do: 'open', expect: 'ok' }, (what) => fail(`going on, open: ${what}`))
  await runAct(desk, { do: 'sign', expect: 'ok' }, (what) => fail(`going on, sign: ${what}`))
}

async function runAct(desk: Desk, act: Act, fail: (what: string) => void): Promise<void> {
  const { proxy, processes, token, result } = desk
  if (act.fault) proxy.setFault(act.fault === 'none' ? undefined : act.fault)
  if (act.plug) proxy.set('removed', act.plug === 'out')
  desk.answer.pin = act.pin ?? 'right'
  if (act.do === 'open') {
    const windows = processes.pinRequests.length
    const opened = await processes.press.call('batch.open', { batchId: 'batch', tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 2 })
    const shown = processes.pinRequests.length - windows
    if (desk.answer.pin !== 'cancelled') desk.typed += shown
    if (act.noWindow && shown > 0) fail('the PIN was asked for in vain')
    if (shown > 1) fail('the PIN was asked for twice')
    expectOutcome(opened, act.expect, fail)
    return
  }
  const target = newFile(desk.folder)
  const signed = await processes.press.call('batch.sign', { batchId: 'batch', source: desk.source, target, appearance: officerAppearance })
  expectOutcome(signed, act.expect, fail)
  const isGood = isWritten(target) && judgeWithPdfsig(exportFile(desk.folder, target, 'judged.pdf')).every((one) => one.valid && one.totalDocument)
  if (signed.ok ? !isGood : isWritten(target)) {
    result.falselySigned += 1
    result.findings.push(`${act.fault ?? 'no fault'}: a document that is not signed was called so, or left behind`)
  }
}

function expectOutcome(answer: { ok: true } | { ok: false; error: unknown }, expected: Act['expect'], fail: (what: string) => void): void {
  const told = answer.ok ? 'ok' : answer.error
  if (!isDeepStrictEqual(told, expected)) fail(`told ${JSON.stringify(told)}, not ${JSON.stringify(expected)}`)
}
