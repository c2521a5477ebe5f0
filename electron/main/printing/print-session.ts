import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Session, session } from 'electron'
import { findFormPage } from './form-pages.ts'

export const PRINT_ORIGIN = 'app://counter'
/** Not "persist:", so nothing of a form reaches a disk cache. */
const PARTITION = 'print'
let opened: Session | undefined
const fonts = new Map<string, Buffer>()

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
  printing.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${PRINT_ORIGIN}/`) }))
  opened = printing
  return printing
}

async function serve(url: URL, fontsFolder: string): Promise<Response> {
  const form = url.host === 'counter' ? findFormPage(url.pathname) : undefined
  if (form !== undefined) return form
  const font = url.host === 'counter' ? /^\/fonts\/(\w+\.ttf)$/.exec(url.pathname)?.[1] : undefined
  if (font === undefined) return new Response(null, { status: 404 })
  try {
    const path = join(fontsFolder, font)
    const bytes = fonts.get(path) ?? (await readFile(path))
    fonts.set(path, bytes)
    // Fonts hold nothing of anybody: the window may keep what it has read from one form to the next.
    return new Response(bytes, { headers: { 'content-type': 'font/ttf', 'cache-control': 'max-age=31536000, immutable', 'access-control-allow-origin': PRINT_ORIGIN } })
  } catch {
    return new Response(null, { status: 404 })
  }
}
