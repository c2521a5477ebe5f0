import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { FEE_KIND_NAME, tellFeeName } from '../../../electron/domain/fee.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call, type CounterOutput } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { ConfirmDay } from '../../ui/confirm-day.tsx'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { UnsavedBox } from '../../ui/unsaved-box.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { tellPrinted } from '../forms/print-words.ts'
import styles from './money-page.module.css'
import { focusTendered } from './owed.ts'
import { readVnd } from './read-vnd.ts'
import { TransferPanel } from './transfer-panel.tsx'
import { useAct } from './use-act.ts'
import { useVoiding, VoidReceipt } from './void-receipt.tsx'

type Line = CounterOutput<'money.get'>['lines'][number]
const STATE: Record<Line['state'], string> = { owed: 'chưa thu', awaited: 'chờ chuyển khoản', paid: 'đã thu', nothing: 'không thu' }

/** What one citizen owes, and taking it: Ctrl+Enter takes cash, Ctrl+Q shows a VietQR. @param takesFocus as soon as it is read */
export function FeePanel({ dossierId, takesFocus }: { dossierId: string; takesFocus: boolean }) {
  const query = useQuery('money.get', { dossierId }, ['dossier', 'money'])
  const money = 'value' in query ? query.value : undefined
  const [left, setLeft] = useState<readonly string[]>([])
  const [given, setGiven] = useState('')
  const [transfer, setTransfer] = useState<CounterOutput<'money.show-transfer'>>()
  const act = useAct()
  const { told, setTold, busy, run, saving, title } = act
  const { voiding, openVoiding, voidForm } = useVoiding(act)
  const reason = useRef<HTMLInputElement>(null)
  const share = useRef<HTMLInputElement>(null)
  const tendered = useRef<HTMLInputElement>(null)
  const owedCount = money?.lines.filter(({ state }) => state === 'owed').length ?? 0
  const owedBefore = useRef(owedCount)
  // Owed again, because a receipt was voided or a transfer given up: what was told of the payment is no longer so.
  useEffect(() => {
    if (owedCount > owedBefore.current) {
      setTold(undefined)
      setTransfer(undefined)
    }
    owedBefore.current = owedCount
  }, [owedCount, setTold])
  const isRead = money !== undefined
  useEffect(() => {
    if (isRead && takesFocus && !focusTendered()) title.current?.focus()
  }, [isRead, takesFocus, title])
  useHotkeys({ 'Ctrl+Enter': () => void collect(), 'Ctrl+Q': () => void showTransfer() }, money !== undefined)

  if (!money) return query.state === 'failed' ? <Notice tone="danger">{explainError(query.error)}</Notice> : <p className="muted">Đang đọc khoản thu…</p>
  const owed = money.lines.filter(({ state }) => state === 'owed')
  const chosen = owed.filter(({ itemId }) => !left.includes(itemId))
  const total = chosen.reduce((sum, { due }) => sum + due, 0)
  const cash = given.trim() === '' ? total : readVnd(given)

  async function collect(confirmedDay?: string) {
    if (cash === undefined) return setTold({ text: 'Số tiền khách đưa không đúng. Nhập số đồng, ví dụ 50.000.', tone: 'danger' })
    const taken = await run('Đang thu tiền', () => call('money.collect', { dossierId, itemIds: chosen.map(({ itemId }) => itemId), tendered: cash, ...(confirmedDay === undefined ? {} : { confirmedDay }) }), ({ total: sum, change, receipts }) =>
      `Đã thu ${formatVnd(sum)}, thối lại ${formatVnd(change)}. Biên lai số ${receipts.map(({ serial }) => String(serial).padStart(7, '0')).join(', ')}.`
    )
    if (!taken) return
    setGiven('')
    if (tendered.current) tendered.current.value = ''
    for (const receipt of taken.receipts) {
      const printed = await call('print.form', { kind: 'fee-receipt', ...receipt })
      if (!printed.ok) setTold({ text: `Đã thu, biên lai đã lưu. ${explainError(printed.error)}`, tone: 'danger' })
    }
  }

  async function showTransfer() {
    const shown = await run('Đang tạo mã chuyển khoản', () => call('money.show-transfer', { dossierId, itemIds: chosen.map(({ itemId }) => itemId) }), ({ reference }) =>
      `Chờ chuyển khoản, nội dung ${reference}. Chưa có biên lai cho đến khi thấy tiền về.`
    )
    if (shown) setTransfer(shown)
  }

  async function exempt(line: Line) {
    const typed = (share.current?.value ?? '').replace(/[\s%]/g, '')
    const percent = typed === '' ? 100 : Number(typed)
    if (!/^\d+$/.test(typed || '100') || percent < 1 || percent > 100) return setTold({ text: 'Mức giảm không đúng. Nhập số phần trăm từ 1 đến 100; để trống là miễn cả khoản.', tone: 'danger' })
    const done = await run('Đang ghi miễn, giảm', () => call('money.exempt', { dossierId, itemId: line.itemId, percent, reason: reason.current?.value ?? '' }), () => (percent === 100 ? `Đã miễn: ${line.name}.` : `Đã giảm ${percent}%: ${line.name}.`))
    if (!done) return
    // The next line is another decision.
    for (const field of [share, reason]) if (field.current) field.current.value = ''
  }

  async function printAgain({ series, period, serial }: Receipt) {
    await run('Đang in lại biên lai', () => call('print.form', { kind: 'fee-receipt', series, period, serial, reprint: true }), (printed) => tellPrinted('fee-receipt', printed).text, false)
  }

  return (
    <section className={styles.panel} aria-label="Thu phí, lệ phí">
      <h2 ref={title} tabIndex={-1}>
        {money.code} · {money.payerName}
      </h2>
      <p className="clamp-2 muted" title={money.procedureName}>
        {money.procedureName}
      </p>
      {money.lines.length === 0 && <p>Thủ tục này không thu phí, lệ phí.</p>}
      <ul className={styles.list} data-testid="fee-lines">
        {money.lines.map((line) => (
          <li key={line.itemId}>
            <label className="choice">
              <input
                type="checkbox"
                disabled={line.state !== 'owed'}
                checked={line.state === 'owed' && !left.includes(line.itemId)}
                onChange={() => setLeft(left.includes(line.itemId) ? left.filter((id) => id !== line.itemId) : [...left, line.itemId])}
              />
              <span className="clamp-2" title={line.name}>
                {tellFeeName(line)}
              </span>
            </label>
            <span className="muted">{line.reason ? `miễn, giảm: ${line.reason}` : STATE[line.state]}</span>
            <span className="number">{formatVnd(line.due)}</span>
            {line.state === 'owed' && (
              <button type="button" className={styles.small} aria-label={`Miễn, giảm ${line.name}`} onClick={() => void exempt(line)}>
                Miễn, giảm
              </button>
            )}
          </li>
        ))}
      </ul>
      {owed.length > 0 && (
        <>
          <p className={styles.sum} data-testid="owed-total">
            Phải thu {formatVnd(total)}
          </p>
          <div className={styles.row}>
            <UnsavedBox title="Thu phí, lệ phí" saving={saving}>
              <TextInput ref={tendered} id="field-tendered" label="Khách đưa" w={130} inputMode="numeric" autoComplete="off" placeholder={formatVnd(total)} onInput={(event) => setGiven(event.currentTarget.value)} />
            </UnsavedBox>
            <span data-testid="change">{cash !== undefined && cash >= total ? `Thối lại ${formatVnd(cash - total)}` : 'Chưa đủ tiền'}</span>
            <HotkeyButton hotkey="Ctrl+Enter" variant="filled" onClick={() => void collect()} disabled={busy || chosen.length === 0}>
              Thu tiền mặt
            </HotkeyButton>
            <HotkeyButton hotkey="Ctrl+Q" onClick={() => void showTransfer()} disabled={busy || chosen.length === 0 || !money.canTransfer}>
              Chuyển khoản VietQR
            </HotkeyButton>
          </div>
          <div className={styles.row}>
            <UnsavedBox title="Miễn, giảm" saving={saving}>
              <TextInput ref={share} label="Giảm (%)" w={80} inputMode="numeric" maxLength={4} placeholder="100" autoComplete="off" />
              <TextInput ref={reason} label="Lý do miễn, giảm (ghi trước khi bấm)" maxLength={300} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
            </UnsavedBox>
          </div>
        </>
      )}
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      {told?.confirmDay !== undefined && <ConfirmDay day={told.confirmDay} does="thu tiền" onConfirm={(day) => void collect(day)} />}
      {transfer && <TransferPanel transfer={transfer} />}
      <Receipts payments={money.payments} onPrint={(receipt) => void printAgain(receipt)} onVoid={openVoiding} />
      {voiding && <VoidReceipt key={voiding.serial} {...voidForm} receipt={voiding} />}
    </section>
  )
}

