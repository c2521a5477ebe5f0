import { useEffect, useRef, useState } from 'react'
import type { RefusalLine } from '../../../electron/contract/forms.ts'
import { shortTime } from '../../../electron/domain/forms/form-text.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { FormPreview } from '../forms/form-preview.tsx'

const listed = 2000

/** What was refused at this counter: no register has it, because nothing was received. Enter shows the form again. */
export function RefusalBook({ period, onCount }: { period: { from: string; to: string }; onCount: (count: number) => void }) {
  const query = useQuery('register.refusals', { ...period, limit: listed }, ['queue'])
  const [shown, setShown] = useState<number>()
  const grid = useRef<VirtualGridHandle>(null)
  const lines = ('value' in query ? query.value : undefined) ?? []

  useEffect(() => grid.current?.focus(), [])
  useEffect(() => onCount(lines.length), [onCount, lines.length])
  return (
    <>
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      <VirtualGrid
        handle={grid}
        label="Từ chối tại quầy"
        rows={lines}
        columns={columns}
        keyOf={({ seq }) => String(seq)}
        onOpen={({ seq }) => setShown(seq)}
        empty={query.state === 'loading' ? 'Đang đọc sổ…' : 'Quầy này không từ chối hồ sơ nào trong khoảng ngày này.'}
        testId="refusals"
      />
      {shown !== undefined && (
        <FormPreview
          request={{ kind: 'counter-refusal', seq: shown }}
          onClose={() => {
            setShown(undefined)
            grid.current?.focus()
          }}
        />
      )}
    </>
  )
}

const text = (words: string) => (
  <span className="clamp-1" title={words}>
    {words}
  </span>
)

const columns: GridColumn<RefusalLine>[] = [
  { name: 'Số phiếu', width: '76px', cell: ({ number }) => <span className="number">{number ?? '—'}</span> },
  { name: 'Lúc', width: '119px', cell: ({ at }) => <span className="number">{shortTime(at)}</span> },
  { name: 'Người nộp', width: 'minmax(110px, 1.1fr)', cell: ({ personName }) => text(personName) },
  { name: 'Thủ tục', width: 'minmax(90px, 1.4fr)', cell: ({ procedureName }) => text(procedureName) },
  { name: 'Lý do từ chối', width: 'minmax(110px, 1.6fr)', cell: ({ reason }) => text(reason) },
  { name: 'Cán bộ', width: 'minmax(90px, 0.8fr)', cell: ({ officerName }) => text(officerName) }
]
