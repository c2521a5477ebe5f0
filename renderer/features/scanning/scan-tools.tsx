import { TextInput } from '@mantine/core'
import { useId, type Ref } from 'react'
import { Secrecy } from '../../../electron/contract/intake.ts'
import { secrecyName } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import styles from './scanning.module.css'
import type { ScanFolderWatch } from './use-scan-folder.ts'

/** The question that comes before any scan. @param id where an error leads to */
export function SecrecyChoice({ id, secrecy, onChoose }: { id?: string; secrecy: Secrecy; onChoose(secrecy: Secrecy): void }) {
  return (
    <fieldset className={styles.secrecy} id={id}>
      <legend className="visually-hidden">Độ mật của giấy tờ</legend>
      <span className="field-label" aria-hidden="true">
        Độ mật
      </span>
      {Secrecy.options.map((value) => (
        <label key={value} className="choice">
          <input type="radio" name="secrecy" checked={secrecy === value} onChange={() => onChoose(value)} />
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

export function ScanFolderNews({ told }: Pick<ScanFolderWatch, 'told'>) {
  return (
    told && (
      <p className={styles.folder} data-testid="scan-folder" aria-live="polite">
        <ToneText told={told} />
      </p>
    )
  )
}
