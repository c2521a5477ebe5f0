import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Session, session } from 'electron'
import { findFormPage } from './form-pages.ts'

export const PRINT_ORIGIN = 'app://counter'
/** Not "persist:", so nothing of a form reaches a disk cache. */
const PARTITION = 'print'
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
    return new Response(await readFile(join(fontsFolder, font)), { headers: { 'content-type': 'font/ttf', 'cache-control': 'no-store' } })
  } catch {
    return new Response(null, { status: 404 })
  }
}
