import { useCallback, useEffect, useRef } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { create } from 'zustand'
import type { DraftSummary } from '../../../electron/contract/intake.ts'
import { call, isCallFailure, type CounterFailure } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Question } from '../../ui/ask.ts'
import { addOpenForm } from '../../ui/unsaved.ts'
import { fieldsFromDraft, isWorthKeeping, toDraft } from './draft-mapping.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { inTurn } from './late-scan.ts'

export type DraftPhase =
  | { state: 'unchanged' }
  | { state: 'saved'; at: string }
  /** A secret: kept nowhere, and what was kept before is gone. */
  | { state: 'not-kept' }
  | { state: 'failed'; error: CounterFailure<'draft.save'> }

/** From the first change to the disk: a second at most, whatever is typed meanwhile. */
const saveAfterMs = 600

/** Changes of these are put on disk. */
const kept = ['components', 'chosen', 'exemptionIds', 'feeQuantities', 'secrecy'] as const

/** How the draft stands: not state of the form, which would be drawn anew at every save, in the middle of a name. */
export const useDraftPhase = create<{ phase: DraftPhase }>(() => ({ phase: { state: 'unchanged' } }))

function setPhase(phase: DraftPhase): void {
  useDraftPhase.setState({ phase })
}

/** What of an intake would be lost if the session ended now, as a sentence. */
export function tellUnkept(): string | undefined {
  const { phase } = useDraftPhase.getState()
  if (phase.state === 'failed') return `Chưa lưu được: ${explainError(phase.error)}`
  return askAboutTaking()?.text
}

/** What is typed is on disk; only the papers on their way would go nowhere. */
export function askAboutTaking(): Question | undefined {
  if (!Object.values(useIntake.getState().taking).some((count) => count > 0)) return undefined
  return { text: 'Giấy tờ đang quét hoặc đang nhập chưa vào hồ sơ. Thoát ngay thì phải quét, nhập lại các tệp đó; phần đã gõ còn trong nháp.', yes: 'Thoát ngay', no: 'Chờ quét xong' }
}

export interface DraftKeeping {
  saveSoon(): void
  /** Puts what is on the screen on disk now. @returns false when it could not be: it must stay on the screen */
  keepNow(): Promise<boolean>
  /** Forgets a pending save: after Receive the draft must not come back. */
  cancel(): void
  /** Brings back a half-filled intake, if there is one. @param id the newest other one when absent */
  restore(id?: string): Promise<void>
}

/** The newest half-filled intake but this one, and how many there are. */
export function findOffer(drafts: readonly DraftSummary[], draftId: string): { newest: DraftSummary; count: number } | undefined {
  const others = drafts.filter(({ id }) => id !== draftId)
  const newest = others.reduce<DraftSummary | undefined>((best, next) => (best === undefined || next.updatedAt > best.updatedAt ? next : best), undefined)
  return newest && { newest, count: others.length }
}

/** Keeps what is being typed, by itself, and brings back what an earlier session left. */
export function useDraft(form: UseFormReturn<IntakeFields>): DraftKeeping {
  const timer = useRef<number | undefined>(undefined)

  /** False when there was something to keep and it is not on disk. */
  const save = useCallback(async (): Promise<boolean> => {
    timer.current = undefined
    const intake = useIntake.getState()
    if (intake.secrecy !== 'none' || intake.chosen?.procedure.secret === true) {
      setPhase({ state: 'not-kept' })
      return true
    }
    if (intake.phase.state === 'saving') return false
    const draft = toDraft(form.getValues(), intake)
    if (!isWorthKeeping(draft)) return true
    const result = await call('draft.save', draft)
    // Received while the save was on its way.
    if (useIntake.getState().draftId !== draft.id) return true
    setPhase(result.ok ? { state: 'saved', at: result.value.savedAt } : { state: 'failed', error: result.error })
    return result.ok
  }, [form])

  const saveSoon = useCallback(() => {
    timer.current ??= window.setTimeout(() => void save(), saveAfterMs)
  }, [save])

  const keepNow = useCallback(async () => {
    const show = () => JSON.stringify(toDraft(form.getValues(), useIntake.getState()))
    for (;;) {
      window.clearTimeout(timer.current)
      const before = show()
      if (!(await save())) return false
      // A scan or letters that came while it was being saved are not on disk, and the screen is about to go on without them.
      if (show() === before) return true
    }
  }, [form, save])

  const cancel = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = undefined
    setPhase({ state: 'unchanged' })
  }, [])

  useEffect(
    () =>
      useIntake.subscribe((now, before) => {
        if (now.secrecy !== 'none' && before.secrecy === 'none') void call('draft.discard', { id: now.draftId, files: before.components.flatMap(({ files }) => files.map(({ sha256 }) => sha256)) })
        const sameIntake = now.draftId === before.draftId
        const changed = kept.some((name) => now[name] !== before[name])
        if (sameIntake && changed) saveSoon()
      }),
    [saveSoon]
  )
  // A draft that could not be kept is all there is of it: at log-out and closing it is tried once more, then asked about. So is a paper in the scanner, which after log-out would go nowhere.
  useEffect(
    () =>
      addOpenForm({
        title: 'Hồ sơ đang tiếp nhận',
        staysBehind: true,
        isTouched: () => tellUnkept() !== undefined,
        getSaving: () => undefined,
        keep: () => (useDraftPhase.getState().phase.state === 'failed' ? save() : useIntake.getState().saveNow()),
        getReason: tellUnkept,
        getQuestion: () => (useDraftPhase.getState().phase.state === 'failed' ? undefined : askAboutTaking())
      }),
    [save]
  )
  useEffect(() => {
    useIntake.setState({
      saveNow: async () => {
        if (timer.current === undefined) return
        window.clearTimeout(timer.current)
        await save()
      }
    })
    return () => {
      // A screen that fails takes the last letters with it, unless they go to the disk now.
      if (timer.current !== undefined) {
        window.clearTimeout(timer.current)
        void save()
      }
      setPhase({ state: 'unchanged' })
    }
  }, [save])

  const bringBack = useCallback(async (id?: string) => {
    const { draftId } = useIntake.getState()
    const drafts = id === undefined ? await call('draft.list', {}) : undefined
    const wanted = id ?? (drafts?.ok ? findOffer(drafts.value, draftId)?.newest.id : undefined)
    if (wanted === undefined || wanted === draftId) return
    const draft = await call('draft.get', { id: wanted })
    if (!draft.ok) return setPhase({ state: 'unchanged' })
    const code = draft.value.procedureCode
    const fields = fieldsFromDraft(draft.value)
    const procedure = code === undefined ? undefined : await call('catalogue.get', { code, channel: fields.channel })
    // Without its procedure it would come back without its papers, and be kept so.
    if (procedure?.ok === false && isCallFailure(procedure.error)) return setPhase({ state: 'failed', error: procedure.error })
    // Last of all: what it stands in for goes on being typed and scanned until now. Where it cannot be kept it stays, which was told.
    if (!(await keepNow())) return
    form.reset(fields)
    useIntake.getState().restore(draft.value, procedure?.ok ? procedure.value : undefined)
    setPhase({ state: 'unchanged' })
  }, [form, keepNow])

  const restore = useCallback((id?: string) => inTurn(() => bringBack(id)), [bringBack])

  return { saveSoon, keepNow, cancel, restore }
}
