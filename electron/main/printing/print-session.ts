import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Session, session } from 'electron'

const ORIGIN = 'app://counter'
/** Not "persist:", so nothing of a form reaches a disk cache. */
const PARTITION = 'print'
const pages = new Map<string, string>()
let opened: Session | undefined

/**
 * The session of print windows, apart from the officer's: it knows the forms being printed and the fonts, and no
 * network. `app` must be registered as a standard, secure scheme before Electron is ready.
 * @param fontsFolder where the files of `fontBaseUrl` `app://counter/fonts/` are
 */
export function getPrintSession(fontsFolder: string): Session {
  if (opened !== undefined) return opened
  const printing = session.fromPartition(PARTITION)
  printing.protocol.handle('app', (request) => serve(new URL(request.url), fontsFolder))
  printing.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  printing.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${ORIGIN}/`) }))
  opened = printing
  return printing
}

/** Gives a form an address in the print session until `forget` is called. Forms of any size: nothing is put into a data: URL. */
export function publishForm(html: string): { url: string; forget: () => void } {
  const id = randomUUID()
  pages.set(id, html)
  return { url: `${ORIGIN}/print/${id}`, forget: () => void pages.delete(id) }
}

async function serve(url: URL, fontsFolder: string): Promise<Response> {
  const form = url.host === 'counter' ? /^\/print\/([\w-]+)$/.exec(url.pathname)?.[1] : undefined
  const html = form === undefined ? undefined : pages.get(form)
  if (html !== undefined) return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(html) } })
  const font = url.host === 'counter' ? /^\/fonts\/(\w+\.ttf)$/.exec(url.pathname)?.[1] : undefined
  if (font === undefined) return new Response(null, { status: 404 })
  try {
    return new Response(await readFile(join(fontsFolder, font)), { headers: { 'content-type': 'font/ttf', 'cache-control': 'no-store' } })
  } catch {
    return new Response(null, { status: 404 })
  }
}

/** No script, no picture, no frame, no request but fonts; of style only the sheets the form came with, by their hashes. */
function policyOf(html: string): string {
  const hashes = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`)
  return `default-src 'none'; font-src 'self'; style-src ${hashes.join(' ') || "'none'"}; base-uri 'none'; form-action 'none'`
}
