import { useRef, type KeyboardEvent, type Ref } from 'react'
import { SECRECY_REASON } from '../../i18n/error-words.ts'
import { secrecyName } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { RemovedNews, ScanFolderNews, ScanTools, SecrecyChoice } from '../scanning/scan-tools.tsx'
import type { ScanFolderWatch } from '../scanning/use-scan-folder.ts'
import { ChecklistRow } from './checklist-row.tsx'
import { useIntake } from './intake-store.ts'
import { LooseFiles } from './loose-files.tsx'
import { answerSecrecy } from './scan-target.ts'
import styles from './checklist.module.css'

/** Papers handed over and their files. Arrows move between rows, Space ticks, F8 scans onto the row that has the focus. */
export function Checklist({ scanPages, onScan, folder }: { scanPages: Ref<HTMLInputElement>; onScan: () => void; folder: ScanFolderWatch }) {
  const procedure = useIntake((state) => state.chosen?.procedure)
  const generation = useIntake((state) => state.generation)
  const secrecy = useIntake((state) => state.secrecy)
  const removed = useIntake((state) => state.removedFiles)
  const rows = useRef<HTMLTableSectionElement>(null)
  const refused = secrecy !== 'none' || procedure?.secret === true

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    const column = (event.target as HTMLElement).closest<HTMLElement>('[data-column]')?.dataset['column']
    const all = [...(rows.current?.querySelectorAll<HTMLElement>(`[data-column="${column}"]`) ?? [])]
    const index = all.findIndex((cell) => cell.contains(event.target as Node))
    const next = all[index + (event.key === 'ArrowDown' ? 1 : -1)]?.querySelector('input')
    if (index < 0 || !next) return
    event.preventDefault()
    next.focus()
    if (next.type === 'text') next.select()
  }

  return (
    <section className={styles.checklist} aria-labelledby="checklist-title">
      <div className={styles.tools}>
        <h2 id="checklist-title" className={styles.title}>
          Thành phần hồ sơ
        </h2>
        <SecrecyChoice id="field-secrecy" secrecy={secrecy} onChoose={answerSecrecy} />
        <ScanTools pages={scanPages} disabled={refused || procedure === undefined} onScan={onScan} folder={folder} />
      </div>
      <ScanFolderNews told={folder.told} />
      {secrecy === 'none' && <RemovedNews removed={removed} />}
      {secrecy !== 'none' && (
        <Notice tone="danger">
          Tài liệu độ {secrecyName[secrecy]}: không quét, không nhập tệp, không tiếp nhận trên máy này; bản nháp và tệp đã nhập được gỡ bỏ. {SECRECY_REASON}
        </Notice>
      )}
      {procedure?.secret && <Notice tone="danger">Thủ tục này thuộc bí mật nhà nước: không tiếp nhận trên máy này. {SECRECY_REASON}</Notice>}
      <div className={styles.scroll} onKeyDown={onKeyDown}>
        <LooseFiles />
        {procedure === undefined ? (
          <p className="empty">Chọn thủ tục để có danh sách giấy tờ cần nộp.</p>
        ) : (
          <table className={styles.table} id="field-components">
            <thead>
              <tr>
                <th scope="col">Giấy tờ công dân nộp</th>
                <th scope="col" className={styles.countHead}>
                  Bản chính
                </th>
                <th scope="col" className={styles.countHead}>
                  Chứng thực
                </th>
                <th scope="col" className={styles.countHead}>
                  Bản sao
                </th>
                <th scope="col" className={styles.filesHead}>
                  Tệp
                </th>
              </tr>
            </thead>
            <tbody ref={rows} key={generation}>
              {procedure.components.map((component) => (
                <ChecklistRow key={component.id} component={component} procedureCode={procedure.code} refused={refused} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  )
}
