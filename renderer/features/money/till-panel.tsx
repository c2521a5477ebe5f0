import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { DENOMINATIONS, countNotes, type CountedNotes } from '../../../electron/domain/cash-up.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import type { ClosedShift, ShiftView } from '../../../electron/contract/money.ts'
import { call } from '../../api/call.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { UnsavedBox } from '../../ui/unsaved-box.tsx'
import { useSession } from '../session/session-store.ts'
import styles from './money-page.module.css'
import { focusTendered } from './owed.ts'
import { readVnd } from './read-vnd.ts'
import { useAct } from './use-act.ts'

/** The till: opened with a float, counted and signed over at the end. */
export function TillPanel({ shift, lastClosed, onPreview }: { shift: ShiftView | null; lastClosed: ClosedShift | null; onPreview: (shiftId: string) => void }) {
  const { told, setTold, busy, run, saving, title } = useAct()
  const float = useRef<HTMLInputElement>(null)
  const mayCollect = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'fee.collect'))

  async function open() {
    const openingFloat = readVnd(float.current?.value)
    if (openingFloat === undefined) return setTold({ text: 'Tiền đầu ca không đúng. Nhập số đồng, ví dụ 500.000; không có thì nhập 0.', tone: 'danger' })
    if ((await run('Đang mở két', () => call('till.open', { openingFloat }), () => '')) === undefined) return
    // The panel itself says that it is open and with how much.
    setTold(undefined)
    if (!focusTendered()) title.current?.focus()
  }

  return (
    <section className={styles.panel} aria-label="Két tiền">
      <h2 ref={title} tabIndex={-1}>
        Két tiền
      </h2>
      {shift ? (
        <>
          <p>
            {shift.officerName}, mở lúc {formatDayTime(shift.openedAt)}
          </p>
          <p className={styles.sum} data-testid="expected-cash">
            Trong két {formatVnd(shift.expectedCash)}
          </p>
          <p className="muted">
            Đầu ca {formatVnd(shift.totals.openingFloat)} · thu {formatVnd(shift.totals.cashTaken)} · hoàn {formatVnd(shift.totals.cashRefunded)} · chuyển khoản {formatVnd(shift.totals.transfersReceived)}
          </p>
          {mayCollect && (
            <UnsavedBox title="Kiểm đếm, bàn giao và đóng két" saving={saving}>
              <CloseTill expected={shift.expectedCash} busy={busy} onClose={(counted, reason, handedTo) => void run('Đang đóng két', () => call('till.close', { counted, reason, handedTo }), ({ difference }) => `Đã đóng két${difference === 0 ? ', khớp sổ' : `, chênh lệch ${difference > 0 ? 'thừa' : 'thiếu'} ${formatVnd(Math.abs(difference))}`}.`)} />
            </UnsavedBox>
          )}
        </>
      ) : (
        <>
          <p>Két đang đóng{lastClosed ? `. Ca trước: ${lastClosed.officerName}, bàn giao ${formatVnd(lastClosed.closed.countedTotal)}` : ''}.</p>
          {mayCollect && (
            <form
              className={styles.row}
              onSubmit={(event) => {
                event.preventDefault()
                void open()
              }}
            >
              <UnsavedBox title="Tiền đầu ca" saving={saving}>
                <TextInput ref={float} label="Tiền đầu ca" w={130} inputMode="numeric" autoComplete="off" />
              </UnsavedBox>
              <Button type="submit" aria-disabled={busy}>
                Mở két
              </Button>
            </form>
          )}
          {lastClosed && (
            <Button variant="default" onClick={() => onPreview(lastClosed.shiftId)}>
              Biên bản kiểm đếm ca trước
            </Button>
          )}
        </>
      )}
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
    </section>
  )
}

function CloseTill({ expected, busy, onClose }: { expected: number; busy: boolean; onClose: (counted: CountedNotes, reason: string, handedTo: string) => void }) {
  const [counted, setCounted] = useState<CountedNotes>([])
  const reason = useRef<HTMLInputElement>(null)
  const handedTo = useRef<HTMLInputElement>(null)
  const total = countNotes(counted)
  const difference = total - expected

  return (
    <details className={styles.close}>
      <summary>Kiểm đếm, bàn giao và đóng két</summary>
      <div className={styles.notes}>
        {DENOMINATIONS.map((value) => (
          <label key={value} className={styles.note}>
            {formatVnd(value)}
            <input
              type="text"
              inputMode="numeric"
              aria-label={`Số tờ ${formatVnd(value)}`}
              onInput={(event) => {
                const notes = Math.min(100_000, Number(event.currentTarget.value.replace(/\D/g, '')))
                setCounted((before) => [...before.filter((each) => each.value !== value), ...(notes > 0 ? [{ value, notes }] : [])])
              }}
            />
          </label>
        ))}
      </div>
      <p data-testid="counted">
        Kiểm đếm <strong>{formatVnd(total)}</strong>: {difference === 0 ? 'khớp sổ' : `${difference > 0 ? 'thừa' : 'thiếu'} ${formatVnd(Math.abs(difference))}`}
      </p>
      <div className={styles.row}>
        <TextInput ref={reason} label="Lý do chênh lệch" maxLength={300} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        <TextInput ref={handedTo} label="Bàn giao cho" maxLength={255} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        <Button variant="default" aria-disabled={busy} onClick={() => onClose(counted, reason.current?.value ?? '', handedTo.current?.value ?? '')}>
          Đóng két
        </Button>
      </div>
    </details>
  )
}
