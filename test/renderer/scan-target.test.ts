import { afterEach, expect, test, vi } from 'vitest'
import type { UseFormReturn } from 'react-hook-form'
import type { Draft, DraftFile } from '../../electron/contract/intake.ts'
import type { Procedure } from '../../electron/domain/catalogue.ts'
import { err, ok } from '../../electron/domain/result.ts'
import { looseId } from '../../renderer/features/receive/component-rows.ts'
import { emptyIntake, type IntakeFields } from '../../renderer/features/receive/intake-fields.ts'
import { useIntake, type ChosenProcedure } from '../../renderer/features/receive/intake-store.ts'
import { inTurn } from '../../renderer/features/receive/late-scan.ts'
import { answerSecrecy, removeTaken, toScanTarget } from '../../renderer/features/receive/scan-target.ts'
import { tellUnkept, type DraftKeeping } from '../../renderer/features/receive/use-draft.ts'
import { useSetAside } from '../../renderer/features/receive/use-set-aside.ts'
import { discardLeft, importOnto, scanOnto } from '../../renderer/features/scanning/take-in.ts'
import { useQuestion } from '../../renderer/ui/ask.ts'

const paper = { id: 'a', name: 'Tờ khai', originals: 1, copies: 0, kind: 'submit' as const, required: true, secret: false }
const procedure = { code: '1.001193', name: 'Đăng ký khai sinh', components: [paper], secret: false } as unknown as Procedure
const file: DraftFile = { sha256: 'a'.repeat(64), name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'scanned' }
const filesIn = () => useIntake.getState().components.flatMap(({ files }) => files)

/** An intake of that procedure; `did` is what was asked of core, the keeping of the draft included. */
function openIntake(answer: (name: string, input: unknown) => unknown) {
  const did: string[] = []
  vi.stubGlobal('window', { counter: { call: (name: string, input: unknown) => (did.push(name), Promise.resolve(answer(name, input))) } })
  useIntake.getState().choose({ procedure } as unknown as ChosenProcedure)
  useIntake.setState({ saveNow: () => Promise.resolve(void did.push('draft.save')) })
  return did
}

afterEach(() => {
  useIntake.getState().clear()
  useIntake.setState({ taking: {} })
  vi.unstubAllGlobals()
})

test('a file that is removed leaves the disk, once the draft that named it is kept without it', async () => {
  const did = openIntake(() => ok({}))
  useIntake.getState().addFile('a', file)
  await removeTaken('a', file)
  expect([filesIn(), did]).toEqual([[], ['draft.save', 'file.discard']])
})

test('an arrow key throws no scan away unasked: what she keeps stays, what goes is counted for her', async () => {
  openIntake(() => ok({}))
  // Nothing to lose, nothing to ask.
  expect(await answerSecrecy('mat')).toBe(true)
  await answerSecrecy('none')
  useIntake.getState().addFile('a', file)
  for (const isYes of [false, true]) {
    const answered = answerSecrecy('mat')
    expect(useQuestion.getState().asked?.text).toContain('1 tệp')
    useQuestion.getState().asked?.answer(isYes)
    expect(await answered).toBe(isYes)
    expect([filesIn().length, useIntake.getState().secrecy, useIntake.getState().removedFiles]).toEqual(isYes ? [0, 'mat', 1] : [1, 'none', 0])
  }
  // The next citizen's intake is not told of it.
  useIntake.getState().clear()
  expect(useIntake.getState().removedFiles).toBe(0)
})

test('the answer is of the intake it was asked about', async () => {
  openIntake(() => ok({}))
  useIntake.getState().addFile('a', file)
  const answered = answerSecrecy('mat')
  useIntake.getState().clear()
  useQuestion.getState().asked?.answer(true)
  expect(await answered).toBe(false)
  expect(useIntake.getState().secrecy).toBe('none')
})

