import { memo, useEffect, useRef, useState, type DragEvent } from 'react'
import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { importOnto } from '../scanning/take-in.ts'
import { TakenFiles } from '../scanning/taken-files.tsx'
import { readCount, showCount } from './component-rows.ts'
import { useIntake, type CountName } from './intake-store.ts'
import { removeTaken, toScanTarget } from './scan-target.ts'
import styles from './checklist.module.css'

const KIND: Record<ProcedureComponent['kind'], string> = { declaration: 'tờ khai', submit: 'nộp', present: 'xuất trình' }

/** Uncontrolled, so that what she types is hers until she leaves it. */
function Count({ label, shown, onCount }: { label: string; shown: string; onCount(typed: string): void }) {
  const input = useRef<HTMLInputElement>(null)
  const show = () => void (input.current && (input.current.value = shown))
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = shown
  }, [shown])
  return (
    <input ref={input} className={styles.count} type="text" inputMode="numeric" aria-label={label} defaultValue={shown} onInput={(event) => onCount(event.currentTarget.value)} onBlur={show} onFocus={(event) => event.currentTarget.select()} />
  )
}

/** One paper: handed over or not, how many, and its files by button, by drop or by scanner. */
export const ChecklistRow = memo(function ChecklistRow(props: { component: ProcedureComponent; procedureCode: string; refused: boolean }) {
  const { component, procedureCode, refused } = props
  const row = useIntake((state) => state.components.find(({ id }) => id === component.id))
  const notice = useIntake((state) => state.fileNotices[component.id])
  const focused = useIntake((state) => state.focusedComponentId === component.id)
  const { changeComponent, focusComponent, setFileNotice } = useIntake.getState()
  const [over, setOver] = useState(false)
  if (row === undefined) return null
  const noFiles = refused || component.secret

  function tick(ticked: boolean) {
    if (!ticked && row !== undefined && row.files.length > 0) {
      return setFileNotice(component.id, { tone: 'danger', text: 'Giấy tờ này đang có tệp: gỡ tệp trước khi bỏ đánh dấu.' })
    }
    setFileNotice(component.id, undefined)
    changeComponent(component.id, { ticked })
  }
  const takeIn = (files: readonly File[]) => void importOnto(toScanTarget(procedureCode, component), files)
  function onDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    if (!noFiles) takeIn([...event.dataTransfer.files])
  }
  const count = (name: CountName, label: string) => (
    <td data-column={name}>
      <Count label={`${label}: ${component.name}`} shown={showCount(row, name)} onCount={(typed) => changeComponent(component.id, readCount(name, typed))} />
    </td>
  )

  return (
    <tr
      className={styles.row}
      data-over={over || undefined}
      data-focused={focused || undefined}
      data-testid="component-row"
      onFocus={() => focusComponent(component.id)}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(!noFiles)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <td data-column="tick">
        <label className={styles.tick}>
          <input type="checkbox" checked={row.ticked} onChange={(event) => tick(event.currentTarget.checked)} />
          <span className={styles.name} title={component.name}>
            <span className="clamp-2">{component.name}</span>
            <span className="muted">
              {component.required ? 'bắt buộc' : 'nếu có'} · {KIND[component.kind]}
              {component.secret && <strong className={styles.secret}> · Mật: chỉ nhận giấy, không quét</strong>}
            </span>
          </span>
        </label>
        {notice && <ToneText told={notice} />}
      </td>
      {count('originals', 'Bản chính')}
      {count('certifiedCopies', 'Bản chứng thực')}
      {count('copies', 'Bản sao')}
      <td>
        <TakenFiles paper={component} files={row.files} disabled={noFiles} onChoose={takeIn} onRemove={(file) => void removeTaken(component.id, file)} />
      </td>
    </tr>
  )
})
