import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PinRequest } from '../../electron/contract/signer.ts'
import { startCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { getOk, openFolder, waitForCatalogue } from '../core/support/counter.ts'
import { birthProcedure, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { demoReceptionist } from '../harness/demo-office.ts'
import { countInMemory } from '../harness/process-memory.ts'
import { link, startProcess, type StartedProcess } from '../harness/processes.ts'
import { entryPaths } from '../harness/signing-processes.ts'
import { makeSamplePdf } from '../press/sample-pdfs.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createSoftToken } from './softhsm.ts'

/** Letters of no word, so that nothing but the PIN itself can match. */
const pin = `q${randomBytes(9).toString('base64').replace(/[+/=]/g, 'x')}Z`
const folder = mkdtempSync(join(tmpdir(), 'qmc-pin-'))
let portal: TestPortal
let core: CoreProcess
let press: StartedProcess
let signer: StartedProcess | undefined

beforeAll(async () => {
  portal = await startReferencePortal()
  const office = await openOffice(portal.database)
  const token = createSoftToken({ dir: join(folder, 'token'), label: 'Token', pin, commonName: demoReceptionist.fullName })
  press = startProcess(entryPaths.press, { env: token.env })
  press.onLinkRequest((name) => {
    if (name === 'signer') link(press, (signer ??= startSigner(token.env)), { a: 'signer', b: 'press' })
  })
  core = startCoreProcess()
  core.process.onLinkRequest((name) => {
    if (name === 'press') link(core.process, press, { a: 'press', b: 'core' })
  })
  const counter = { dataFolder: join(folder, 'data'), key: randomBytes(32) }
  await openFolder(core.call, counter)
  getOk(await core.call('core.enrol', { portalUrl: portal.url, code: office.codes[0] ?? '', deviceName: 'Máy quầy thử' }))
  const officerId = office.officerId('reception')
  const officer = (await openFolder(core.call, counter)).find(({ id }) => id === officerId)
  getOk(await core.call('core.begin-session', { officerId, loginPublicKey: officer?.loginKey.publicKey ?? '' }))
  await waitForCatalogue(core.call)
})

afterAll(async () => {
  await core.process.kill()
  await press.kill()
  await signer?.kill()
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The harness in main's part, with the officer at the PIN window. */
function startSigner(env: NodeJS.ProcessEnv): StartedProcess {
  const started = startProcess(entryPaths.signer, { env })
  started.port.onMessage(() => {
    const window = started.openLink('pin')
    window.onMessage((message) => window.post((message as PinRequest).type === 'pin-request' ? { type: 'pin', pin } : { type: 'cancelled' }))
  })
  return started
}

async function signBatch(): Promise<string> {
  const intake = makeIntake()
  const [component] = intake.components
  if (!component) throw new Error('an intake has a component')
  const path = join(folder, `${intake.draftId}.pdf`)
  writeFileSync(path, await makeSamplePdf('table', folder))
  component.files = [getOk(await core.call('file.import', { procedureCode: birthProcedure, componentId: component.id, secrecy: 'none', paths: [path], name: 'Tờ khai' }))]
  getOk(await core.call('dossier.receive', intake))
  const outcomes = getOk(await core.call('signing.sign', { dossierId: intake.draftId }))
  expect(outcomes).toMatchObject([{ outcome: { ok: true } }])
  return intake.draftId
}

test('after a batch the PIN is in no memory but the signer’s, in no file, no argument, no environment, no output', async () => {
  const dossierId = await signBatch()
  if (!signer) throw new Error('no signer was started')

  // The dossier's id is in core, the token's label came to both: the search finds what is there.
  const [pinInCore, idInCore] = countInMemory(core.process.child.pid, [pin, dossierId])
  expect(idInCore).toBeGreaterThan(0)
  expect(pinInCore).toBe(0)
  const [pinInPress, nameInPress] = countInMemory(press.child.pid, [pin, demoReceptionist.fullName])
  expect(nameInPress).toBeGreaterThan(0)
  expect(pinInPress).toBe(0)
  const [pinInSigner] = countInMemory(signer.child.pid, [pin])
  console.log(`PIN in the signer's memory after batch.close: ${pinInSigner} times`)

  for (const one of [core.process, press, signer]) {
    for (const file of ['cmdline', 'environ']) expect(readFileSync(`/proc/${one.child.pid}/${file}`).includes(pin)).toBe(false)
    expect(one.readStderr()).not.toContain(pin)
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(5)
  const holding = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(pin))
  expect(holding.map((entry) => entry.name)).toEqual([])
})
