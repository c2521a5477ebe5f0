import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { formatLocalDate, isLocalDate, localDay } from '../../../electron/domain/calendar.ts'
import { RESULT_BY_NAME, shortTime } from '../../../electron/domain/forms/form-text.ts'
import { call, type CounterOutput } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDay } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { FormPreview } from '../forms/form-preview.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { RefusalBook } from './refusal-book.tsx'

type Line = CounterOutput<'register.list'>['lines'][number]
const listed = 2000

/** Sổ theo dõi hồ sơ: a day, a month or a year of it, on screen, on A4 and as a file for a spreadsheet. */
export function RegisterPage() {
  const today = localDay(Date.now())
  const [period, setPeriod] = useState({ from: `${today.slice(0, 8)}01`, to: today })
  const [told, setTold] = useState<Told>()
  const [preview, setPreview] = useState(false)
  const [book, setBook] = useState<'register' | 'refusals'>('register')
  const [refused, setRefused] = useState(0)
  const query = useQuery('register.list', { ...period, limit: listed }, ['dossier'])
  const register = 'value' in query ? query.value : undefined
  const openDossier = useScreen((state) => state.openDossier)
  const grid = useRef<VirtualGridHandle>(null)
  const from = useRef<HTMLInputElement>(null)
  const to = useRef<HTMLInputElement>(null)

  useEffect(() => grid.current?.focus(), [book])
  useHotkeys({ 'Ctrl+1': () => setBook('register'), 'Ctrl+2': () => setBook('refusals') }, !preview)
  useHotkeys({ 'Ctrl+P': () => setPreview(true), 'Ctrl+E': () => void exportCsv() }, !preview && book === 'register')

  function take() {
    const next = { from: readDay(from.current?.value), to: readDay(to.current?.value) }
    if (next.from === undefined || next.to === undefined) return setTold({ text: 'Ngày không có thật. Nhập ngày/tháng/năm, ví dụ 05/03/2021.', tone: 'danger' })
    if (next.from > next.to) return setTold({ text: 'Ngày bắt đầu sau ngày kết thúc. Nhập lại.', tone: 'danger' })
    setTold(undefined)
    setPeriod({ from: next.from, to: next.to })
  }

  async function exportCsv() {
    setTold({ text: 'Đang xuất sổ', tone: 'busy' })
    const result = await call('print.register-csv', period)
    setTold(result.ok ? { text: `Đã xuất ${result.value.lines} dòng: ${result.value.path}`, tone: 'good' } : { text: explainError(result.error), tone: 'danger' })
  }

  return (
    <section className="page" aria-label="Sổ theo dõi hồ sơ">
      <div className="page-head">
        <h1 className="page-title">Sổ theo dõi</h1>
        <form
          style={{ display: 'flex', gap: 6, alignItems: 'center' }}
          onSubmit={(event) => {
            event.preventDefault()
            take()
          }}
        >
          <TextInput ref={from} w={104} aria-label="Từ ngày" defaultValue={formatLocalDate(period.from)} autoComplete="off" />
          <span aria-hidden="true">–</span>
          <TextInput ref={to} w={104} aria-label="Đến ngày" defaultValue={formatLocalDate(period.to)} autoComplete="off" />
          <Button variant="default" type="submit">
            Xem
          </Button>
        </form>
        <span className="muted" role="status" data-testid="register-count">
          {book === 'refusals' ? `${refused} lần từ chối` : register ? `${register.total} hồ sơ` : 'Đang đọc sổ…'}
        </span>
        <span style={{ flex: 1 }} />
        {book === 'register' && (
          <>
            <HotkeyButton hotkey="Ctrl+E" onClick={() => void exportCsv()}>
              Xuất CSV
            </HotkeyButton>
            <HotkeyButton hotkey="Ctrl+P" onClick={() => setPreview(true)}>
              In sổ
            </HotkeyButton>
          </>
        )}
      </div>
      <div className="page-head" role="group" aria-label="Sổ">
        <HotkeyButton hotkey="Ctrl+1" pressed={book === 'register'} onClick={() => setBook('register')}>
          Hồ sơ đã tiếp nhận
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+2" pressed={book === 'refusals'} onClick={() => setBook('refusals')}>
          Từ chối tại quầy
        </HotkeyButton>
      </div>
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      {book === 'register' && register && register.total > listed && <Notice tone="warning">Chỉ hiện {listed} dòng đầu. Chọn khoảng ngày ngắn hơn.</Notice>}
      {book === 'refusals' ? (
        <RefusalBook period={period} onCount={setRefused} />
      ) : (
        <VirtualGrid
          handle={grid}
          label="Sổ theo dõi hồ sơ"
          rows={register?.lines ?? []}
          columns={columns}
          keyOf={(line) => line.dossierId}
          onOpen={(line) => openDossier(line.dossierId)}
          empty={query.state === 'loading' ? 'Đang đọc sổ…' : 'Không có hồ sơ nào trong khoảng ngày này.'}
          testId="register"
        />
      )}
      {preview && <FormPreview request={{ kind: 'register', ...period }} onClose={() => setPreview(false)} />}
    </section>
  )
}

const columns: GridColumn<Line>[] = [
  { name: 'Quyển, số', width: '104px', cell: (line) => <BookLine {...line} /> },
  { name: 'Mã hồ sơ', width: '198px', cell: (line) => <span className="number">{line.code}</span> },
  { name: 'Người nộp, chủ hồ sơ', width: 'minmax(100px, 1.2fr)', cell: (line) => <Clamped text={line.personName} /> },
  { name: 'Thủ tục', width: 'minmax(70px, 1.6fr)', cell: (line) => <Clamped text={line.procedureName} /> },
  { name: 'Nhận', width: '80px', cell: (line) => <Day at={line.receivedAt} /> },
  { name: 'Hẹn trả', width: '80px', cell: (line) => (line.dueAt === null ? <span className="muted">Không hẹn</span> : <Day at={line.dueAt} />) },
  { name: 'Đã trả', width: '80px', cell: (line) => line.returnedAt !== null && <Day at={line.returnedAt} /> },
  { name: 'Nhận tại', width: '68px', cell: (line) => <Clamped text={RESULT_BY_NAME[line.resultBy]} /> },
  { name: 'Ghi chú', width: 'minmax(60px, 0.8fr)', cell: (line) => <Clamped text={line.note} /> }
]

/** The number above its book: a certification book's name is long. */
function BookLine({ book, line }: Pick<Line, 'book' | 'line'>) {
  if (line === null) return <span title="Chưa có số: quyển sổ đã hết số khi tiếp nhận, hoặc hồ sơ tiếp nhận ở nơi khác">—</span>
  return (
    <span className="number" title={book === null ? undefined : `Quyển số ${book}`}>
      <b>{line}</b>
      {book !== null && <span className="muted"> · {book}</span>}
    </span>
  )
}

function Clamped({ text }: { text: string }) {
  return (
    <span className="clamp-1" title={text}>
      {text}
    </span>
  )
}

/** `5/3/2021` and `05/03/2021`; undefined when there is no such day. */
function readDay(text = ''): string | undefined {
  const [, day = '', month = '', year = ''] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(text) ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(date) ? date : undefined
}

/** The printed book and the CSV have the minute too; here the name needs the room. */
function Day({ at }: { at: string }) {
  return (
    <span className="number" title={shortTime(at)}>
      {formatDay(at)}
    </span>
  )
}
