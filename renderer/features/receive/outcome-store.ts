import { create } from 'zustand'
import type { DraftFile, ReceivedDossier } from '../../../electron/contract/intake.ts'
import { call, type CounterFailure, type CounterOutput } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { useStatus } from '../shell/status-store.ts'
import { afterRound, beginRound } from '../signing/round.ts'

export type PrintPhase =
  | { state: 'printing' }
  | { state: 'printed'; outcome: CounterOutput<'print.form'>; reprint: boolean }
  | { state: 'failed'; error: CounterFailure<'print.form'> }

export type SignPhase =
  | { state: 'nothing' }
  /** Unsigned, and why nobody was asked for a PIN. */
  | { state: 'waiting'; files: number; reason: string }
  | { state: 'signing'; files: number }
  | { state: 'signed'; files: number }
  | { state: 'partly'; signed: number; failures: { name: string; reason: string }[] }
  | { state: 'failed'; files: number; error: CounterFailure<'signing.sign'> }

/** The dossier just received: its number, and how printing and signing went. */
export interface Outcome {
  dossier: ReceivedDossier
  applicantName: string
  procedureName: string
  print: PrintPhase
  sign: SignPhase
  /** What became of a paper that left the scanner after the dossier was received. */
  late?: Told
  /** Of these how many nobody was asked to sign yet, while others are being signed. */
  unasked: number
}

interface OutcomeStore {
  outcome: Outcome | undefined
  /** Shows a received dossier, prints its receipt, then has its files signed when the token is there. */
  begin(facts: Pick<Outcome, 'dossier' | 'applicantName' | 'procedureName'>): Promise<void>
  /** A paper whose scan ended after Receive goes onto its dossier. @returns why it did not: `dossier-unknown` where it was not received */
  addLate(scan: { dossierId: string; componentId: string; file: DraftFile }): Promise<CounterFailure<'dossier.get' | 'dossier.attach-scans'> | undefined>
  reprint(): Promise<void>
  sign(): Promise<void>
}

/** One file more that nobody was asked to sign; what is being signed goes on, and the rest is told after it. */
function waitForSignature({ dossier, sign, unasked }: Outcome): Pick<Outcome, 'dossier' | 'sign' | 'unasked'> {
  const one = { dossier: { ...dossier, filesToSign: dossier.filesToSign + 1 } }
  if (sign.state === 'signing') return { ...one, sign, unasked: unasked + 1 }
  const left = sign.state === 'partly' ? sign.failures.length : sign.state === 'waiting' || sign.state === 'failed' ? sign.files : 0
  return { ...one, sign: waiting(left + 1), unasked }
}

function waiting(files: number): SignPhase {
  return { state: 'waiting', files, reason: 'quét xong sau khi tiếp nhận' }
}

export const useOutcome = create<OutcomeStore>((set, get) => {
  /** A late answer about an earlier citizen must not write over the next one's. */
  function change(dossierId: string, part: Partial<Outcome>): void {
    const { outcome } = get()
    if (outcome?.dossier.dossierId === dossierId) set({ outcome: { ...outcome, ...part } })
  }

  async function print(dossierId: string): Promise<void> {
    change(dossierId, { print: { state: 'printing' } })
    const result = await call('print.form', { kind: 'receipt', dossierId, reprint: false })
    change(dossierId, { print: result.ok ? { state: 'printed', outcome: result.value, reprint: result.value.isReprint === true } : { state: 'failed', error: result.error } })
  }

  async function sign(dossierId: string, files: number): Promise<void> {
    change(dossierId, { sign: { state: 'signing', files }, unasked: 0 })
    const result = await beginRound(() => call('signing.sign', { dossierId }))
    if (!result.ok && result.error.kind === 'signing-under-way') {
      const wait = (reason: string) => change(dossierId, { sign: { state: 'waiting', files, reason } })
      wait('đang có một lượt ký khác')
      return afterRound(() => get().outcome?.sign.state === 'waiting' && wait('lượt ký khác đã xong, bấm Ctrl+S'))
    }
    if (!result.ok) {
      const done = result.error.kind === 'nothing-to-sign'
      return change(dossierId, { sign: done ? { state: 'signed', files } : { state: 'failed', files, error: result.error } })
    }
    const failures = result.value.flatMap(({ name, outcome }) => (outcome.ok ? [] : [{ name, reason: explainError(outcome.error) }]))
    const signed = result.value.length - failures.length
    const unasked = get().outcome?.unasked ?? 0
    change(dossierId, { sign: failures.length > 0 ? { state: 'partly', signed, failures } : unasked > 0 ? waiting(unasked) : { state: 'signed', files: signed } })
  }

  return {
    outcome: undefined,
    begin: async ({ dossier, applicantName, procedureName }) => {
      const { dossierId, filesToSign } = dossier
      const token = useStatus.getState().status?.token
      const mayAsk = token?.state === 'ready' && (token.pin === 'ok' || token.pin === 'count-low')
      const reason =
        token?.state === 'ready'
          ? 'kiểm tra tình trạng mã PIN trước khi ký'
          : token?.state === 'unusable'
            ? 'thiết bị ký không dùng được'
            : 'chưa cắm thiết bị ký số'
      const first: SignPhase =
        filesToSign === 0 ? { state: 'nothing' } : mayAsk ? { state: 'signing', files: filesToSign } : { state: 'waiting', files: filesToSign, reason }
      set({ outcome: { dossier, applicantName, procedureName, print: { state: 'printing' }, sign: first, unasked: 0 } })
      await print(dossierId)
      if (first.state === 'signing') await sign(dossierId, filesToSign)
    },
    addLate: async ({ dossierId, componentId, file }) => {
      const view = await call('dossier.get', { id: dossierId })
      if (!view.ok && view.error.kind === 'dossier-unknown') return view.error
      const added = !view.ok ? view : await call('dossier.attach-scans', { id: dossierId, baseRevision: view.value.revision, componentId, secrecy: 'none', files: [file] })
      const { outcome } = get()
      const failure = added.ok ? undefined : added.error
      if (outcome?.dossier.dossierId !== dossierId) return failure
      if (!added.ok) change(dossierId, { late: { tone: 'danger', text: `${file.name}: quét xong sau khi tiếp nhận, chưa vào hồ sơ (${explainError(added.error)}). Mở hồ sơ, F8 quét lại.` } })
      else change(dossierId, { late: { tone: 'good', text: `${file.name}: quét xong sau khi tiếp nhận, đã vào hồ sơ` }, ...waitForSignature(outcome) })
      return failure
    },
    reprint: async () => {
      const { outcome } = get()
      if (outcome === undefined || outcome.print.state === 'printing') return
      await print(outcome.dossier.dossierId)
    },
    sign: async () => {
      const { outcome } = get()
      if (outcome === undefined || outcome.dossier.filesToSign === 0 || ['signing', 'signed'].includes(outcome.sign.state)) return
      await sign(outcome.dossier.dossierId, outcome.dossier.filesToSign)
    }
  }
})
