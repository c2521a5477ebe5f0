import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guide, guidePages } from '../../renderer/help/guide.ts'
import { hotkeys, tellHotkey, type HotkeyPlace } from '../../renderer/help/hotkeys.ts'

/** What F1 says is what the keys do: the sources themselves are read. */

const features = join(import.meta.dirname, '..', '..', 'renderer', 'features')
const sources: Record<HotkeyPlace, string[]> = {
  everywhere: ['shell/*', 'messages/*', 'citizen/*'],
  login: ['session/*'],
  receive: ['receive/*'],
  worklist: ['worklist/*'],
  dossier: ['dossier/**/*'],
  money: ['money/*'],
  register: ['register/*'],
  queue: ['outbox/*'],
  signing: ['signing/*'],
  verify: ['verify/*', 'token-doctor/*'],
  settings: ['settings/*', 'setup/*'],
  preview: ['forms/*']
}
const places = Object.keys(hotkeys) as HotkeyPlace[]
const keyText = String.raw`(?:(?:Ctrl|Shift|Alt)\+)*(?:F\d{1,2}|Enter|Delete|Arrow\w+|[A-Z0-9])`

/** Keys that a folder's code binds: names in quotes, and the bare ones of an object. */
function findBound(patterns: string[]): string[] {
  const own = patterns.flatMap((pattern) => globSync(pattern, { cwd: features }).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(features, name), 'utf8'))).join('\n')
  // A part that several places show brings its key along.
  const parts = { '<ConfirmDay': 'confirm-day.tsx', '<QuestionPlace': 'question.tsx' }
  const text = own + Object.entries(parts).map(([tag, name]) => (own.includes(tag) ? readFileSync(join(features, '..', 'ui', name), 'utf8') : '')).join('')
  const quoted = [...text.matchAll(new RegExp(`'(${keyText})'`, 'g'))].map(([, key]) => key!).filter((key) => /\+|^F\d/.test(key))
  const bare = [...text.matchAll(/\b(F\d{1,2}|Escape): /g)].map(([, key]) => key!)
  return [...new Set([...quoted, ...bare])].sort()
}

test.each(places)('every key bound at "%s" is in the help, and no other', (place) => {
  expect(hotkeys[place].help.flatMap(({ keys }) => keys).sort()).toEqual(findBound(sources[place]))
})

test('every screen has its page, and a key that a page names is bound there or everywhere', () => {
  expect(guidePages).toEqual(expect.arrayContaining(places.filter((place) => !['everywhere', 'login', 'preview'].includes(place))))
  for (const page of guidePages.filter((id) => id !== 'keys')) {
    const known = [page, 'everywhere', 'login', 'preview'].flatMap((place) => hotkeys[place as HotkeyPlace].help.flatMap(({ keys }) => keys))
    const told = guide[page].sections.flatMap(({ lines }) => lines).join('\n')
    const named = [...told.matchAll(new RegExp(String.raw`(?<![\w+])(${keyText})(?![\w+])`, 'g'))].map(([, key]) => key!).filter((key) => /\+|^F\d/.test(key))
    expect(named.filter((key) => !known.includes(key)), page).toEqual([])
  }
})

test('a row of keys is told by its ends', () => {
  expect(tellHotkey({ keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4'], does: 'đổi danh sách' })).toBe('Ctrl+1 đến Ctrl+4: đổi danh sách')
  expect(tellHotkey({ keys: ['Escape'], does: 'đóng' })).toBe('Esc: đóng')
})
