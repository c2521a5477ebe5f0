import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useFormContext, useWatch, type UseFormGetValues } from 'react-hook-form'
import { localDay } from '../../../electron/domain/calendar.ts'
import { computeFees, tellFeeName, type FeeLine } from '../../../electron/domain/fee.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call } from '../../api/call.ts'
import { explainDueSteps, explainLimit } from '../../i18n/due-steps.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatTime, formatWeekday } from '../../i18n/format.ts'
import { dayOf } from '../../../electron/domain/calendar.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { CitizenScreenButton } from '../citizen/citizen-screen-button.tsx'
import type { IntakeFields } from './intake-fields.ts'
import { useRefusal } from './refuse-form.tsx'
import { useIntake, type ChosenProcedure } from './intake-store.ts'
import { useDraftPhase } from './use-draft.ts'
import styles from './summary-panel.module.css'

const channels = [
  { value: 'direct', label: 'Trực tiếp' },
  { value: 'post', label: 'Bưu chính' }
]
const returns = [
  { value: 'counter', label: 'Tại quầy' },
  { value: 'post', label: 'Bưu chính' }
]

/** The till: when, how much, and the one button. Button and total never scroll away. */
export function SummaryPanel({ mayReceive, onReceive, onReceiveAndKeep, onStartAnew }: { mayReceive: boolean; onReceive: () => void; onReceiveAndKeep: () => void; onStartAnew: () => void }) {
  const { control, register, formState, getValues } = useFormContext<IntakeFields>()
  const byPost = useWatch({ control, name: 'channel' }) === 'post'
  const chosen = useIntake((state) => state.chosen)
  const secrecy = useIntake((state) => state.secrecy)
  const saving = useIntake((state) => state.phase.state === 'saving')
  const refused = secrecy !== 'none' || chosen?.procedure.secret === true
  const refusing = useRefusal(({ state }) => state.kind === 'open')
  const isClosed = saving || refused || refusing || !mayReceive

  return (
    <aside className={styles.panel} aria-label="Hẹn trả, lệ phí và tiếp nhận">
      <div className={styles.scroll}>
        <div className={styles.pair}>
          <NativeSelect label={<>Nộp bằng <kbd aria-hidden="true">Ctrl+B</kbd></>} aria-keyshortcuts="Control+B" data={channels} id="field-channel" {...register('channel', { onChange: () => void askDue(getValues) })} />
          <NativeSelect label="Nhận kết quả" data={returns} id="field-returnAt" {...register('returnAt')} />
        </div>
        <div className={styles.pair} data-narrow="true">
          <TextInput label="Số bộ" inputMode="numeric" id="field-sets" autoComplete="off" error={formState.errors.sets?.message} {...register('sets')} />
          {byPost ? (
            <TextInput label="Số hiệu bưu gửi đến" placeholder="Để trống nếu không có" id="field-tracking" autoComplete="off" spellCheck={false} maxLength={40} error={formState.errors.tracking?.message} {...register('tracking')} />
          ) : (
            <TextInput label="Ghi chú" id="field-note" autoComplete="off" spellCheck={false} maxLength={1000} {...register('note')} />
          )}
        </div>
        {byPost && <Textarea label="Ghi chú thư (in lên giấy hẹn)" placeholder="Trong thư có gì, thiếu gì" id="field-note" autosize minRows={2} maxRows={5} maxLength={1000} spellCheck={false} {...register('note')} />}
        {chosen ? <Due chosen={chosen} /> : <p className="muted">Chọn thủ tục để có ngày hẹn và lệ phí.</p>}
        {chosen && <Fees chosen={chosen} />}
        <CitizenScreenButton />
      </div>
      <div className={styles.foot}>
        {chosen && <Total chosen={chosen} />}
        <Button
          fullWidth
          h={38}
          onClick={onReceive}
          aria-disabled={isClosed}
          aria-keyshortcuts="Control+Enter"
          aria-describedby="draft-state"
          data-testid="receive-button"
        >
          {saving ? 'Đang lưu hồ sơ…' : 'Tiếp nhận'} <kbd aria-hidden="true" className={styles.kbd}>Ctrl+Enter</kbd>
        </Button>
        <button type="button" className={styles.keep} onClick={onReceiveAndKeep} aria-disabled={isClosed} aria-keyshortcuts="Control+Shift+Enter">
          Nhận, giữ người này <kbd aria-hidden="true">Ctrl+Shift+Enter</kbd>
        </button>
        <button type="button" className={styles.keep} onClick={onStartAnew} aria-keyshortcuts="Control+N">
          Để sang nháp, bắt đầu mới <kbd aria-hidden="true">Ctrl+N</kbd>
        </button>
        <p id="draft-state" className={styles.draft} data-testid="draft-state">
          {refused ? (
            <ToneText told={{ text: 'Không tiếp nhận bí mật nhà nước', tone: 'danger' }} />
          ) : refusing ? (
            <ToneText told={{ text: 'Đang từ chối: Esc để thôi', tone: 'warning' }} />
          ) : mayReceive ? (
            <DraftState />
          ) : (
            <ToneText told={{ text: 'Chỉ cán bộ tiếp nhận được nhận hồ sơ', tone: 'warning' }} />
          )}
        </p>
      </div>
    </aside>
  )
}

