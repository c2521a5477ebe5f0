import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import type { Applicant } from '../../../electron/domain/applicant.ts'
import { parseCccdQr } from '../../../electron/domain/cccd-qr.ts'
import { localDay } from '../../../electron/domain/calendar.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { call } from '../../api/call.ts'
import { formatDay } from '../../i18n/format.ts'
import { explainQrError, explainQrWarning } from '../../i18n/scan.ts'
import { enterMovesOn } from '../../ui/enter-moves-on.ts'
import { Notice } from '../../ui/notice.tsx'
import type { SearchBoxHandle } from '../../ui/search-box.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useCitizenMirror } from '../citizen/use-citizen-screen.ts'
import { useScreen } from '../shell/screen-store.ts'
import { ApplicantFields } from './applicant-fields.tsx'
import { Checklist } from './checklist.tsx'
import { DraftOffer } from './draft-offer.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { problemsOfFailure, readIntake } from './find-problems.ts'
import { scanOnto } from './import-files.ts'
import { emptyIntake, emptyOwner, fieldsFromApplicant, fieldsFromCard, findIdWarnings, ownerFromCard, type IntakeFields, type OwnerFields as Owner, type PersonFields } from './intake-fields.ts'
import { useIntake, useLastPerson, type IntakeProblem } from './intake-store.ts'
import { OwnerFields } from './owner-fields.tsx'
import { PersonTools } from './person-tools.tsx'
import { RecentPeople } from './recent-people.tsx'
import { Refusal, useRefusal } from './refuse-form.tsx'
import { focusReplacement, OutOfForceNotice } from './out-of-force-notice.tsx'
import { OutcomeBar } from './outcome-bar.tsx'
import { useOutcome } from './outcome-store.ts'
import { ProcedureField } from './procedure-field.tsx'
import { SummaryPanel } from './summary-panel.tsx'
import { useCatalogueRefresh } from './use-catalogue-refresh.ts'
import { useCitizenLookup } from './use-citizen-lookup.ts'
import { useDraft } from './use-draft.ts'
import { useReturnFocus } from './use-return-focus.ts'
import { findScanTarget } from './scan-target.ts'
import { SplitArea } from './split-area.tsx'
import { openSplit, useSplit } from './split-store.ts'
import { useScanFolder } from './use-scan-folder.ts'
import { useWedgeScan } from './use-wedge-scan.ts'
import { findScanned, type Scan } from './wedge-detector.ts'
import styles from './receive-page.module.css'

type ScanNotice = { tone: 'good' | 'warning' | 'danger'; lines: string[] }

