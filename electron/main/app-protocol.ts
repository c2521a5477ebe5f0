import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type ProtocolResponse, type Session } from 'electron'
import { appFolder, fontsFolder } from './paths.ts'
import { findFormPage } from './printing/form-pages.ts'

export const appOrigin = 'app://counter'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm'
}

/** Our own pages only: no remote script, style, frame or connection. Mantine sets styles in line. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Must run before Electron is ready: a standard, secure scheme gives pages an origin and lets V8 cache their code. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the built pages, stored documents by their hash (`/documents/<sha256>`, where the session may) and the form fonts from disk, to the pages of one session, and lets them fetch nothing else. */
export function serveApp(session: Session, readDocument?: (sha256: string) => Promise<Buffer | undefined>): void {
  const renderer = join(appFolder, 'renderer')
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !/^(app|blob|data|devtools):/.test(details.url) }))
  serveBuffers(session, async (url) => {
    const form = findFormPage(url.pathname)
    if (form !== undefined) return form
    const path = decodeURIComponent(url.pathname)
    const sha256 = /^\/documents\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (sha256 !== undefined) {
      const data = await readDocument?.(sha256)
      const headers = { 'content-type': 'application/pdf', 'content-security-policy': policy, 'cache-control': 'no-store' }
      return data && { data, headers }
    }
    const root = path.startsWith('/fonts/') ? fontsFolder : renderer
    const file = normalize(join(root, path.startsWith('/fonts/') ? path.slice('/fonts/'.length) : path))
    if (!file.startsWith(root + sep)) return undefined
    return { data: await readFile(file), headers: { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy } }
  })
}

/**
 * Answers a session's `app://counter/` from memory; what is not there, or cannot be read, is a 404. Electron's `protocol.handle` would load Node's whole fetch for its first answer and stream every
 * file piece by piece: 0.3 s of main's time on a slow PC, while the first window is waited for.
 */
export function serveBuffers(session: Session, find: (url: URL) => Promise<ProtocolResponse | undefined>): void {
  session.protocol.registerBufferProtocol('app', (request, answer) => {
    const url = new URL(request.url)
    const found = url.host === 'counter' ? find(url) : Promise.resolve(undefined)
    void found.catch(() => undefined).then((response) => answer(response ?? { statusCode: 404, data: Buffer.alloc(0) }))
  })
}
