import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import type { Applicant } from '../../../electron/domain/applicant.ts'
import { parseCccdQr } from '../../../electron/domain/cccd-qr.ts'
import { localDay } from '../../../electron/domain/calendar.ts'
import { call } from '../../api/call.ts'
import { explainQrError, explainQrWarning } from '../../i18n/scan.ts'
import { enterMovesOn } from '../../ui/enter-moves-on.ts'
import type { SearchBoxHandle } from '../../ui/search-box.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useCitizenMirror } from '../citizen/use-citizen-screen.ts'
import { closeOpenFile } from '../scanning/open-file.ts'
import { discardLeft } from '../scanning/take-in.ts'
import { useScreen } from '../shell/screen-store.ts'
import { ApplicantFields } from './applicant-fields.tsx'
import { Checklist } from './checklist.tsx'
import { DraftOffer } from './draft-offer.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { problemsOfFailure, readIntake, showProblems } from './find-problems.ts'
import { addWhatCameMeanwhile, scanOntoTarget, useIntakeFolder } from './scan-target.ts'
import { emptyIntake, emptyOwner, fieldsFromApplicant, fieldsFromCard, findIdWarnings, ownerFromCard, type IntakeFields, type OwnerFields as Owner, type PersonFields } from './intake-fields.ts'
import { IntakeNotices, type ScanNotice } from './intake-notices.tsx'
import { useIntake, useLastPerson } from './intake-store.ts'
import { OwnerFields } from './owner-fields.tsx'
import { openScanned } from './open-scanned.ts'
import { PersonTools } from './person-tools.tsx'
import { RecentPeople } from './recent-people.tsx'
import { goToOpenRefusal, Refusal, useRefusal } from './refuse-form.tsx'
import { focusReplacement } from './out-of-force-notice.tsx'
import { OutcomeBar } from './outcome-bar.tsx'
import { useOutcome } from './outcome-store.ts'
import { ProcedureField } from './procedure-field.tsx'
import { askDue, SummaryPanel } from './summary-panel.tsx'
import { useCatalogueRefresh } from './use-catalogue-refresh.ts'
import { useCitizenLookup } from './use-citizen-lookup.ts'
import { useDraft } from './use-draft.ts'
import { useSetAside } from './use-set-aside.ts'
import { useReturnFocus } from './use-return-focus.ts'
import { SplitArea } from './split-area.tsx'
import { openSplit, useSplit } from './split-store.ts'
import { findInBox, useWedgeScan } from './use-wedge-scan.ts'
import type { Scan } from './wedge-detector.ts'
import styles from './receive-page.module.css'

