import { afterEach, expect, test, vi } from 'vitest'
import type { DraftFile, Secrecy } from '../../electron/contract/intake.ts'
import type { DossierView } from '../../electron/contract/views.ts'
import { err, ok } from '../../electron/domain/result.ts'
import { choosePaper, chooseSecrecy, closeScans, createScans, describeScans, findTarget, holdsScans, removeScan, saveScans, type ScansStore } from '../../renderer/features/dossier/acts/scans-store.ts'
import { useQuestion } from '../../renderer/ui/ask.ts'
import { scanOnto } from '../../renderer/features/scanning/take-in.ts'

type View = Pick<DossierView, 'id' | 'revision' | 'components' | 'dossierFiles' | 'procedureCode'>
type Files = { componentId: string; state: string }[]

// Two papers of one name, as a procedure may have them.
const components = [{ id: 'a', name: 'Tờ khai' }, { id: 'b', name: 'Giấy chứng sinh' }, { id: 'c', name: 'Tờ khai' }]
const makeView = (files: Files = []): View => ({ id: 'd', revision: 3, procedureCode: '1.001193', components, dossierFiles: files }) as unknown as View
const makeFile = (letter: string): DraftFile => ({ sha256: letter.repeat(64), name: `${letter}.pdf`, sizeBytes: 1, pages: 1, origin: 'scanned' })

/** Core, of which a test holds the answers; `asked` is what reached it. */
function fakeCore() {
  const asked: [string, unknown][] = []
  const answers = new Map<string, unknown>([['file.discard', ok({})], ['dossier.attach-scans', ok({ revision: 4 })]])
  vi.stubGlobal('window', {
    counter: {
      call: (name: string, input: unknown) => {
        asked.push([name, input])
        return Promise.resolve(answers.get(name))
      }
    }
  })
  const discarded = () => asked.flatMap(([name, input]) => (name === 'file.discard' ? [(input as { files: string[] }).files.map((sha256) => sha256[0]).join('')] : []))
  return { asked, answers, discarded }
}

const view = makeView()
/** A form with these files in it, each named by a letter. */
function formWith(letters = ''): ScansStore {
  const store = createScans(view)
  for (const letter of letters) findTarget(store, view)!.add(makeFile(letter))
  return store
}
/** Where the answer would throw scans away she is asked, and says that. */
async function answer(store: ScansStore, secrecy: Secrecy, isYes = true): Promise<void> {
  const done = chooseSecrecy(store, secrecy)
  useQuestion.getState().asked?.answer(isYes)
  await done
}
const namesIn = (store: ScansStore) => store.getState().files.map(({ name }) => name)

afterEach(() => {
  vi.unstubAllGlobals()
})

test('the paper that is offered is the one whose newest file cannot be sent, else the first without a file', () => {
  const guess = (files: Files) => createScans(makeView(files)).getState().componentId
  const received = { componentId: 'a', state: 'received' }
  const stuck = { componentId: 'b', state: 'needs-officer' }
  expect(guess([])).toBe('a')
  expect(guess([received])).toBe('b')
  expect(guess([received, { componentId: 'b', state: 'queued' }])).toBe('c')
  expect(guess([received, { ...stuck, componentId: 'c' }])).toBe('c')
  expect(guess([stuck, received, { componentId: 'b', state: 'unsigned' }])).toBe('c')
})

test('a scan is taken once, onto the paper that is chosen then; of a secret one nothing is', async () => {
  fakeCore()
  const store = formWith()
  choosePaper(store, 'b')
  const target = findTarget(store, view)!
  expect(target).toMatchObject({ procedureCode: '1.001193', component: { id: 'b', name: 'Giấy chứng sinh' }, secrecy: 'none' })
  target.add(makeFile('a'))
  target.add(makeFile('a'))
  expect(namesIn(store)).toEqual(['a.pdf'])
  await answer(store, 'mat')
  expect(findTarget(store, view)).toBeUndefined()
})

