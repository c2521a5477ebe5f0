import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as tus from 'tus-js-client'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { signRequest } from '../../../electron/crypto/http-signature.ts'
import { getDossiers } from '../../portal/admin/overview-store.ts'
import { startFaultProxy } from '../../portal/fault-proxy.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { attachFile, receive, signFile } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'
import { createUpload, sendChunk, sendTus } from './support/upload.ts'

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function sign(counter: TestCounter, method: string, path: string): Record<string, string> {
  return { ...signRequest({ method, path }, counter.key, Math.floor(Date.now() / 1000)) }
}

describe.each(engines)('files on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  async function openCounters(count: number): Promise<TestCounter[]> {
    const office = await openOffice(portal.database)
    const counters: TestCounter[] = []
    for (const code of office.codes.slice(0, count)) counters.push(await enrolCounter(portal.url, code))
    return counters
  }
  const arriving = (path: string) => join(portal.dataDir, 'files/arriving', basename(path))
  const held = (sha256: string) => join(portal.dataDir, 'files/held', sha256)

  test('a dossier waits for its scan until the last byte is there with the right hash', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(100_000)
    const sha256 = hashOf(bytes)
    const received = receive(counter, 1)
    await counter.push([received, attachFile(counter, received.dossier, 1, { sha256, sizeBytes: bytes.length })])
    const pending = async () => {
      const answer = await fetch(`${portal.url}/inspect/dossiers`, { headers: { authorization: `Bearer ${portal.adminToken}` } })
      return ((await answer.json()) as { id: string; scansPending: boolean }[]).find((dossier) => dossier.id === received.dossier)?.scansPending
    }
    expect(await pending()).toBe(true)
    expect((await sendTus(counter, 'HEAD', `/v1/files/by-hash/${sha256}`)).status).toBe(404)
    const path = await createUpload(counter, sha256, bytes.length)
    expect((await sendChunk(counter, path, 0, bytes.subarray(0, 60_000))).headers.get('upload-offset')).toBe('60000')
    expect(await pending()).toBe(true)
    expect((await sendChunk(counter, path, 0, bytes)).status).toBe(409)
    expect((await sendChunk(counter, path, 60_000, bytes.subarray(60_000))).status).toBe(204)
    expect(await pending()).toBe(false)
    const head = await sendTus(counter, 'HEAD', `/v1/files/by-hash/${sha256}`)
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100000'])
    expect(readFileSync(held(sha256)).equals(bytes)).toBe(true)
    // The answer to the last PATCH may be lost: the upload still says that it is whole.
    expect((await sendTus(counter, 'HEAD', path)).headers.get('upload-offset')).toBe('100000')
  })

  test('a signed file takes the place of the one that was signed', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const [plain, signed] = [randomBytes(400), randomBytes(500)]
    const received = receive(counter, 1)
    const attached = attachFile(counter, received.dossier, 1, { sha256: hashOf(plain), sizeBytes: plain.length })
    await counter.push([received, attached])
    const files = async () => (await getDossiers(portal.database)).find((dossier) => dossier.id === received.dossier)?.files
    expect(await files()).toEqual([{ sha256: hashOf(plain), name: 'to-khai.pdf', sizeBytes: 400, present: false }])
    await counter.push([signFile(counter, received.dossier, 2, { sourceSha256: hashOf(plain), sha256: hashOf(signed), sizeBytes: signed.length })])
    expect(await files()).toEqual([{ sha256: hashOf(signed), name: 'to-khai.pdf', sizeBytes: 500, present: false }])
    await sendChunk(counter, await createUpload(counter, hashOf(signed), signed.length), 0, signed)
    expect(await files()).toEqual([{ sha256: hashOf(signed), name: 'to-khai.pdf', sizeBytes: 500, present: true }])
    const foreign = signFile(counter, received.dossier, 3, { sourceSha256: 'f'.repeat(64), sha256: 'e'.repeat(64), sizeBytes: 1 })
    expect((await counter.push([foreign])).results[0]).toMatchObject({ outcome: 'refused', problem: { type: problemTypes.notAcceptable } })
  })

  test('everything that is answered for was synced to disk before', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const handle = await open(portal.dataDir, 'r')
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'sync')
    await handle.close()
    const syncsDuring = async (work: () => Promise<unknown>) => {
      const before = sync.mock.calls.length
      await work()
      return sync.mock.calls.length - before
    }
    try {
      const bytes = randomBytes(2000)
      let path = ''
      // The empty upload, its description and the folder that names both.
      expect(await syncsDuring(async () => (path = await createUpload(counter, hashOf(bytes), bytes.length)))).toBe(3)
      expect(await syncsDuring(() => sendChunk(counter, path, 0, bytes.subarray(0, 1000)))).toBe(1)
      // The last bytes, then the file once more and the folder it is kept in.
      expect(await syncsDuring(() => sendChunk(counter, path, 1000, bytes.subarray(1000)))).toBe(3)
    } finally {
      sync.mockRestore()
    }
  })

  test('bytes of another hash are discarded with a problem, and the file can be sent again', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(5000)
    const sha256 = hashOf(bytes)
    const path = await createUpload(counter, sha256, bytes.length)
    const wrong = await sendChunk(counter, path, 0, randomBytes(5000))
    expect([wrong.status, wrong.headers.get('content-type'), JSON.parse(await wrong.text())]).toEqual([422, 'application/problem+json', expect.objectContaining({ type: problemTypes.hashMismatch })])
    expect((await sendTus(counter, 'HEAD', path)).status).toBe(404)
    expect(existsSync(held(sha256))).toBe(false)
    expect((await sendTus(counter, 'HEAD', `/v1/files/by-hash/${sha256}`)).status).toBe(404)
    expect((await sendChunk(counter, await createUpload(counter, sha256, bytes.length), 0, bytes)).status).toBe(204)
    expect(existsSync(held(sha256))).toBe(true)
  })

  test('what still writes to an upload when it is taken over does not reach the held file', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(3000)
    const path = await createUpload(counter, hashOf(bytes), bytes.length)
    // As another request does whose last bytes are late, at another instance perhaps.
    const late = await open(arriving(path), 'r+')
    await sendChunk(counter, path, 0, bytes)
    await late.write(randomBytes(100), 0, 100, 0)
    await late.close()
    writeFileSync(arriving(path), randomBytes(100), { flag: 'r+' })
    expect(readFileSync(held(hashOf(bytes))).equals(bytes)).toBe(true)
  })

  test('an upload that was taken over takes no room', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(300_000)
    const path = await createUpload(counter, hashOf(bytes), bytes.length)
    await sendChunk(counter, path, 0, bytes)
    const { size, blocks } = statSync(arriving(path))
    expect([size, blocks]).toEqual([bytes.length, 0])
  })

  test.each(['before', 'after'])('an upload that was whole when the portal died %s it held the file is taken over at the next question', async (when) => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(3000)
    const sha256 = hashOf(bytes)
    const path = await createUpload(counter, sha256, bytes.length)
    await sendChunk(counter, path, 0, bytes)
    await portal.database.query('delete from stored_file where sha256 = $1', [sha256])
    if (when === 'before') {
      rmSync(held(sha256))
      writeFileSync(arriving(path), bytes)
    }
    expect((await sendTus(counter, 'HEAD', path)).headers.get('upload-offset')).toBe('3000')
    expect((await sendTus(counter, 'HEAD', `/v1/files/by-hash/${sha256}`)).status).toBe(200)
  })

  test('unsigned, strange and other counters’ requests touch no upload', async () => {
    const [counter, stranger] = (await openCounters(2)) as [TestCounter, TestCounter]
    const bytes = randomBytes(1000)
    const path = await createUpload(counter, hashOf(bytes), bytes.length)
    const headers = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
    expect((await fetch(portal.url + path, { method: 'PATCH', headers, body: new Uint8Array(bytes) })).status).toBe(401)
    expect((await fetch(`${portal.url}/v1/files`, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' } })).status).toBe(401)
    expect((await sendChunk(stranger, path, 0, bytes)).status).toBe(404)
    expect((await sendTus(counter, 'HEAD', '/v1/files/..%2f..%2fpglite')).status).toBe(404)
    expect((await sendTus(counter, 'HEAD', path)).headers.get('upload-offset')).toBe('0')
    const nameless = await sendTus(counter, 'POST', '/v1/files', { 'upload-length': '5' })
    expect([nameless.status, JSON.parse(await nameless.text())]).toEqual([400, expect.objectContaining({ type: problemTypes.badRequest })])
  })

  test('whatever is refused of an upload, or of an address that is none, is told by a problem of a stable type', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const bytes = randomBytes(1000)
    const path = await createUpload(counter, hashOf(bytes), bytes.length)
    const metadata = `sha256 ${Buffer.from(hashOf(bytes)).toString('base64')}`
    const chunk = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
    const refusals: [() => Promise<Response>, number, string][] = [
      [() => sendTus(counter, 'POST', '/v1/files', { 'upload-metadata': metadata }), 400, problemTypes.badRequest],
      [() => sendTus(counter, 'POST', '/v1/files', { 'upload-metadata': metadata, 'upload-length': String(2 ** 40) }), 413, problemTypes.tooLarge],
      [() => sendTus(counter, 'POST', '/v1/files', { 'upload-length': '5' }), 400, problemTypes.badRequest],
      [() => sendTus(counter, 'PATCH', path, { ...chunk, 'tus-resumable': '9.9.9' }, bytes), 400, problemTypes.badRequest],
      [() => sendTus(counter, 'PATCH', path, { ...chunk, 'content-type': 'text/plain' }, bytes), 400, problemTypes.badRequest],
      [() => sendTus(counter, 'PATCH', path, { 'content-type': chunk['content-type'] }, bytes), 403, problemTypes.badRequest],
      [() => sendChunk(counter, path, 500, bytes), 409, problemTypes.uploadMoved],
      [() => sendTus(counter, 'GET', '/v1/files/%zz'), 400, problemTypes.badRequest]
    ]
    for (const [request, status, type] of refusals) {
      const answer = await request()
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0], JSON.parse(await answer.text())]).toEqual([status, 'application/problem+json', expect.objectContaining({ type, status })])
    }
    expect((await sendChunk(counter, path, 0, bytes)).status).toBe(204)
  })

  test('tus-js-client resumes over a line that is cut three times, and sends hardly a byte twice', async () => {
    const [counter] = (await openCounters(1)) as [TestCounter]
    const proxy = await startFaultProxy(portal.url)
    try {
      const bytes = randomBytes(2_000_000)
      const sha256 = hashOf(bytes)
      const cuts = [700_000, 300_000, 500_000]
      const arm = () => {
        const next = cuts.shift()
        if (next) proxy.cutAfter(next, 'to-portal')
      }
      arm()
      await new Promise<void>((resolve, reject) => {
        const upload = new tus.Upload(bytes, {
          endpoint: `${proxy.url}/v1/files`,
          chunkSize: 256 * 1024,
          retryDelays: Array.from({ length: 10 }, () => 20),
          metadata: { sha256, dossier: 'ho-so' },
          onBeforeRequest: (request) => {
            const signed = sign(counter, request.getMethod(), new URL(request.getURL()).pathname)
            for (const [name, value] of Object.entries(signed)) request.setHeader(name, value)
          },
          onShouldRetry: () => {
            arm()
            return true
          },
          onError: reject,
          onSuccess: () => resolve()
        })
        upload.start()
      })
      expect(cuts).toEqual([])
      expect(readFileSync(held(sha256)).equals(bytes)).toBe(true)
      expect((await sendTus(counter, 'HEAD', `/v1/files/by-hash/${sha256}`)).status).toBe(200)
      expect(proxy.sent['to-portal'] / bytes.length).toBeLessThan(1.1)
      expect(readdirSync(join(portal.dataDir, 'files/held'))).toContain(sha256)
    } finally {
      await proxy.close()
    }
  })
})
