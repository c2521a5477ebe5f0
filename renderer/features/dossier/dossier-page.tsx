import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import type { FormKind } from '../../../electron/domain/forms/form-data.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { tellStoppedDossier } from '../../i18n/stopped.ts'
import { formName, tellDelivery, type Told } from '../../i18n/vi.ts'
import { ConfirmDay } from '../../ui/confirm-day.tsx'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { usePageKeys } from '../../ui/use-page-keys.ts'
import { PurgedNotice, PurgedPanel } from '../retention/purged-dossier.tsx'
import { useSession } from '../session/session-store.ts'
import { useScreen, type ScreenName } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { afterRound, beginRound } from '../signing/round.ts'
import { ACT_FORM, ACT_NAME, listForms, offerActs, type ActName } from './acts/act-names.ts'
import { ActPanel } from './acts/act-panel.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'
import styles from './dossier-page.module.css'
import { DuePanel, FeesPanel, isFiling, tellStanding } from './due-panel.tsx'
import { FlowPanel } from './flow-panel.tsx'
import { FormsPanel } from './forms-panel.tsx'
import { LegsPanel } from './legs-panel.tsx'
import { countToSign } from './paper-files.ts'
import { PapersPanel } from './papers-panel.tsx'
import { PersonPanel } from './person-panel.tsx'
import { TimelinePanel } from './timeline-panel.tsx'

/** What an act on this dossier came to; shown until the next. */
type Act = { state: 'idle' } | { state: 'busy'; text: string } | { state: 'done'; told: Told; confirm?: { day: string; print(day: string): void } } | { state: 'failed'; error: CounterError }