test('all files are of the paper they were scanned for: it is another only while nothing came in and nothing is coming', async () => {
  fakeCore()
  const store = formWith()
  const target = findTarget(store, view)!
  target.count!(1)
  choosePaper(store, 'b')
  expect(store.getState().componentId).toBe('a')
  target.add(makeFile('a'))
  target.count!(-1)
  choosePaper(store, 'b')
  expect(store.getState().componentId).toBe('a')
  removeScan(store, makeFile('a').sha256)
  choosePaper(store, 'b')
  expect(store.getState().componentId).toBe('b')
})

test('a scan under way counts as something to lose, and nothing is saved without it', async () => {
  const core = fakeCore()
  let end: (taken: unknown) => void = () => undefined
  core.answers.set('file.scan', new Promise((resolve) => (end = resolve)))
  const store = formWith('a')
  const before = describeScans(store.getState())
  const scan = scanOnto(findTarget(store, view)!, 1)
  expect(holdsScans({ ...store.getState(), files: [] })).toBe(true)
  expect(await saveScans(store, view)).toEqual(err({ kind: 'scan-under-way' }))
  // The refusal is of then: it goes when the scan has ended.
  const during = describeScans(store.getState())
  end(ok(makeFile('b')))
  await scan
  expect(new Set([before, during, describeScans(store.getState())]).size).toBe(3)
  expect(await saveScans(store, view)).toEqual(ok({ revision: 4 }))
  expect(core.asked.at(-1)).toEqual(['dossier.attach-scans', { id: 'd', baseRevision: 3, componentId: 'a', secrecy: 'none', files: [makeFile('a'), makeFile('b')] }])
  expect(holdsScans(store.getState())).toBe(false)
})

test('nothing new comes in while the others are saved; where that fails all stay', async () => {
  const core = fakeCore()
  core.answers.set('dossier.attach-scans', err({ kind: 'disk-full' }))
  const store = formWith('a')
  const saving = saveScans(store, view)
  expect(findTarget(store, view)).toBeUndefined()
  await saving
  expect(namesIn(store)).toEqual(['a.pdf'])
  expect(findTarget(store, view)).toBeDefined()
})

test('what came in and was not saved leaves the disk: removed, secret, or left with the form', async () => {
  const core = fakeCore()
  const store = formWith('abc')
  removeScan(store, makeFile('b').sha256)
  expect([namesIn(store), core.discarded()]).toEqual([['a.pdf', 'c.pdf'], ['b']])
  await saveScans(store, view)
  findTarget(store, view)!.add(makeFile('d'))
  closeScans(store)
  expect(core.discarded()).toEqual(['b', 'bd'])
  const secret = formWith('e')
  await answer(secret, 'mat', false)
  expect([namesIn(secret), secret.getState().secrecy, core.discarded().length]).toEqual([['e.pdf'], 'none', 2])
  await answer(secret, 'mat')
  expect([namesIn(secret), secret.getState().removed, core.discarded().at(-1)]).toEqual([[], 1, 'e'])
})

test.each(['secret and taken back', 'closed'])('a scan that ends when the form was said to be secret or is gone leaves the disk (%s)', async (how) => {
  const core = fakeCore()
  let end: (taken: unknown) => void = () => undefined
  core.answers.set('file.scan', new Promise((resolve) => (end = resolve)))
  const store = formWith()
  const scan = scanOnto(findTarget(store, view)!, 1)
  if (how === 'closed') closeScans(store)
  else for (const secrecy of ['mat', 'none'] as const) await answer(store, secrecy)
  end(ok(makeFile('a')))
  expect(await scan).toBeUndefined()
  expect([namesIn(store), core.discarded(), store.getState().taking]).toEqual([[], ['a'], 0])
})

test('a file that stays on the disk is told', async () => {
  const core = fakeCore()
  core.answers.set('file.discard', err({ kind: 'process-down', process: 'core' }))
  const store = formWith('a')
  removeScan(store, makeFile('a').sha256)
  await vi.waitFor(() => expect(store.getState().notice?.text).toMatch(/^Tệp gỡ ra còn trên máy: .*báo quản trị viên ngay\.$/))
})
