import { useRef } from 'react'
import type { DraftFile } from '../../../electron/contract/intake.ts'
import { formatBytes } from '../../i18n/format.ts'
import { ask } from '../../ui/ask.ts'
import styles from './scanning.module.css'
import { SeeFile } from './see-file.tsx'

const accepted = '.pdf,.jpg,.jpeg,.png,.tif,.tiff'

/** The files taken in for a paper, each of which can be looked at and removed, and the button for more. */
export function TakenFiles(props: { paper: { id: string; name: string }; files: readonly DraftFile[]; disabled: boolean; onChoose(files: File[]): void; onRemove(file: DraftFile): void }) {
  const { paper, files, disabled, onChoose, onRemove } = props
  const picker = useRef<HTMLInputElement>(null)
  const importButton = useRef<HTMLButtonElement>(null)

  async function remove(file: DraftFile) {
    if (!(await askRemoveFile(file))) return
    onRemove(file)
    importButton.current?.focus()
  }

  return (
    <>
      <ul className={styles.files}>
        {files.map((file) => (
          <li key={file.sha256} className={styles.file} data-testid="draft-file">
            <span className="clamp-1" title={`${file.name} (${formatBytes(file.sizeBytes)})`}>
              {file.name}
            </span>
            <SeeFile file={file} />
            <button type="button" className={styles.remove} aria-label={`Gỡ tệp ${file.name}`} onClick={() => void remove(file)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <button ref={importButton} type="button" className={styles.tool} disabled={disabled} aria-label={`Nhập tệp cho: ${paper.name}`} onClick={() => picker.current?.click()}>
        Nhập tệp…
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={accepted}
        tabIndex={-1}
        data-testid={`file-input-${paper.id}`}
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          onChoose(chosen)
        }}
      />
    </>
  )
}

/** A scan has no other copy. */
export function askRemoveFile({ name, pages }: DraftFile): Promise<boolean> {
  return ask({ text: `Gỡ tệp “${name}” (${pages} trang) khỏi hồ sơ? Bản quét phải quét lại.`, yes: 'Gỡ', no: 'Giữ lại' })
}
