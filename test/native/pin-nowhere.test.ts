import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PinRequest } from '../../electron/contract/signer.ts'
import { startCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { getOk, openFolder, waitForCatalogue } from '../core/support/counter.ts'
import { birthProcedure, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { demoReceptionist } from '../harness/demo-office.ts'
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

/** How often words stand in a process's memory: as UTF-8, and as the two-byte strings of V8 and Windows. Read where it lies, whatever a page belongs to. */
function countInMemory(process_: StartedProcess, words: string[]): number[] {
  const pid = process_.child.pid
  const needles = words.map((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  const counts = words.map(() => 0)
  const descriptor = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const region of listUsedRegions(readFileSync(`/proc/${pid}/smaps`, 'utf8'))) {
      for (const bytes of readRegion(descriptor, region)) {
        needles.forEach((forms, index) => {
          for (const form of forms) for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + 1)) counts[index]! += 1
        })
      }
    }
    return counts
  } finally {
    closeSync(descriptor)
  }
}

interface Region {
  start: number
  end: number
}

/** Readable regions of which something is in memory or swapped out. */
function listUsedRegions(smaps: string): Region[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((part) => {
    const [, start, end, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(part) ?? []
    const usedKb = Number(/^Rss:\s+(\d+)/m.exec(part)?.[1] ?? 0) + Number(/^Swap:\s+(\d+)/m.exec(part)?.[1] ?? 0)
    return start && end && rights?.startsWith('r') && usedKb > 0 && !part.includes('[v') ? [{ start: parseInt(start, 16), end: parseInt(end, 16) }] : []
  })
}

const chunkBytes = 1 << 20
/** Most of a big region was never used; looking for two-byte words in zeros is slow. */
const zeros = Buffer.alloc(chunkBytes)

function* readRegion(descriptor: number, region: Region): Generator<Buffer> {
  const overlap = 256
  const chunk = Buffer.alloc(chunkBytes)
  for (let at = region.start; at < region.end; at += chunkBytes - overlap) {
    const read = readSync(descriptor, chunk, 0, Math.min(chunkBytes, region.end - at), at)
    if (read > 0 && chunk.compare(zeros, 0, read, 0, read) !== 0) yield chunk.subarray(0, read)
  }
}

test('after a batch the PIN is in no memory but the signer’s, in no file, no argument, no environment, no output', async () => {
  const dossierId = await signBatch()
  if (!signer) throw new Error('no signer was started')

  // The dossier's id is in core, the token's label came to both: the search finds what is there.
  const [pinInCore, idInCore] = countInMemory(core.process, [pin, dossierId])
  expect(idInCore).toBeGreaterThan(0)
  expect(pinInCore).toBe(0)
  const [pinInPress, nameInPress] = countInMemory(press, [pin, demoReceptionist.fullName])
  expect(nameInPress).toBeGreaterThan(0)
  expect(pinInPress).toBe(0)
  const [pinInSigner] = countInMemory(signer, [pin])
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
