import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Deep } from './fuzz.ts'
import { openFuzzCounter } from './fuzz/fuzz-counter.ts'
import { createRandom } from './random.ts'

test('a spoilt answer of the portal meets the same counter whatever was tried before it, so that a seed alone gives a case again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-fuzz-'))
  const counter = await openFuzzCounter(folder)
  try {
    const seeds = Array.from({ length: 120 }, (_, index) => index)
    const tryAnswers = async (): Promise<Deep[]> => {
      const deep: Deep[] = []
      for (const seed of seeds) deep.push(await counter.tryAnswer(createRandom(seed)))
      return deep
    }
    const first = await tryAnswers()
    expect(first).toContain('push')
    for (const seed of seeds) for (const turn of [0, 1]) await counter.tryCall(createRandom(seed * 2 + turn))
    expect(await tryAnswers()).toEqual(first)
  } finally {
    await counter.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