/** All this counter knows of one dossier, and what may be done with it. */
export function DossierPage({ id, back, wanted }: { id: string; back: Exclude<ScreenName, 'dossier'>; wanted: readonly ActName[] }) {
  const query = useQuery('dossier.get', { id }, ['dossier', 'queue'])
  const view = 'value' in query ? query.value : undefined
  const session = useSession((state) => state.session)
  const [act, setAct] = useState<Act>({ state: 'idle' })
  const [chosen, setChosen] = useState<ActName | 'none'>()
  const goTo = useScreen((state) => state.goTo)
  const link = useStatus((state) => state.status?.link)
  const stopped = view && tellStoppedDossier(view)
  const title = useRef<HTMLHeadingElement>(null)
  const isUp = useRef(false)
  const long = useRef<HTMLDivElement>(null)
  usePageKeys(long)
  const known = view !== undefined
  const offered = view && !view.purgedAt && session?.state === 'open' ? offerActs(view, session.officer) : []
  const readyToReturn = offered.some(({ name }) => name === 'return')

  // A scanned receipt of a finished dossier is somebody who comes for the result: until the officer chose otherwise, the form is open; what she writes in it she has chosen.
  const asked = wanted.find((name) => offered.some((act) => act.name === name))
  const opened = chosen ?? asked ?? (readyToReturn ? 'return' : 'none')
  const open = opened === 'none' || view?.purgedAt ? undefined : opened
  // What is open when an answer comes, not what was when it was asked for.
  const openNow = useRef(open)
  useLayoutEffect(() => {
    openNow.current = open
  })

  useEffect(() => {
    if (!known || isUp.current) return
    isUp.current = true
    // A form that opens with the page has the focus already: her next key is its first.
    if (openNow.current === undefined) title.current?.focus()
  }, [known])
  useHotkeys({ 'Ctrl+P': () => (view && !isFiling(view) && !view.purgedAt ? void print('receipt') : undefined), 'Ctrl+S': () => void sign(), 'Ctrl+B': () => void printProof(), Escape: () => (open === undefined ? goTo(back) : leave(close)) })

  /** What the last act came to is not said over the next one. */
  function begin(name: ActName) {
    setChosen(name)
    setAct((now) => (now.state === 'busy' ? now : { state: 'idle' }))
  }

  // What went well before is no news beside what has stopped since.
  const [stoppedId, setStoppedId] = useState(stopped?.id)
  if (stopped?.id !== stoppedId) {
    setStoppedId(stopped?.id)
    if (stopped && act.state === 'done' && act.told.tone === 'good') setAct({ state: 'idle' })
  }

  function close() {
    setChosen('none')
    title.current?.focus()
  }

  function saved(name: ActName) {
    // The new state may be on the screen before the answer: what the officer has opened since then stays open.
    setChosen((now) => (now === undefined || now === name ? 'none' : now))
    if (openNow.current === undefined || openNow.current === name) title.current?.focus()
    const told = `Đã lưu: ${ACT_NAME[name].toLowerCase()}.`
    const form = ACT_FORM[name]
    if (form === undefined) setAct({ state: 'done', told: { text: told, tone: 'good' } })
    else void print(form, told)
  }

  /** @param saved what was saved just before, told with the paper's fate */
  async function print(kind: FormKind, saved = '', confirmedDay?: string) {
    if (act.state === 'busy') return
    setAct({ state: 'busy', text: `${saved} Đang in ${formName[kind]}`.trim() })
    const result = await call('print.form', { kind, dossierId: id, reprint: false, ...(confirmedDay === undefined ? {} : { confirmedDay }) })
    if (!result.ok) {
      const { error } = result
      const confirm = error.kind === 'clock-jumped' ? { confirm: { day: error.today, print: (day: string) => void print(kind, saved, day) } } : {}
      return setAct({ state: 'done', told: { text: `${saved} ${explainError(error)}`.trim(), tone: 'danger' }, ...confirm })
    }
    const { value } = result
    const paper = `${value.isReprint ? 'bản in lại của ' : ''}${formName[kind]}`
    setAct({
      state: 'done',
      told:
        value.how === 'printer'
          ? { text: `${saved} Đã gửi ${paper} tới máy in ${value.printer}.`.trim(), tone: 'good' }
          : { text: `${saved} Không có máy in: ${paper} lưu tại ${value.path}`.trim(), tone: 'warning' }
    })
  }

  async function printProof() {
    if (act.state === 'busy') return
    setAct({ state: 'busy', text: 'Đang in biên nhận của Cổng' })
    const result = await call('print.proof', { dossierId: id })
    if (!result.ok) return setAct({ state: 'failed', error: result.error })
    const { value } = result
    setAct({
      state: 'done',
      told: value.how === 'printer' ? { text: `Biên nhận của Cổng đã gửi tới máy in ${value.printer}`, tone: 'good' } : { text: `Không có máy in: biên nhận lưu tại ${value.path}`, tone: 'warning' }
    })
  }

  async function sign() {
    const waiting = countToSign(view?.dossierFiles ?? [])
    if (act.state === 'busy') return
    // Elsewhere Ctrl+S saves: in a form nobody means the scans by it.
    if (open !== undefined) return setAct({ state: 'done', told: { text: `Đang mở “${ACT_NAME[open]}”: lưu bằng Ctrl+Enter, hoặc Esc để thôi${waiting > 0 ? ', rồi mới ký' : ''}.`, tone: 'warning' } })
    if (waiting === 0) return setAct({ state: 'done', told: { text: explainError({ kind: 'nothing-to-sign' }), tone: 'neutral' } })
    setAct({ state: 'busy', text: `Đang ký ${waiting} tệp: nhập mã PIN ở cửa sổ ký` })
    const result = await beginRound(() => call('signing.sign', { dossierId: id }))
    if (!result.ok && result.error.kind === 'signing-under-way') {
      const told: Act = { state: 'done', told: { text: explainError(result.error), tone: 'warning' } }
      setAct(told)
      return afterRound(() => setAct((now) => (now === told ? { state: 'idle' } : now)))
    }
    // Her own decision is no fault.
    if (!result.ok && result.error.kind === 'pin-cancelled') return setAct({ state: 'done', told: { text: explainError(result.error), tone: 'warning' } })
    if (!result.ok) return setAct({ state: 'failed', error: result.error })
    const failed = result.value.flatMap(({ name, outcome }) => (outcome.ok ? [] : [`${name}: ${explainError(outcome.error)}`]))
    const signed = `Đã ký ${result.value.length - failed.length}/${result.value.length} tệp.`
    setAct({ state: 'done', told: failed.length === 0 ? { text: signed, tone: 'good' } : { text: `${signed} ${failed.join(' ')}`, tone: 'danger' } })
  }

  if (view === undefined) {
    return (
      <section className="page" aria-label="Hồ sơ">
        {query.state === 'failed' ? <Notice tone="danger">{explainError(query.error)}</Notice> : <p className="empty">Đang đọc hồ sơ…</p>}
      </section>
    )
  }
  const unsigned = countToSign(view.dossierFiles)
  return (
    <section className="page" aria-label={`Hồ sơ ${view.code}`}>
      <div className="page-head">
        <div className={styles.standing}>
          <h1 ref={title} tabIndex={-1} className={`page-title ${styles.code}`} data-testid="dossier-code">
            {view.code}
          </h1>
          <strong data-testid="dossier-status">{STATUS_NAME[view.status]}</strong>
          <ToneText told={tellStanding(view)} />
          {/* Its panel is the last of the page. On a line that holds it is gone in a moment, and the page would jump by it. */}
          {link?.state !== 'online' && (view.delivery.state === 'saved' || view.delivery.state === 'sending') && (
            <span data-testid="dossier-unsent">
              <ToneText told={tellDelivery(view.delivery, link)} />
            </span>
          )}
        </div>
        <HotkeyButton hotkey="Ctrl+P" onClick={() => void print('receipt')} disabled={act.state === 'busy' || isFiling(view) || view.purgedAt !== undefined}>
          In lại giấy hẹn
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+S" onClick={() => void sign()} disabled={unsigned === 0 || act.state === 'busy'}>
          {unsigned === 0 ? 'Ký tệp' : `Ký ${unsigned} tệp`}
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={() => goTo(back)}>
          Quay lại
        </HotkeyButton>
      </div>
      {stopped && (
        <Notice
          tone={stopped.tone}
          action={
            <HotkeyButton hotkey="F7" onClick={() => goTo('queue')}>
              Xử lý
            </HotkeyButton>
          }
        >
          <span data-testid="dossier-stopped">{stopped.text}</span>
        </Notice>
      )}
      {act.state === 'busy' && <Notice tone="busy">{act.text}</Notice>}
      {act.state === 'done' && <Notice tone={act.told.tone}>{act.told.text}</Notice>}
      {act.state === 'done' && act.confirm && <ConfirmDay day={act.confirm.day} does="in" onConfirm={act.confirm.print} />}
      {act.state === 'failed' && <Notice tone="danger">{explainError(act.error)}</Notice>}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      {view.purgedAt && <PurgedNotice at={view.purgedAt} />}
      <div ref={long} className={styles.scroll}>
        <ActPanel view={view} offered={offered} open={open} onOpen={(name) => name !== open && leave(() => begin(name))} onWritten={setChosen} onSaved={saved} onCancel={close} />
        <div className={styles.columns}>
          <div className={styles.column}>
            {view.purgedAt ? (
              <PurgedPanel view={view} />
            ) : (
              <>
                <PersonPanel view={view} />
                <PapersPanel view={view} />
              </>
            )}
            <FeesPanel view={view} />
            {!view.purgedAt && <FormsPanel forms={listForms(view)} onPrint={(kind) => void print(kind)} />}
          </div>
          <div className={styles.column}>
            <DuePanel view={view} />
            <LegsPanel view={view} />
            {!view.purgedAt && <FlowPanel view={view} />}
            <TimelinePanel view={view} />
            <DeliveryPanel view={view} printProof={() => void printProof()} />
          </div>
        </div>
      </div>
    </section>
  )
}
