import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldForSearch } from '../../../electron/domain/text.ts'

/** Every file under a folder with its bytes, by name. */
export function readFolder(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return new Map(files.map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath, entry.name))]))
}

/** Files in which one of the words stands in the clear, composed, decomposed, folded or in UTF-16. */
export function findInClear(folder: string, words: readonly string[]): string[] {
  const forms = words.flatMap((word) => [Buffer.from(word.normalize('NFC')), Buffer.from(word.normalize('NFD')), Buffer.from(foldForSearch(word)), Buffer.from(word, 'utf16le')])
  return [...readFolder(folder)].flatMap(([name, bytes]) => (forms.some((form) => bytes.includes(form)) ? [name] : []))
}
