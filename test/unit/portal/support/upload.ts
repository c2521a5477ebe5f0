import { signRequest } from '../../../../electron/crypto/http-signature.ts'
import type { TestCounter } from './counter.ts'

/** A request of tus. */
export async function sendTus(counter: TestCounter, method: string, path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<Response> {
  const signed = { ...signRequest({ method, path }, counter.key, Math.floor(Date.now() / 1000)) }
  return fetch(counter.portalUrl + path, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...signed, ...headers },
    ...(body ? { body: new Uint8Array(body) } : {})
  })
}

/** @returns the upload's path */
export async function createUpload(counter: TestCounter, sha256: string, length: number): Promise<string> {
  const metadata = `sha256 ${Buffer.from(sha256).toString('base64')},dossier ${Buffer.from('ho-so').toString('base64')}`
  const response = await sendTus(counter, 'POST', '/v1/files', { 'upload-length': String(length), 'upload-metadata': metadata })
  if (response.status !== 201) throw new Error(`no upload: ${response.status}`)
  return new URL(response.headers.get('location') ?? '', counter.portalUrl).pathname
}

export function sendChunk(counter: TestCounter, path: string, offset: number, bytes: Buffer): Promise<Response> {
  return sendTus(counter, 'PATCH', path, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, bytes)
}

/** A whole file at once. */
export async function uploadFile(counter: TestCounter, sha256: string, bytes: Buffer): Promise<void> {
  const { status } = await sendChunk(counter, await createUpload(counter, sha256, bytes.length), 0, bytes)
  if (status !== 204) throw new Error(`not taken: ${status}`)
}