test.each([
  ['received', ['dossier.get', 'dossier.attach-scans']],
  ['received, and the next one secret', ['dossier.get', 'dossier.attach-scans']],
  ['received, but secret in between', ['file.discard']],
  ['set aside', ['dossier.get', 'draft.get', 'draft.save']],
  ['set aside, but secret in between', ['file.discard']],
  ['set aside and thrown away', ['dossier.get', 'draft.get', 'file.discard']],
  ['open, but secret in between', ['file.discard']]
])('a scan that ends when its intake is %s goes onto its dossier, with its draft or off the disk', async (how, then) => {
  let end: (taken: unknown) => void = () => undefined
  const answers: Record<string, () => unknown> = {
    'file.scan': () => new Promise((resolve) => (end = resolve)),
    'dossier.get': () => (how.startsWith('set aside') ? err({ kind: 'dossier-unknown' }) : ok({ revision: 3 })),
    'draft.get': () => (how === 'set aside' ? ok({ applicant: { fullName: 'Huyền' }, components: [] }) : err({ kind: 'draft-unknown' }))
  }
  const did = openIntake((name) => answers[name]?.() ?? ok({}))
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  if (how.includes('but secret')) for (const answer of ['mat', 'none'] as const) useIntake.getState().setSecrecy(answer)
  if (!how.startsWith('open')) useIntake.getState().clear()
  if (how.includes('next one secret')) useIntake.getState().setSecrecy('mat')
  end(ok(file))
  expect(await scan).toBeUndefined()
  expect([filesIn(), did]).toEqual([[], ['file.scan', ...then]])
  const told = { 'set aside': 'a.pdf: quét xong sau khi hồ sơ được để sang nháp, đã vào bản nháp của Huyền.', 'set aside and thrown away': 'a.pdf: quét xong thì hồ sơ của nó không còn mở, tệp đã bỏ. Mở lại hồ sơ ấy rồi quét lại.' }
  expect(useIntake.getState().late?.text).toBe(told[how as keyof typeof told])
})

test('scans that end late go with their draft one after another, and onto the screen where it is opened again meanwhile', async () => {
  const saved: Draft = { id: '', applicant: {}, components: [{ id: 'a', ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [] }], sets: 1, returnAt: 'counter', note: '' } as unknown as Draft
  const sha256s: string[][] = []
  openIntake((name, input) => {
    if (name === 'dossier.get') return err({ kind: 'dossier-unknown' })
    if (name === 'draft.get') return ok({ ...saved })
    if (name === 'draft.save') sha256s.push(Object.assign(saved, input as Draft).components.flatMap(({ files }) => files.map(({ sha256 }) => sha256[0]!)))
    return ok({})
  })
  const { draftId } = useIntake.getState()
  const target = toScanTarget(procedure.code, paper)
  useIntake.getState().clear()
  expect(await Promise.all(['b', 'c'].map((letter) => target.keepLate!({ ...file, sha256: letter.repeat(64) })))).toEqual([true, true])
  expect(sha256s).toEqual([['b'], ['b', 'c']])
  const opening = inTurn(() => Promise.resolve(useIntake.getState().restore({ ...saved, id: draftId }, { procedure } as unknown as ChosenProcedure)))
  expect(await target.keepLate!({ ...file, sha256: 'd'.repeat(64) })).toBe(true)
  await opening
  expect(filesIn().map(({ sha256 }) => sha256[0])).toEqual(['b', 'c', 'd'])
})

test('files that were chosen go on to the draft when their intake is set aside among them', async () => {
  const saved: string[] = []
  let imports = 0
  openIntake((name, input) => {
    if (name === 'dossier.get') return err({ kind: 'dossier-unknown' })
    if (name === 'draft.get') return ok({ applicant: {}, components: [] })
    if (name === 'draft.save') saved.push(...(input as Draft).components.flatMap(({ files }) => files.map(({ name: of }) => of)))
    return ok({})
  })
  const bridge = window.counter as unknown as { importFiles: unknown }
  bridge.importFiles = (_method: string, [chosen]: File[]) => {
    if (++imports === 2) useIntake.getState().clear()
    return Promise.resolve(ok({ ...file, sha256: String(imports).repeat(64), name: chosen!.name }))
  }
  await importOnto(toScanTarget(procedure.code, paper), ['1.pdf', '2.pdf', '3.pdf'].map((name) => new File([], name)))
  expect(saved).toEqual(['2.pdf', '3.pdf'])
  expect(Object.values(useIntake.getState().taking)).toEqual([0])
})

test('a paper in the scanner makes the intake one citizen’s: another card sets it aside instead of writing over her', async () => {
  let end: (taken: unknown) => void = () => undefined
  openIntake((name) => (name === 'file.scan' ? new Promise((resolve) => (end = resolve)) : ok({})))
  const form = { getValues: (name?: string) => (name === undefined ? { ...emptyIntake, idNumber: '036190012345', fullName: 'Huyền' } : 'Huyền') } as unknown as UseFormReturn<IntakeFields>
  const kept: string[] = []
  const draft = { keepNow: () => Promise.resolve(kept.push('kept') > 0) } as unknown as DraftKeeping
  const { setAsideForOther } = useSetAside(form, draft, { startFresh: () => kept.push('fresh'), tellFailure: () => undefined })
  expect([await setAsideForOther('036085004321'), kept]).toEqual([[], []])
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  expect(await setAsideForOther('036085004321')).toEqual([expect.stringContaining('để sang nháp')])
  expect(kept).toEqual(['kept', 'fresh'])
  // And nobody logs out or closes the window over it unasked.
  expect(tellUnkept()).toContain('đang quét')
  end(ok(file))
  await scan
  expect(tellUnkept()).toBeUndefined()
})

