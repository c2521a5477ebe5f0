import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ProtocolResponse, type Session, session } from 'electron'
import { serveBuffers } from '../app-protocol.ts'
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
  serveBuffers(printing, (url) => serve(url, fontsFolder))
  printing.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  printing.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${PRINT_ORIGIN}/`) }))
  opened = printing
  return printing
}

async function serve(url: URL, fontsFolder: string): Promise<ProtocolResponse | undefined> {
  const form = findFormPage(url.pathname)
  if (form !== undefined) return form
  const font = /^\/fonts\/(\w+\.ttf)$/.exec(url.pathname)?.[1]
  if (font === undefined) return undefined
  const path = join(fontsFolder, font)
  const data = fonts.get(path) ?? (await readFile(path))
  fonts.set(path, data)
  // Fonts hold nothing of anybody: the window may keep what it has read from one form to the next.
  return { data, headers: { 'content-type': 'font/ttf', 'cache-control': 'max-age=31536000, immutable', 'access-control-allow-origin': PRINT_ORIGIN } }
}