/** The heart of the app: a procedure, a person, their papers, one key. */
export function ReceivePage({ active, mayReceive }: { active: boolean; mayReceive: boolean }) {
  const form = useForm<IntakeFields>({ defaultValues: emptyIntake })
  const procedureBox = useRef<SearchBoxHandle>(null)
  const scanPages = useRef<HTMLInputElement>(null)
  const phase = useIntake((state) => state.phase)
  const screen = useScreen((state) => state.screen)
  const { goTo, openDossier } = useScreen.getState()
  const [scanNotice, setScanNotice] = useState<ScanNotice>()
  const [idWarnings, setIdWarnings] = useState<string[]>([])
  const [showsRecent, setShowsRecent] = useState(false)
  const hasOwner = useWatch({ control: form.control, name: 'hasOwner' }) === 'yes'
  const citizen = useCitizenLookup(form)
  const draft = useDraft(form)
  const { setAside, setAsideForOther } = useSetAside(form, draft, { startFresh, tellFailure: (line) => setScanNotice({ tone: 'danger', lines: [line] }) })
  const citizenScreen = useCitizenMirror(form)
  const scanFolder = useIntakeFolder(active)
  useCatalogueRefresh(form, (line) => setScanNotice({ tone: 'warning', lines: [line] }))
  const isSplitting = useSplit((state) => state.splitting !== undefined)

  useEffect(() => useIntake.setState({ openDraft: restoreDraft, dropDraft: () => startFresh() }))
  useEffect(() => void discardLeft(), [])
  // The next officer finds nobody's data.
  useEffect(
    () => () => {
      useIntake.getState().endSitting()
      useRefusal.getState().close()
      useOutcome.setState({ outcome: undefined })
      useLastPerson.getState().remember(undefined)
    },
    []
  )
  const noteFocus = useReturnFocus(active, screen, form, procedureBox)

  function onPersonKnown() {
    // It takes back the sex that a mistyped number said, which would be warned of.
    void citizen.look()
    setIdWarnings(findIdWarnings(form.getValues()).map(explainQrWarning))
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
    citizen.noteSexKnown()
    form.clearErrors()
    useIntake.getState().setPhase({ state: 'editing' })
    draft.saveSoon()
  }

  /** A receipt opens its dossier; a card always fills the intake. */
  async function onScan(scan: Scan) {
    // Over the fields that the card fills, and over the dossier that a receipt opens.
    closeOpenFile()
    if (scan.kind === 'card') return onCard(scan.text)
    const missing = await openScanned(scan)
    if (missing) setScanNotice({ tone: 'danger', lines: [missing] })
  }

  function onCard(text: string) {
    const card = parseCccdQr(text)
    const box = document.activeElement
    // Where dossiers are looked for a card is a number to look for.
    if (card.ok && box instanceof HTMLInputElement && box.matches('[data-finds-citizen]')) return findInBox(box, card.value.card.idNumber)
    if (active) return void takeCard(card, box)
    // Shown before the focus is set, which a hidden field would not take.
    goTo('receive', () => (flushSync(() => undefined), void takeCard(card, box)))
  }

  async function takeCard(card: ReturnType<typeof parseCccdQr>, box: Element | null) {
    if (!card.ok) return setScanNotice({ tone: 'danger', lines: [explainQrError(card.error)] })
    const { hasOwner: handedInFor, ownerIdNumber, ownerFullName, idNumber, fullName } = form.getValues()
    const isOwnerKnown = ownerIdNumber !== '' || ownerFullName !== ''
    const wantsSubmitter = handedInFor === 'yes' && isOwnerKnown && idNumber === '' && fullName === ''
    // Held under the scanner while the owner is being written down: it is the owner's card. The next is of who hands it in.
    if (!wantsSubmitter && box?.closest('[data-owner]')) {
      for (const [name, text] of Object.entries(ownerFromCard(card.value.card))) form.setValue(name as keyof Owner, text)
      form.clearErrors()
      draft.saveSoon()
      void citizen.look()
      return document.getElementById('field-representation')?.focus()
    }
    const aside = await setAsideForOther(card.value.card.idNumber)
    if (!aside) return
    fillPerson(fieldsFromCard(card.value.card, form.getValues()))
    setIdWarnings([])
    const lines = [...aside, ...card.value.warnings.map(explainQrWarning)]
    setScanNotice(lines.length > 0 ? { tone: 'warning', lines } : undefined)
    void citizen.look()
    if (useIntake.getState().chosen) document.getElementById('field-phone')?.focus()
    else procedureBox.current?.focus()
  }

  /** Nothing of it is lost. */
  async function startAnew() {
    if (useIntake.getState().phase.state === 'saving') return
    const aside = await setAside()
    if (aside) setScanNotice({ tone: 'good', lines: aside })
  }

  function togglePost() {
    const byPost = form.getValues('channel') === 'post'
    flushSync(() => form.setValue('channel', byPost ? 'direct' : 'post'))
    void askDue(form.getValues)
    draft.saveSoon()
    document.getElementById(byPost ? 'field-channel' : 'field-tracking')?.focus()
  }

  function samePerson() {
    const { applicant } = useLastPerson.getState()
    if (applicant === undefined) return setScanNotice({ tone: 'warning', lines: ['Chưa có người nộp trước trong ca này để điền lại.'] })
    void takePerson(applicant)
  }

  function toggleOwner() {
    const isOn = form.getValues('hasOwner') === 'yes'
    flushSync(() => form.setValue('hasOwner', isOn ? 'no' : 'yes'))
    if (isOn) for (const [name, text] of Object.entries(emptyOwner)) form.setValue(name as keyof Owner, text)
    draft.saveSoon()
    void citizen.look()
    document.getElementById(isOn ? 'field-phone' : 'field-ownerIdNumber')?.focus()
  }

  async function takePerson(applicant: Applicant) {
    setShowsRecent(false)
    const aside = await setAsideForOther(applicant.idNumber ?? '')
    if (!aside) return
    fillPerson(fieldsFromApplicant(applicant))
    setScanNotice(aside.length > 0 ? { tone: 'warning', lines: aside } : undefined)
    onPersonKnown()
    procedureBox.current?.focus()
  }

  /** @param keepsPerson the next dossier is the same person's: who hands it in stays in the form */
  async function receive({ confirmedDay, keepsPerson = false }: { confirmedDay?: string; keepsPerson?: boolean } = {}) {
    const intake = useIntake.getState()
    if (intake.phase.state === 'saving' || !mayReceive || goToOpenRefusal()) return
    const read = readIntake(form.getValues(), intake, localDay(Date.now()))
    if (!read.ok) {
      showProblems(form, read.problems)
      return intake.setPhase({ state: 'incomplete', problems: read.problems })
    }
    intake.setPhase({ state: 'saving' })
    const result = await call('dossier.receive', { ...read.value, ...(confirmedDay === undefined ? {} : { confirmedDay }) })
    if (!result.ok) {
      showProblems(form, problemsOfFailure(result.error))
      return useIntake.getState().setPhase({ state: 'failed', error: result.error })
    }
    citizenScreen.received(result.value.code, result.value.dueAt, result.value.fees.total)
    useLastPerson.getState().remember(read.value.applicant)
    void useOutcome.getState().begin({
      dossier: result.value,
      applicantName: read.value.applicant.fullName,
      procedureName: intake.chosen?.procedure.name ?? ''
    })
    void addWhatCameMeanwhile(read.value)
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
    if (!(await useRefusal.getState().mayGo())) return
    useRefusal.getState().close()
    await draft.restore(id)
    setScanNotice(undefined)
    setIdWarnings([])
    procedureBox.current?.setText(useIntake.getState().chosen?.procedure.name ?? '')
    procedureBox.current?.focus()
    if (useIntake.getState().chosen?.outOfForce) focusReplacement()
    void citizen.look()
  }

  const scan = () => void scanOntoTarget(scanPages.current?.value ?? '')
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
      'Ctrl+N': () => void startAnew(),
      'Ctrl+B': togglePost,
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

  return (
    <FormProvider {...form}>
      <form className={styles.page} onSubmit={(event) => event.preventDefault()} onInput={draft.saveSoon} onBlur={draft.saveSoon} onFocus={noteFocus} onKeyDown={enterMovesOn} noValidate aria-label="Tiếp nhận hồ sơ">
        <h1 className="visually-hidden">Tiếp nhận hồ sơ</h1>
        <OutcomeBar />
        <SplitArea />
        {showsRecent && <RecentPeople onPick={(applicant) => void takePerson(applicant)} onClose={() => (setShowsRecent(false), procedureBox.current?.focus())} />}
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
            {hasOwner && <OwnerFields onOwnerKnown={() => void citizen.look()} />}
            <IntakeNotices
              scanNotice={scanNotice}
              idWarnings={idWarnings}
              citizen={citizen}
              onOpenOld={openOld}
              onReplaced={(name) => {
                procedureBox.current?.setText(name)
                onProcedureChosen()
              }}
            />
            <Checklist scanPages={scanPages} onScan={scan} folder={scanFolder} />
          </div>
          <SummaryPanel mayReceive={mayReceive} onReceive={() => void receive()} onReceiveAndKeep={() => void receive({ keepsPerson: true })} onStartAnew={() => void startAnew()} />
        </div>
      </form>
    </FormProvider>
  )
}
