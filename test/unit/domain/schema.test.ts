import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ZodType } from '../../../electron/domain/schema.ts'
import * as z from '../../../electron/domain/schema.ts'

const electron = join(import.meta.dirname, '..', '..', '..', 'electron')

/** Builds every schema in a module's exports, in their lists and tables also, by asking for what only a built one has. A schema that cannot be built is named. */
function buildAll(value: unknown, name: string, seen: Set<unknown>, failed: string[]): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0
  seen.add(value)
  try {
    if ('_zod' in value) {
      // A discriminated union reads its members when it is first given an object.
      ;(value as ZodType).safeParse({})
      return 1
    }
  } catch (error) {
    failed.push(`${name}: ${error instanceof Error ? error.message : 'unknown'}`)
    return 0
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return 0
  return Object.entries(value).reduce((sum, [key, member]) => sum + buildAll(member, `${name}.${key}`, seen, failed), 0)
}

test('every schema that contract and domain export can be built, though a start builds few of them', async () => {
  const failed: string[] = []
  const seen = new Set<unknown>()
  let count = 0
  for (const folder of ['contract', 'domain']) {
    for (const file of readdirSync(join(electron, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file === 'schema.ts') continue
      const module = (await import(join(electron, folder, file))) as Record<string, unknown>
      count += buildAll({ ...module }, `${folder}/${file}`, seen, failed)
    }
  }
  expect(failed).toEqual([])
  expect(count).toBeGreaterThan(300)
})

test('a schema that cannot be built is found, alone and in a table', () => {
  const bad = (): unknown => z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ sort: z.literal('b') }) as never])
  const failed: string[] = []
  expect(buildAll({ bad: bad(), method: { input: z.object({ bad: bad() as ZodType }).omit({ no: true } as never) }, good: z.string() }, 'm', new Set(), failed)).toBe(1)
  expect(failed.map((line) => line.replace(/:.*/s, ''))).toEqual(['m.bad', 'm.method.input'])
})
