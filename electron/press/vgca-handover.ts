import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The two addresses the Sign Service works with: it downloads the document from one and uploads the signed one to the other. */
export interface VgcaHandover {
  downloadUrl: string
  uploadUrl: string
  /** What was uploaded; undefined while nothing was. */
  getUploaded(): Buffer | undefined
  close(): void
}

/** What a signature adds is far below this. */
const roomBytes = 10_000_000

/**
 * A server on the loopback interface and a free port, for one document. Each address holds a secret of its own and works once: another program of this machine that
 * learns it afterwards gets nothing, and cannot exchange the file. Older services ignore JWTToken, so the secret is in the path.
 */
export async function openVgcaHandover(bytes: Buffer, fileName: string): Promise<VgcaHandover> {
  const paths = { download: `/${randomBytes(24).toString('hex')}/${encodeURIComponent(fileName)}`, upload: `/${randomBytes(24).toString('hex')}/upload` }
  const used = new Set<string>()
  let uploaded: Buffer | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isDownload = request.url === paths.download && request.method === 'GET'
    const isUpload = request.url === paths.upload && request.method === 'POST'
    if ((!isDownload && !isUpload) || used.has(request.url ?? '')) {
      response.writeHead(404).end()
      return
    }
    used.add(request.url ?? '')
    if (isDownload) {
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': bytes.length, 'cache-control': 'no-store' }).end(bytes)
      return
    }
    const file = await readUpload(request, bytes.length + roomBytes)
    if (file) uploaded = file
    response.writeHead(200, { 'content-type': 'application/json' })
    const reply = { Status: file !== undefined, Message: file ? '' : 'uploadfile', FileName: fileName, FileServer: fileName, DocumentNumber: '', DocumentDate: '' }
    response.end(JSON.stringify(reply))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    downloadUrl: base + paths.download,
    uploadUrl: base + paths.upload,
    getUploaded: () => uploaded,
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}

/** The multipart field `uploadfile`; undefined when there is none or the body is too large. */
async function readUpload(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > limitBytes) return undefined
    chunks.push(chunk as Buffer)
  }
  try {
    const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData()
    const field = form.get('uploadfile')
    return field instanceof Blob ? Buffer.from(await field.arrayBuffer()) : undefined
  } catch {
    // No multipart at all.
    return undefined
  }
}