/** A letter may have another limit than a visit: the date shown is the one that will be promised. */
export async function askDue(getValues: UseFormGetValues<IntakeFields>): Promise<void> {
  const code = useIntake.getState().chosen?.procedure.code
  if (code === undefined) return
  const channel = getValues('channel')
  const asked = await call('catalogue.get', { code, channel })
  const { chosen } = useIntake.getState()
  // Of answers that overtake each other only the one for what stands in the form now is taken.
  if (asked.ok && chosen?.procedure.code === code && getValues('channel') === channel) useIntake.setState({ chosen: { ...chosen, fees: asked.value.fees, due: asked.value.due } })
}

function Due({ chosen }: { chosen: ChosenProcedure }) {
  const { limit, dueAt, steps } = chosen.due
  return (
    <section aria-label="Ngày hẹn trả">
      <p className={styles.label}>Hẹn trả kết quả</p>
      <p className={styles.due} data-testid="due-date">
        {dueAt === null ? 'Không có ngày hẹn trả cụ thể theo quy định' : `${formatTime(dueAt)} ${formatWeekday(dayOf(dueAt))}`}
      </p>
      <details className={styles.why}>
        <summary>Vì sao hẹn ngày này</summary>
        <ol>
          <li>Thời hạn: {explainLimit(limit)}.</li>
          {explainDueSteps(steps).map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ol>
      </details>
    </section>
  )
}

function useBill({ procedure }: ChosenProcedure) {
  const { control } = useFormContext<IntakeFields>()
  const channel = useWatch({ control, name: 'channel' })
  const exemptionIds = useIntake((state) => state.exemptionIds)
  const quantities = useIntake((state) => state.feeQuantities)
  return computeFees({ items: procedure.fees, quantities, exemptionIds, channel, day: localDay(Date.now()) })
}

function Fees({ chosen }: { chosen: ChosenProcedure }) {
  const bill = useBill(chosen)
  const exemptionIds = useIntake((state) => state.exemptionIds)
  const toggle = useIntake((state) => state.toggleExemption)
  const exemptions = [...new Map(chosen.procedure.fees.flatMap((item) => item.exemptions).map((exemption) => [exemption.id, exemption])).values()]
  return (
    <section aria-label="Phí, lệ phí">
      <p className={styles.label}>Phí, lệ phí</p>
      {bill.lines.length === 0 && <p>Không thu.</p>}
      <ul className={styles.lines}>
        {bill.lines.map((line) => (
          <li key={line.itemId}>
            <span title={line.name}>
              <span className="clamp-2">
                {tellFeeName(line)}
              </span>
              <Quantity line={line} />
              {line.collectedAt !== 'receipt' && <span className="muted">thu khi {line.collectedAt === 'return' ? 'trả kết quả' : 'bổ sung'}</span>}
            </span>
            <span className="number">{formatVnd(line.amount)}</span>
          </li>
        ))}
      </ul>
      {exemptions.map((exemption) => (
        <label key={exemption.id} className="choice">
          <input type="checkbox" checked={exemptionIds.includes(exemption.id)} onChange={() => toggle(exemption.id)} />
          {exemption.percent === 100 ? 'Miễn' : `Giảm ${exemption.percent} %`}: {exemption.name}
        </label>
      ))}
    </section>
  )
}

/** How many copies or cases, and pages of the original where the fee goes by pages. */
function Quantity({ line }: { line: FeeLine }) {
  const setFeeQuantity = useIntake((state) => state.setFeeQuantity)
  const generation = useIntake((state) => state.generation)
  const change = (part: { units?: number; pages?: number }) =>
    setFeeQuantity(line.itemId, { units: line.units, ...(line.pages === null ? {} : { pages: line.pages }), ...part })
  const input = (label: string, value: number, take: (count: number) => void) => (
    <label className={styles.quantity}>
      {label}
      <input
        key={generation}
        className={styles.count}
        type="text"
        inputMode="numeric"
        aria-label={`${label}: ${line.name}`}
        defaultValue={value}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => take(Math.min(9999, Number(event.currentTarget.value.replace(/\D/g, ''))))}
      />
    </label>
  )
  return (
    <span className={styles.quantities}>
      {line.pages !== null && input('Trang', line.pages, (pages) => change({ pages }))}
      {input(line.pages === null ? 'Số lượng' : 'Bản', line.units, (units) => change({ units }))}
    </span>
  )
}

function Total({ chosen }: { chosen: ChosenProcedure }) {
  const bill = useBill(chosen)
  return (
    <p className={styles.total}>
      <span>Tổng thu</span>
      <strong className="number" data-testid="fee-total">
        {formatVnd(bill.total)}
      </strong>
    </p>
  )
}

function DraftState() {
  const phase = useDraftPhase((state) => state.phase)
  switch (phase.state) {
    case 'unchanged':
      return <span className="muted">Bản đang nhập tự lưu.</span>
    case 'saved':
      return <ToneText told={{ text: `Bản đang nhập đã lưu ${formatTime(phase.at)}`, tone: 'good' }} />
    case 'not-kept':
      return <ToneText told={{ text: 'Bản đang nhập không được lưu', tone: 'warning' }} />
    case 'failed':
      return <ToneText told={{ text: explainError(phase.error), tone: 'danger' }} />
  }
}