test('a scan whose paper is gone with another procedure waits for a paper', () => {
  openIntake(() => ok({}))
  const target = toScanTarget(procedure.code, paper)
  useIntake.getState().choose({ procedure: { ...procedure, components: [{ ...paper, id: 'b', name: 'Giấy khác' }] } } as unknown as ChosenProcedure)
  target.add(file)
  expect(useIntake.getState().components.map(({ id, files }) => [id, files.length])).toEqual([['b', 0], [looseId, 1]])
})

test('a paper in the scanner is asked about and counted like a file, once', async () => {
  let end: (taken: unknown) => void = () => undefined
  const did = openIntake((name) => (name === 'file.scan' ? new Promise((resolve) => (end = resolve)) : ok({})))
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  const answered = answerSecrecy('mat')
  expect(useQuestion.getState().asked?.text).toContain('1 tệp')
  useQuestion.getState().asked?.answer(true)
  expect(await answered).toBe(true)
  // The next arrow key has nothing more to throw away.
  expect(await answerSecrecy('toi-mat')).toBe(true)
  end(ok(file))
  await scan
  expect([useIntake.getState().removedFiles, did.at(-1)]).toEqual([1, 'file.discard'])
})

test.each(['the procedure', 'the paper'])('a scan whose intake has another procedure by now leaves the disk where %s is secret, which is told', async (what) => {
  let end: (taken: unknown) => void = () => undefined
  const did = openIntake((name) => (name === 'file.scan' ? new Promise((resolve) => (end = resolve)) : ok({})))
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  const secret = what === 'the procedure' ? { ...procedure, secret: true } : { ...procedure, components: [{ ...paper, secret: true }] }
  useIntake.getState().choose({ procedure: secret } as unknown as ChosenProcedure)
  end(ok(file))
  expect(await scan).toBeUndefined()
  expect([filesIn(), did.at(-1)]).toEqual([[], 'file.discard'])
  expect(useIntake.getState().late?.text).toContain('bí mật nhà nước')
})

test('a late scan goes into no intake that was opened again and said to be secret while it was asked where it belongs', async () => {
  let answerGet: (view: unknown) => void = () => undefined
  const did = openIntake((name) => (name === 'dossier.get' ? new Promise((resolve) => (answerGet = resolve)) : ok({})))
  const { draftId } = useIntake.getState()
  const target = toScanTarget(procedure.code, paper)
  useIntake.getState().clear()
  const keeping = target.keepLate!(file)
  useIntake.getState().restore({ id: draftId, applicant: {}, components: [] } as unknown as Draft, { procedure } as unknown as ChosenProcedure)
  for (const answer of ['mat', 'none'] as const) useIntake.getState().setSecrecy(answer)
  answerGet(err({ kind: 'dossier-unknown' }))
  expect(await keeping).toBe(false)
  expect([filesIn(), did]).toEqual([[], ['dossier.get']])
})

test.each(['dossier.get', 'dossier.attach-scans', 'draft.get', 'draft.save'])('where %s is not answered the scan is told to have failed, and the dossier not to be gone', async (failing) => {
  const isReceived = failing.startsWith('dossier')
  openIntake((name) => {
    if (name === failing) return err({ kind: 'process-down', process: 'core' })
    if (name === 'dossier.get') return isReceived ? ok({ revision: 3 }) : err({ kind: 'dossier-unknown' })
    return ok({ applicant: {}, components: [] })
  })
  const target = toScanTarget(procedure.code, paper)
  useIntake.getState().clear()
  expect(await target.keepLate!(file)).toBe(false)
  expect(useIntake.getState().late?.text).toMatch(/^a\.pdf: quét xong nhưng chưa vào được hồ sơ \(.+\)\. Mở lại hồ sơ ấy rồi quét lại\.$/)
})

test('the next officer reads nothing of what the last one had in the scanner, and it leaves the disk', async () => {
  let end: (taken: unknown) => void = () => undefined
  const did = openIntake((name) => (name === 'file.scan' ? new Promise((resolve) => (end = resolve)) : name === 'file.discard' ? err({ kind: 'not-permitted' }) : ok({})))
  const scan = scanOnto(toScanTarget(procedure.code, paper), 1)
  useIntake.getState().endSitting()
  end(ok(file))
  await scan
  expect([useIntake.getState().late, did]).toEqual([undefined, ['file.scan', 'file.discard']])
  await discardLeft()
  await discardLeft()
  // Tried once more at her log-in, and again while it fails.
  expect(did.slice(2)).toEqual(['file.discard', 'file.discard'])
})
