import { memo, useRef, useState, type DragEvent } from 'react'
import type { DraftFile } from '../../../electron/contract/intake.ts'
import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { formatBytes } from '../../i18n/format.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { askRemoveFile } from './discard-draft.ts'
import { importFiles } from './import-files.ts'
import { useIntake, type CountName } from './intake-store.ts'
import styles from './checklist.module.css'

const KIND: Record<ProcedureComponent['kind'], string> = { declaration: 'tờ khai', submit: 'nộp', present: 'xuất trình' }
const accepted = '.pdf,.jpg,.jpeg,.png,.tif,.tiff'

/** One paper: handed over or not, how many, and its files by button, by drop or by scanner. */
export const ChecklistRow = memo(function ChecklistRow(props: { component: ProcedureComponent; procedureCode: string; refused: boolean }) {
  const { component, procedureCode, refused } = props
  const row = useIntake((state) => state.components.find(({ id }) => id === component.id))
  const notice = useIntake((state) => state.fileNotices[component.id])
  const focused = useIntake((state) => state.focusedComponentId === component.id)
  const { changeComponent, focusComponent, removeFile, setFileNotice } = useIntake.getState()
  const picker = useRef<HTMLInputElement>(null)
  const importButton = useRef<HTMLButtonElement>(null)
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
  async function remove(file: DraftFile) {
    if (!(await askRemoveFile(file))) return
    removeFile(component.id, file.sha256)
    importButton.current?.focus()
  }
  function onDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    if (!noFiles) void importFiles(procedureCode, component.id, [...event.dataTransfer.files])
  }
  const count = (name: CountName, label: string) => (
    <td data-column={name}>
      <input
        className={styles.count}
        type="text"
        inputMode="numeric"
        aria-label={`${label}: ${component.name}`}
        defaultValue={row[name]}
        onInput={(event) => changeComponent(component.id, { [name]: Math.min(99, Number(event.currentTarget.value.replace(/\D/g, ''))) })}
        onBlur={(event) => (event.currentTarget.value = String(useIntake.getState().components.find(({ id }) => id === component.id)?.[name] ?? 0))}
        onFocus={(event) => event.currentTarget.select()}
      />
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
        <ul className={styles.files}>
          {row.files.map((file) => (
            <FileChip key={file.sha256} file={file} onRemove={() => void remove(file)} />
          ))}
        </ul>
        <button ref={importButton} type="button" className={styles.tool} disabled={noFiles} aria-label={`Nhập tệp cho: ${component.name}`} onClick={() => picker.current?.click()}>
          Nhập tệp…
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept={accepted}
          tabIndex={-1}
          data-testid={`file-input-${component.id}`}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])]
            event.currentTarget.value = ''
            void importFiles(procedureCode, component.id, files)
          }}
        />
      </td>
    </tr>
  )
})

function FileChip({ file, onRemove }: { file: DraftFile; onRemove: () => void }) {
  return (
    <li className={styles.file} data-testid="draft-file">
      <span className="clamp-1" title={`${file.name} (${formatBytes(file.sizeBytes)})`}>
        {file.name}
      </span>
      <span className={styles.fileFacts}>{file.pages} trang</span>
      <button type="button" className={styles.remove} aria-label={`Gỡ tệp ${file.name}`} onClick={onRemove}>
        ×
      </button>
    </li>
  )
}
