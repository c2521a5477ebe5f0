import { afterEach, expect, test, vi } from 'vitest'
import type { DraftFile } from '../../electron/contract/intake.ts'
import type { Procedure } from '../../electron/domain/catalogue.ts'
import { err, ok } from '../../electron/domain/result.ts'
import { useIntake, type ChosenProcedure } from '../../renderer/features/receive/intake-store.ts'
import { removeTaken, toScanTarget } from '../../renderer/features/receive/scan-target.ts'
import { scanOnto } from '../../renderer/features/scanning/take-in.ts'

const paper = { id: 'a', name: 'Tờ khai', originals: 1, copies: 0, kind: 'submit' as const, required: true, secret: false }
const procedure = { code: '1.001193', name: 'Đăng ký khai sinh', components: [paper], secret: false } as unknown as Procedure
const file: DraftFile = { sha256: 'a'.repeat(64), name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'scanned' }
const filesIn = () => useIntake.getState().components.flatMap(({ files }) => files)

/** An intake of that procedure; `did` is what was asked of core, the keeping of the draft included. */
function openIntake(answer: (name: string) => unknown) {
  const did: string[] = []
  vi.stubGlobal('window', { counter: { call: (name: string) => (did.push(name), Promise.resolve(answer(name))) } })
  useIntake.getState().choose({ procedure } as unknown as ChosenProcedure)
  useIntake.setState({ saveNow: () => Promise.resolve(void did.push('draft.save')) })
  return did
}

afterEach(() => {
  useIntake.getState().clear()
  vi.unstubAllGlobals()
})

test('a file that is removed leaves the disk, once the draft that named it is kept without it', async () => {
  const did = openIntake(() => ok({}))
  useIntake.getState().addFile('a', file)
  await removeTaken('a', file)
  expect([filesIn(), did]).toEqual([[], ['draft.save', 'file.discard']])
})

test.each([
  ['received', ['dossier.get', 'dossier.attach-scans']],
  ['received, and the next one secret', ['dossier.get', 'dossier.attach-scans']],
  ['received, but secret in between', ['file.discard']],
  ['set aside', ['dossier.get', 'file.discard']],
  ['open, but secret in between', ['file.discard']]
])('a scan that ends when its intake is %s goes onto its dossier or off the disk', async (how, then) => {
  let end: (taken: unknown) => void = () => undefined
  const did = openIntake((name) => (name === 'file.scan' ? new Promise((resolve) => (end = resolve)) : name === 'dossier.get' ? (how === 'set aside' ? err({ kind: 'dossier-unknown' }) : ok({ revision: 3 })) : ok({})))
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  if (how.includes('but secret')) for (const answer of ['mat', 'none'] as const) useIntake.getState().setSecrecy(answer)
  if (!how.startsWith('open')) useIntake.getState().clear()
  if (how.includes('next one secret')) useIntake.getState().setSecrecy('mat')
  end(ok(file))
  expect(await scan).toBeUndefined()
  expect([filesIn(), did]).toEqual([[], ['file.scan', ...then]])
})
