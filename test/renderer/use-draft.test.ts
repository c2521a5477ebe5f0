import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import type { UseFormReturn } from 'react-hook-form'
import { afterEach, expect, test, vi } from 'vitest'
import type { Draft, DraftFile, DraftSummary } from '../../electron/contract/intake.ts'
import type { Procedure } from '../../electron/domain/catalogue.ts'
import { err, ok } from '../../electron/domain/result.ts'
import { discardDraft } from '../../renderer/features/receive/discard-draft.ts'
import { emptyIntake, type IntakeFields } from '../../renderer/features/receive/intake-fields.ts'
import { useIntake, type ChosenProcedure } from '../../renderer/features/receive/intake-store.ts'
import { keepLate } from '../../renderer/features/receive/late-scan.ts'
import { useDraft, type DraftKeeping } from '../../renderer/features/receive/use-draft.ts'
import { useQuestion } from '../../renderer/ui/ask.ts'

const paper = { id: 'a', name: 'Tờ khai', originals: 1, copies: 0, kind: 'submit' as const, required: true, secret: false }
const procedure = { code: '1.001193', name: 'Đăng ký khai sinh', components: [paper], secret: false } as unknown as Procedure
const file: DraftFile = { sha256: 'a'.repeat(64), name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'scanned' }
const saved = { id: 'other', applicant: {}, components: [], sets: 1, returnAt: 'counter', note: '' } as unknown as Draft
const filesOf = ({ components }: Pick<Draft, 'components'>): string[] => components.flatMap(({ files }) => files.map(({ name }) => name))

/** The keeping of an intake that has a name; `drafts` are those on disk. @param meanwhile what the counter does while core answers */
function keepDrafts(meanwhile: (name: string) => void, answer: (name: string) => unknown = () => undefined) {
  const drafts = new Map<string, Draft>([['other', saved]])
  const core: Record<string, (input: never) => unknown> = {
    'draft.save': (draft: Draft) => (drafts.set(draft.id, draft), ok({ savedAt: '' })),
    'dossier.get': () => err({ kind: 'dossier-unknown' }),
    'draft.get': ({ id }: Draft) => (drafts.has(id) ? ok(drafts.get(id)) : err({ kind: 'draft-unknown' })),
    'draft.discard': ({ id }: Draft) => (drafts.delete(id), ok({}))
  }
  const call = async (name: string, input: unknown) => {
    const answered = answer(name) ?? core[name]?.(input as never) ?? ok({})
    await Promise.resolve(meanwhile(name))
    return answered
  }
  vi.stubGlobal('window', { counter: { call }, setTimeout: () => 1, clearTimeout: () => undefined })
  const typed: IntakeFields = { ...emptyIntake, fullName: 'Huyền' }
  const form = { getValues: () => typed, reset: () => undefined } as unknown as UseFormReturn<IntakeFields>
  useIntake.getState().choose({ procedure } as unknown as ChosenProcedure)
  let keeping: DraftKeeping | undefined
  renderToString(createElement(() => ((keeping = useDraft(form)), null)))
  return { drafts, typed, keeping: keeping! }
}

afterEach(() => {
  useIntake.getState().clear()
  vi.unstubAllGlobals()
})

test('a scan and letters that come while an intake is being kept are on disk before the screen goes on', async () => {
  const { draftId } = useIntake.getState()
  const { drafts, typed, keeping } = keepDrafts((name) => {
    if (name !== 'draft.save') return
    useIntake.getState().addFile('a', file)
    typed.note = 'mang thêm bản sao'
  })
  expect(await keeping.keepNow()).toBe(true)
  const kept = drafts.get(draftId)!
  expect([filesOf(kept), kept.note]).toEqual([['a.pdf'], 'mang thêm bản sao'])
})

test('so they are where another draft is opened: it comes onto the screen last of all, and not over what cannot be kept', async () => {
  for (const isKept of [true, false]) {
    const { draftId } = useIntake.getState()
    const { drafts, keeping } = keepDrafts(
      (name) => name === 'draft.get' && useIntake.getState().addFile('a', file),
      (name) => (name === 'draft.save' && !isKept ? err({ kind: 'disk-full' }) : undefined)
    )
    await keeping.restore('other')
    expect([useIntake.getState().draftId, drafts.has(draftId) && filesOf(drafts.get(draftId)!)]).toEqual(isKept ? ['other', ['a.pdf']] : [draftId, false])
    useIntake.getState().clear()
  }
})

test('a draft that is thrown away while a late scan goes into it does not come back', async () => {
  const { drafts } = keepDrafts((name) => name === 'draft.get' && useQuestion.getState().asked?.answer(true))
  const discarded = discardDraft({ id: 'other', applicantName: '', procedureName: '', updatedAt: '2026-11-27T01:00:00.000Z' } as DraftSummary)
  await keepLate({ draftId: 'other', componentId: 'a', file, isSecretSince: () => false, isSameOfficer: () => true })
  await discarded
  expect(drafts.has('other')).toBe(false)
})
