import { useEffect, useRef } from 'react'
import type { Whose, WorklistGroup, WorklistName } from '../../../electron/contract/search.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { SatisfactionTable } from './satisfaction-table.tsx'
import styles from './worklist.module.css'

const columns: { name: string; list: WorklistName; count: keyof WorklistGroup & ('open' | 'overdue' | 'dueToday' | 'dueSoon' | 'supplement' | 'ready') }[] = [
  { name: 'Đang giải quyết', list: 'all', count: 'open' },
  { name: 'Quá hạn', list: 'overdue', count: 'overdue' },
  { name: 'Hẹn hôm nay', list: 'due-today', count: 'dueToday' },
  { name: 'Sắp đến hẹn', list: 'due-soon', count: 'dueSoon' },
  { name: 'Chờ bổ sung', list: 'supplement', count: 'supplement' },
  { name: 'Chờ trả', list: 'ready', count: 'ready' }
]

/** Who has how much, and how much of it is late: what the head of an office answers for (S17). Each number opens its list. */
export function GroupsPanel({ onChoose }: { onChoose: (whose: Whose, list: WorklistName) => void }) {
  const groups = useQuery('worklist.groups', {}, ['dossier'])
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const rows = ('value' in groups ? groups.value : undefined) ?? []
  return (
    <div ref={panel} className={styles.groups} role="region" aria-label="Hồ sơ theo cán bộ và đơn vị" tabIndex={0}>
      {groups.state === 'failed' && <Notice tone="warning">{explainError(groups.error)}</Notice>}
      <table className={styles.table} data-testid="worklist-groups">
        <thead>
          <tr>
            <th scope="col">Cán bộ tiếp nhận, đơn vị giải quyết</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.kind}-${row.id}`}>
              <th scope="row" title={row.name}>
                <span className="clamp-1">
                  <span className="muted">{row.kind === 'officer' ? 'Cán bộ' : 'Đơn vị'}</span> {row.name}
                </span>
              </th>
              {columns.map(({ name, list, count }) => (
                <td key={name} data-late={count === 'overdue' && row[count] > 0}>
                  {row[count] === 0 ? (
                    <span className="muted">0</span>
                  ) : (
                    <button type="button" className={styles.open} aria-label={`${row.name}: ${name} ${row[count]}`} onClick={() => onChoose(row.kind === 'officer' ? { officer: row.id } : { unit: row.id }, list)}>
                      {row[count]}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <SatisfactionTable />
      {groups.state === 'ready' && rows.length === 0 && <p className="empty">Không có hồ sơ nào đang giải quyết.</p>}
    </div>
  )
}
