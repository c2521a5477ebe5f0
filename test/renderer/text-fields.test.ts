import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const renderer = join(import.meta.dirname, '..', '..', 'renderer')

/** The properties of an element, from its tag's name to the `>` that is outside of every brace. */
function readProperties(text: string, start: number): string {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (character === '{') depth++
    else if (character === '}') depth--
    else if (character === '>' && depth === 0) return text.slice(start, index)
  }
  throw new Error('an element without an end')
}

/**
 * Unikey, EVKey and OpenKey take letters back and send others in one burst; a field that is given its own text back after a render loses some of them (design/ui.md). So no text field of any screen has a
 * `value`: each keeps its own. What the bursts make of it is typed into the fields in test/e2e/hands.spec.ts and life.spec.ts.
 */
test('no text field is controlled', () => {
  let seen = 0
  const controlled = globSync('**/*.tsx', { cwd: renderer }).flatMap((name) => {
    const text = readFileSync(join(renderer, name), 'utf8')
    return [...text.matchAll(/<(TextInput|Textarea|PasswordInput|input|textarea)\s/g)].flatMap((tag) => {
      seen++
      const properties = readProperties(text, tag.index)
      return /\bvalue=\{/.test(properties) && !/type="(radio|checkbox)"/.test(properties) ? [`${name}: ${tag[1]}`] : []
    })
  })
  expect(controlled).toEqual([])
  expect(seen).toBeGreaterThan(60)
})
