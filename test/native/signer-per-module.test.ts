import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { newFile, officerAppearance, storeFile } from '../press/desk.ts'
import { makeSamplePdf } from '../press/sample-pdfs.ts'
import { buildTokenProxy, type TokenProxy } from './campaign/token-proxy.ts'
import { createSoftToken, type SoftToken } from './softhsm.ts'

/** Two drivers on one machine, the first of which can be made ill. Both see the one token. */

const folder = mkdtempSync(join(tmpdir(), 'qmc-per-module-'))
const pin = '24681357'
let token: SoftToken
let proxy: TokenProxy
let processes: SigningProcesses

beforeAll(() => {
  token = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  proxy = buildTokenProxy(folder)
  processes = startSigningProcesses({
    env: { ...token.env, ...proxy.env(token.modulePath), QMC_PKCS11_MODULES: `${proxy.modulePath}:${token.modulePath}`, QMC_TOKEN_TIMEOUT_MS: '5000' },
    answerPin: () => pin
  })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function listModulesOfTokens(): Promise<string[]> {
  const states = await processes.press.call('token.states', {})
  if (!states.ok) throw new Error(states.error.kind)
  return states.value.map((one) => one.module)
}

test('each library has a process of its own; a token both see is the first one’s', async () => {
  expect(await listModulesOfTokens()).toEqual(['token-proxy.so'])
  expect(processes.listSigners()).toHaveLength(2)
  expect(new Set(processes.listSigners().map((name) => processes.getSigner(name)?.child.pid)).size).toBe(2)
})

test.each(['hang', 'crash'])('a driver that does this (%s) hides no token of another and ends no batch of it', async (fault) => {
  // Unseen through the first, the token is the second one's.
  proxy.setFault('C_GetSlotList:0x5')
  expect(await listModulesOfTokens()).toEqual(['libsofthsm2.so'])
  const opened = await processes.press.call('batch.open', { batchId: fault, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  expect(opened).toMatchObject({ ok: true })
  const second = processes.listSigners().find((name) => name !== 'signer') ?? ''
  const pid = processes.getSigner(second)?.child.pid

  proxy.setFault(`C_GetSlotList:${fault}`)
  expect(await listModulesOfTokens()).toEqual(['libsofthsm2.so'])
  const doctor = await processes.press.call('token.doctor', {})
  expect(doctor.ok && doctor.value.modules.map((one) => [one.module, one.problem])).toEqual([
    ['token-proxy.so', { kind: 'no-answer' }],
    ['libsofthsm2.so', undefined]
  ])
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  expect(await processes.press.call('batch.sign', { batchId: fault, source, target: newFile(folder), appearance: officerAppearance })).toMatchObject({ ok: true })
  await processes.press.call('batch.close', { batchId: fault })
  expect(processes.getSigner(second)?.child.pid).toBe(pid)

  proxy.setFault(undefined)
  // One that died is not waited for long: on a busy machine the first answer may come without it.
  await expect.poll(listModulesOfTokens, { timeout: 60_000 }).toEqual(['token-proxy.so'])
})

test('pulling and plugging is noticed by who waits for it, without asking for a PIN; without a change the wait ends', async () => {
  proxy.reset()
  // The second driver sees the token all the time: this is about what the first one's users see.
  const alone = startSigningProcesses({ env: { ...token.env, ...proxy.env(token.modulePath) }, answerPin: () => undefined })
  try {
    const wait = async (known: string, waitMs: number) => {
      const answer = await alone.press.call('token.changes', { known, waitMs }, { timeoutMs: waitMs + 60_000 })
      if (!answer.ok) throw new Error(answer.error.kind)
      return answer.value
    }
    const first = await wait('', 0)
    expect(first.tokens?.map((one) => one.tokenSerial)).toEqual([token.tokenSerial])
    expect(await wait(first.known, 0)).toEqual({ known: first.known })
    const pulled = wait(first.known, 60_000)
    proxy.set('removed', true)
    const gone = await pulled
    expect(gone.tokens).toEqual([])
    const plugged = wait(gone.known, 60_000)
    proxy.set('removed', false)
    expect((await plugged).tokens?.map((one) => one.label)).toEqual(['can-bo'])
    expect(alone.pinRequests).toEqual([])
  } finally {
    await alone.stop()
  }
})
