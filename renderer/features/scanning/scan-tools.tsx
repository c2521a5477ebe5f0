import { TextInput } from '@mantine/core'
import { useId, useRef, type Ref } from 'react'
import { Secrecy } from '../../../electron/contract/intake.ts'
import { secrecyName } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import styles from './scanning.module.css'
import type { ScanFolderWatch } from './use-scan-folder.ts'

/** The question that comes before any scan. @param id where an error leads to @param onChoose says whether the answer stands */
export function SecrecyChoice({ id, secrecy, onChoose }: { id?: string; secrecy: Secrecy; onChoose(secrecy: Secrecy): Promise<boolean> }) {
  const box = useRef<HTMLFieldSetElement>(null)
  /** An arrow key took the focus to an answer that is not given then. */
  async function choose(value: Secrecy) {
    if (!(await onChoose(value))) box.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
  }
  return (
    <fieldset ref={box} className={styles.secrecy} id={id}>
      <legend className="visually-hidden">Độ mật của giấy tờ</legend>
      <span className="field-label" aria-hidden="true">
        Độ mật
      </span>
      {Secrecy.options.map((value) => (
        <label key={value} className="choice">
          <input type="radio" name="secrecy" checked={secrecy === value} onChange={() => void choose(value)} />
          {secrecyName[value]}
        </label>
      ))}
    </fieldset>
  )
}

/** How many pages to draw in, the scanner's key and the scan folder's. */
export function ScanTools({ pages, disabled, onScan, folder }: { pages: Ref<HTMLInputElement>; disabled: boolean; onScan(): void; folder: ScanFolderWatch }) {
  const pagesId = useId()
  return (
    <span className={styles.scanTools}>
      <label htmlFor={pagesId}>Số trang</label>
      <TextInput id={pagesId} ref={pages} defaultValue="1" inputMode="numeric" w={40} disabled={disabled} />
      <button type="button" className={styles.tool} disabled={disabled} onClick={onScan} aria-keyshortcuts="F8">
        Quét <kbd aria-hidden="true">F8</kbd>
      </button>
      <button type="button" className={styles.tool} disabled={disabled} onClick={folder.toggle} aria-keyshortcuts="Control+H" aria-pressed={folder.on}>
        Thư mục <kbd aria-hidden="true">Ctrl+H</kbd>
      </button>
    </span>
  )
}

/** What became of scans that left with the answer "secret": she may have given it by a slip of the hand. */
export function RemovedNews({ removed }: { removed: number }) {
  return (
    removed > 0 && (
      <p className={styles.folder} data-testid="removed-scans" aria-live="polite">
        <ToneText told={{ text: `Đã gỡ ${removed} tệp vì trả lời có độ mật: giấy không mật thì quét lại.`, tone: 'warning' }} />
      </p>
    )
  )
}

export function ScanFolderNews({ told }: Pick<ScanFolderWatch, 'told'>) {
  return (
    told && (
      <p className={styles.folder} data-testid="scan-folder" aria-live="polite">
        <ToneText told={told} />
      </p>
    )
  )
}
