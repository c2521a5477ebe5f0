import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findElectron } from '../../build/electron-runtime.ts'
import type { DocumentReport, TrustSettings } from '../../electron/contract/verification.ts'
import { createFetchBytes } from '../../electron/press/fetch-bytes.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { timestampDocument } from '../../electron/press/timestamp-document.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { startAuthority } from './authority.ts'
import { agencyAppearance, officerAppearance } from './desk.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-robust-'))
let trust: TrustSettings
const stamped: Buffer[] = []

beforeAll(async () => {
  const authority = await startAuthority(join(folder, 'ca'))
  try {
    const fetchBytes = createFetchBytes()
    const officer = authority.issue('officer')
    const clerk = authority.issue('clerk', { ecdsa: true })
    trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
    const signedAt = new Date().toISOString()
    for (const kind of ['table', 'object-streams'] as const) {
      let bytes = await makeSamplePdf(kind, folder)
      for (const [key, appearance] of [[officer, officerAppearance], [clerk, agencyAppearance]] as const) {
        const signed = await signPdf({ source: bytes, appearance: { ...appearance, signedAt }, chain: [], ...key })
        if (!signed.ok) throw new Error(signed.error.kind)
        bytes = signed.value.bytes
      }
      const answer = await timestampDocument({ source: bytes, tsaUrls: [authority.tsaUrl], trust, now: new Date(), fetchBytes, fetchTimestamp: fetchBytes })
      if (!answer.ok) throw new Error(answer.error.kind)
      stamped.push(answer.value.bytes)
    }
    await verifyDocument(stamped[0]!, { trust, now: new Date(), fetchBytes })
    trust = { ...trust, online: false }
  } finally {
    await authority.close()
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const verify = (bytes: Buffer): Promise<DocumentReport> => verifyDocument(bytes, { trust, now: new Date(), fetchBytes: () => Promise.resolve(undefined) })

function createRandom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

test.each([0, 1])('document %i: 150 times a byte changed at random, anywhere outside the last value: never valid, never thrown', async (which) => {
  const good = stamped[which]!
  expect(await verify(good)).toMatchObject({ verdict: 'valid' })
  const gapStart = good.lastIndexOf('/Contents <') + 10
  const gapEnd = good.indexOf('>', gapStart)
  const random = createRandom(7 + which)
  const valid: number[] = []
  for (let count = 0; count < 150; count += 1) {
    const at = random(good.length)
    if (at >= gapStart && at <= gapEnd) continue
    const bytes = Buffer.from(good)
    bytes[at]! ^= 1 << random(8)
    if ((await verify(bytes)).verdict === 'valid') valid.push(at)
  }
  expect(valid).toEqual([])
})

test('bytes of the last value changed, pieces cut out, doubled and mixed: never thrown, and valid only with the signed bytes whole', async () => {
  const random = createRandom(99)
  const good = stamped[1]!
  const wronglyValid: number[] = []
  for (let count = 0; count < 300; count += 1) {
    const [a, b] = [random(good.length), random(good.length)].sort((x, y) => x - y) as [number, number]
    const forms = [
      Buffer.concat([good.subarray(0, a), good.subarray(b)]),
      Buffer.concat([good.subarray(0, b), good.subarray(a)]),
      Buffer.concat([good.subarray(b), good.subarray(0, b)]),
      Buffer.concat([good.subarray(0, a), stamped[0]!.subarray(0, random(4_000)), good.subarray(b)])
    ]
    const bytes = forms[count % forms.length]!
    const report = await verify(bytes)
    if (report.verdict === 'valid' && !bytes.equals(good)) wronglyValid.push(count)
  }
  expect(wronglyValid).toEqual([])
})

test('the same answers in the oldest Electron, whose cryptography is BoringSSL', async () => {
  const electron = findElectron()
  if (!electron) throw new Error('no Electron is set up: npm run setup')
  const root = join(import.meta.dirname, '../..')
  const program = join(folder, 'verify.mjs')
  const altered = Buffer.from(stamped[0]!)
  altered[700]! ^= 1
  const documents = [...stamped, altered]
  documents.forEach((bytes, index) => writeFileSync(join(folder, `${index}.pdf`), bytes))
  buildSync({
    stdin: {
      resolveDir: root,
      loader: 'ts',
      contents: `import { readFileSync } from 'node:fs'
        import { verifyDocument } from './electron/press/verify-document.ts'
        const trust = ${JSON.stringify(trust)}
        const reports = []
        for (const index of [0, 1, 2]) reports.push(await verifyDocument(readFileSync(${JSON.stringify(folder)} + '/' + index + '.pdf'), { trust, now: new Date(), fetchBytes: async () => undefined }))
        console.log(JSON.stringify(reports))`
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: program,
    banner: { js: "import { createRequire as requireOfNode } from 'node:module'; globalThis.require ??= requireOfNode(import.meta.url);" }
  })
  const answer = execFileSync(electron.executable, [program], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8', maxBuffer: 1 << 24 })
  const here: DocumentReport[] = []
  for (const bytes of documents) here.push(await verify(bytes))
  expect(JSON.parse(answer)).toEqual(JSON.parse(JSON.stringify(here)))
  expect(here.map((one) => one.verdict)).toEqual(['valid', 'valid', 'invalid'])
})
