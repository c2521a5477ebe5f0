import { useQuery } from '../../api/use-query.ts'
import styles from './worklist.module.css'

const days = 30

/** What citizens answered on their screen, for who answers for the office; shown to those who may read reports. */
export function SatisfactionTable() {
  const counts = useQuery('satisfaction.count', { days }, ['queue'])
  const rows = ('value' in counts ? counts.value : undefined) ?? []
  if (rows.length === 0) return null
  return (
    <table className={styles.table} data-testid="satisfaction">
      <thead>
        <tr>
          <th scope="col">Ý kiến công dân, {days} ngày gần đây</th>
          <th scope="col">Rất hài lòng</th>
          <th scope="col">Hài lòng</th>
          <th scope="col">Không hài lòng</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ officerId, officerName, verySatisfied, satisfied, dissatisfied }) => (
          <tr key={officerId}>
            <th scope="row" title={officerName}>
              <span className="clamp-1">
                <span className="muted">Cán bộ</span> {officerName}
              </span>
            </th>
            <td>{verySatisfied}</td>
            <td>{satisfied}</td>
            <td data-late={dissatisfied > 0}>{dissatisfied}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