type Receipt = CounterOutput<'money.get'>['payments'][number]['receipts'][number]

/** Of any shift, also one that is closed: a receipt given twice is found days later. */
function Receipts({ payments, onPrint, onVoid }: { payments: CounterOutput<'money.get'>['payments']; onPrint: (receipt: Receipt) => void; onVoid: (receipt: Receipt) => void }) {
  const receipts = payments.flatMap((payment) => payment.receipts)
  if (receipts.length === 0) return null
  return (
    <ul className={styles.list} aria-label="Biên lai của hồ sơ">
      {receipts.map((receipt) => (
        <li key={`${receipt.period}/${receipt.serial}`}>
          <span className={receipt.voided ? styles.void : undefined}>
            {FEE_KIND_NAME[receipt.kind]} số {String(receipt.serial).padStart(7, '0')}
            {receipt.voided && ` (hủy: ${receipt.voided.reason})`}
          </span>
          <span className="number">{formatVnd(receipt.amount)}</span>
          {!receipt.voided && (
            <button type="button" className={styles.small} aria-label={`Hủy ${FEE_KIND_NAME[receipt.kind]} số ${receipt.serial}`} onClick={() => onVoid(receipt)}>
              Hủy
            </button>
          )}
          <Button variant="default" onClick={() => onPrint(receipt)}>
            In lại
          </Button>
        </li>
      ))}
    </ul>
  )
}
