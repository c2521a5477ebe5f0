import { expect, test } from 'vitest'
import { buildImage, manners } from './cut-image.ts'
import { proveCuts } from './cuts.ts'
import { createRandom } from './random.ts'
import type { Note } from './recording.ts'

test('power cuts: what was told saved is in every image of two recordings, whatever the disk did with what was not synced', async () => {
  const { details, ...result } = await proveCuts({ recordings: 2, imagesEach: 20, seed: 20_261_123 })
  expect(details).toEqual([])
  expect(result).toMatchObject({ recordings: 2, cuts: 40, imagesStarted: 2, lost: 0, numbersTwice: 0, chainsBroken: 0, broken: 0, falseRestores: 0 })
  expect(result.acknowledged).toBeGreaterThan(20)
  expect(result.filesTold).toBeGreaterThan(2)
})

const wrote = (path: string, offset: number, text: string): Note => ({ kind: 'write', path, offset, data: Buffer.from(text) })
const before = new Map([['db', Buffer.from('0000')]])
const images = (notes: Note[]): Set<string> => {
  const random = createRandom(5)
  const made = Array.from({ length: 300 }, (_, index) => buildImage({ before, notes }, notes.length, manners[index % manners.length]!, random))
  return new Set(made.map((image) => JSON.stringify([...image].map(([path, bytes]) => [path, bytes.toString()]).sort())))
}

test('an image keeps what was synced and may lose what was not', () => {
  expect(images([wrote('db', 0, '11'), { kind: 'sync', path: 'db', began: 1 }])).toEqual(new Set(['[["db","1100"]]']))
  expect(images([wrote('db', 0, '11'), wrote('db', 2, '22')])).toEqual(new Set(['[["db","0000"]]', '[["db","1100"]]', '[["db","0022"]]', '[["db","1122"]]']))
  // Written while the sync was under way: not covered by it.
  expect(images([wrote('db', 0, '11'), wrote('db', 2, '22'), { kind: 'sync', path: 'db', began: 1 }])).toEqual(new Set(['[["db","1100"]]', '[["db","1122"]]']))
})

test('a name is safe only when its folder was synced', () => {
  const replaced: Note[] = [{ kind: 'create', path: 'new', truncates: true }, wrote('new', 0, '7'), { kind: 'sync', path: 'new', began: 2 }, { kind: 'rename', path: 'new', to: 'db' }]
  expect(images(replaced)).toEqual(new Set(['[["db","0000"],["new","7"]]', '[["db","7"]]']))
  expect(images([...replaced, { kind: 'sync', path: '', began: 4 }])).toEqual(new Set(['[["db","7"]]']))
})