/** The heart of the app: a procedure, a person, their papers, one key. */
export function ReceivePage({ active, mayReceive }: { active: boolean; mayReceive: boolean }) {
  const form = useForm<IntakeFields>({ defaultValues: emptyIntake })
  const procedureBox = useRef<SearchBoxHandle>(null)
  const scanPages = useRef<HTMLInputElement>(null)
  const phase = useIntake((state) => state.phase)
  const screen = useScreen((state) => state.screen)
  const { goTo, openDossier, openMoney } = useScreen.getState()
  const [scanNotice, setScanNotice] = useState<ScanNotice>()
  const [idWarnings, setIdWarnings] = useState<string[]>([])
  const [showsRecent, setShowsRecent] = useState(false)
  const hasOwner = useWatch({ control: form.control, name: 'hasOwner' }) === 'yes'
  const citizen = useCitizenLookup(form)
  const draft = useDraft(form)
  const citizenScreen = useCitizenMirror(form)
  const scanFolder = useScanFolder()
  useCatalogueRefresh(form, (line) => setScanNotice({ tone: 'warning', lines: [line] }))
  const isSplitting = useSplit((state) => state.splitting !== undefined)

  useEffect(() => useIntake.setState({ openDraft: restoreDraft }))
  // The next officer finds nobody's data.
  useEffect(
    () => () => {
      useIntake.getState().clear()
      useOutcome.setState({ outcome: undefined })
      useLastPerson.getState().remember(undefined)
    },
    []
  )
  const noteFocus = useReturnFocus(active, screen, form, procedureBox)

  function onPersonKnown() {
    setIdWarnings(findIdWarnings(form.getValues()).map(explainQrWarning))
    void citizen.look()
  }

  function onProcedureChosen() {
    void citizen.look()
    if (useIntake.getState().chosen?.outOfForce) return focusReplacement()
    const empty = form.getValues('idNumber') === '' && form.getValues('fullName') === ''
    const next = empty ? document.getElementById('field-idNumber') : document.querySelector<HTMLElement>('#field-components input')
    next?.focus()
  }

  function fillPerson(person: PersonFields) {
    for (const [name, text] of Object.entries(person)) form.setValue(name as keyof PersonFields, text)
    form.clearErrors()
    useIntake.getState().setPhase({ state: 'editing' })
    draft.saveSoon()
  }

  /** A receipt opens its dossier from any screen, at the till its fees; a card always fills the intake. */
  async function onScan(scan: Scan) {
    if (scan.kind === 'card') return onCard(scan.text)
    const found = await call('dossier.search', { text: scan.search, limit: 20 })
    const dossier = found.ok ? findScanned(found.value, scan.code) : undefined
    if (dossier) return screen.name === 'money' ? openMoney(dossier.id) : openDossier(dossier.id)
    goTo('receive')
    setScanNotice({ tone: 'danger', lines: [`Không có hồ sơ mã ${scan.code} trên máy này.`] })
  }

  function onCard(text: string) {
    // Before the focus is set below, which a hidden field would not take.
    if (!active) flushSync(() => goTo('receive'))
    const card = parseCccdQr(text)
    if (!card.ok) return setScanNotice({ tone: 'danger', lines: [explainQrError(card.error)] })
    // Held under the scanner while the owner is being written down: it is the owner's card.
    if (document.activeElement?.closest('[data-owner]')) {
      for (const [name, text] of Object.entries(ownerFromCard(card.value.card))) form.setValue(name as keyof Owner, text)
      form.clearErrors()
      draft.saveSoon()
      return document.getElementById('field-representation')?.focus()
    }
    fillPerson(fieldsFromCard(card.value.card, form.getValues()))
    setIdWarnings([])
    const warnings = card.value.warnings.map(explainQrWarning)
    setScanNotice(warnings.length > 0 ? { tone: 'warning', lines: warnings } : undefined)
    void citizen.look()
    if (useIntake.getState().chosen) document.getElementById('field-phone')?.focus()
    else procedureBox.current?.focus()
  }

  function samePerson() {
    const { applicant } = useLastPerson.getState()
    if (applicant === undefined) return setScanNotice({ tone: 'warning', lines: ['Chưa có người nộp trước trong ca này để điền lại.'] })
    takePerson(applicant)
  }

  function toggleOwner() {
    const isOn = form.getValues('hasOwner') === 'yes'
    flushSync(() => form.setValue('hasOwner', isOn ? 'no' : 'yes'))
    if (isOn) for (const [name, text] of Object.entries(emptyOwner)) form.setValue(name as keyof Owner, text)
    draft.saveSoon()
    document.getElementById(isOn ? 'field-phone' : 'field-ownerIdNumber')?.focus()
  }

  function takePerson(applicant: Applicant) {
    setShowsRecent(false)
    fillPerson(fieldsFromApplicant(applicant))
    setScanNotice(undefined)
    onPersonKnown()
    procedureBox.current?.focus()
  }

  function showProblems(problems: IntakeProblem[]) {
    form.clearErrors()
    for (const { field, text } of problems) {
      if (field !== 'procedure' && field !== 'components' && field !== 'loose' && field !== 'secrecy') form.setError(field, { message: text })
    }
  }

  /** @param keepsPerson the next dossier is the same person's: who hands it in stays in the form */
  async function receive({ confirmedDay, keepsPerson = false }: { confirmedDay?: string; keepsPerson?: boolean } = {}) {
    const intake = useIntake.getState()
    if (intake.phase.state === 'saving' || !mayReceive) return
    const read = readIntake(form.getValues(), intake, localDay(Date.now()))
    if (!read.ok) {
      showProblems(read.problems)
      return intake.setPhase({ state: 'incomplete', problems: read.problems })
    }
    intake.setPhase({ state: 'saving' })
    const result = await call('dossier.receive', { ...read.value, ...(confirmedDay === undefined ? {} : { confirmedDay }) })
    if (!result.ok) {
      showProblems(problemsOfFailure(result.error))
      return useIntake.getState().setPhase({ state: 'failed', error: result.error })
    }
    citizenScreen.received(result.value.code, result.value.dueAt, result.value.fees.total)
    useLastPerson.getState().remember(read.value.applicant)
    void useOutcome.getState().begin({
      dossier: result.value,
      applicantName: read.value.applicant.fullName,
      procedureName: intake.chosen?.procedure.name ?? ''
    })
    startFresh(keepsPerson ? fieldsFromApplicant(read.value.applicant) : undefined)
  }

  function startFresh(person?: PersonFields) {
    useRefusal.getState().close()
    draft.cancel()
    useIntake.getState().clear()
    form.reset(person ? { ...emptyIntake, ...person } : emptyIntake)
    citizen.forget()
    setScanNotice(undefined)
    setIdWarnings([])
    procedureBox.current?.setText('')
    procedureBox.current?.focus()
  }

  async function restoreDraft(id?: string) {
    await draft.restore(id)
    procedureBox.current?.setText(useIntake.getState().chosen?.procedure.name ?? '')
    procedureBox.current?.focus()
    if (useIntake.getState().chosen?.outOfForce) focusReplacement()
    void citizen.look()
  }

  function scan() {
    const target = findScanTarget()
    const pages = Math.min(200, Math.max(1, Number(scanPages.current?.value.replace(/\D/g, '')) || 1))
    if (target) void scanOnto(target.procedureCode, target.component.id, target.component.name, pages)
  }

  function openOld() {
    const id = citizen.duplicates[0]?.id ?? useOutcome.getState().outcome?.dossier.dossierId
    if (id !== undefined) openDossier(id)
  }

  useWedgeScan((scan) => void onScan(scan))
  useHotkeys(
    {
      'Ctrl+Enter': () => void receive(),
      'Ctrl+Shift+Enter': () => void receive({ keepsPerson: true }),
      F3: samePerson,
      'Ctrl+L': () => setShowsRecent(true),
      'Ctrl+D': toggleOwner,
      'Ctrl+Y': useRefusal.getState().open,
      F5: () => void restoreDraft(),
      F8: scan,
      'Ctrl+H': scanFolder.toggle,
      'Ctrl+T': openSplit,
      'Ctrl+P': () => void useOutcome.getState().reprint(),
      'Ctrl+S': () => void useOutcome.getState().sign(),
      'Ctrl+O': openOld
    },
    active && !isSplitting
  )

  const duplicate = citizen.duplicates[0]
  return (
    <FormProvider {...form}>
      <form className={styles.page} onSubmit={(event) => event.preventDefault()} onInput={draft.saveSoon} onBlur={draft.saveSoon} onFocus={noteFocus} onKeyDown={enterMovesOn} noValidate aria-label="Tiếp nhận hồ sơ">
        <h1 className="visually-hidden">Tiếp nhận hồ sơ</h1>
        <OutcomeBar />
        <SplitArea />
        {showsRecent && (
          <RecentPeople
            onPick={takePerson}
            onClose={() => {
              setShowsRecent(false)
              procedureBox.current?.focus()
            }}
          />
        )}
        <Refusal onRefused={startFresh} onClose={() => procedureBox.current?.focus()} />
        {(phase.state === 'incomplete' || phase.state === 'failed') && <ErrorSummary phase={phase} onConfirmDay={(confirmedDay) => void receive({ confirmedDay })} />}
        <DraftOffer onRestore={() => void restoreDraft()} />
        <div className={styles.columns}>
          <div className={styles.intake}>
            <ProcedureField
              handle={procedureBox}
              onChosen={onProcedureChosen}
              tools={<PersonTools hasOwner={hasOwner} onSame={samePerson} onRecent={() => setShowsRecent(true)} onOwner={toggleOwner} />}
              error={phase.state === 'incomplete' ? phase.problems.find(({ field }) => field === 'procedure')?.text : undefined}
            />
            <ApplicantFields onPersonKnown={onPersonKnown} />
            {hasOwner && <OwnerFields />}
            <div className={styles.notices} data-testid="intake-notices">
              <OutOfForceNotice
                onReplaced={(name) => {
                  procedureBox.current?.setText(name)
                  onProcedureChosen()
                }}
              />
              {scanNotice && <Notice tone={scanNotice.tone}>{scanNotice.lines.join(' ')}</Notice>}
              {idWarnings.length > 0 && <Notice tone="warning">{idWarnings.join(' ')}</Notice>}
              {duplicate && (
                <Notice
                  tone="warning"
                  action={
                    <button type="button" className={styles.noticeAction} aria-keyshortcuts="Control+O" onClick={openOld}>
                      Mở hồ sơ cũ <kbd aria-hidden="true">Ctrl+O</kbd>
                    </button>
                  }
                >
                  Người này đã có hồ sơ cùng thủ tục: <strong>{duplicate.code}</strong>, nhận {formatDay(duplicate.receivedAt)}, {STATUS_NAME[duplicate.status].toLowerCase()}
                  {citizen.duplicates.length > 1 && ` (và ${citizen.duplicates.length - 1} hồ sơ khác)`}.
                </Notice>
              )}
              {citizen.filled && <Notice tone="good">Đã điền thông tin còn thiếu theo lần nộp trước: đối chiếu với công dân.</Notice>}
            </div>
            <Checklist scanPages={scanPages} onScan={scan} folder={scanFolder} />
          </div>
          <SummaryPanel mayReceive={mayReceive} onReceive={() => void receive()} onReceiveAndKeep={() => void receive({ keepsPerson: true })} />
        </div>
      </form>
    </FormProvider>
  )
}
