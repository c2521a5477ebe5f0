import { Button, TextInput } from '@mantine/core'
import type { KeyboardEvent, RefObject } from 'react'
import { call } from '../../api/call.ts'
import styles from './settings-page.module.css'

/** A folder, typed or chosen in the system's own window. What is chosen stands in the field: she takes it with Enter. */
export function FolderField({ field, label, folder, onEnter }: { field: RefObject<HTMLInputElement | null>; label: string; folder: string; onEnter(): void }) {
  async function choose() {
    const chosen = await call('setup.choose-folder', {})
    if (chosen.ok && chosen.value.folder !== null && field.current) field.current.value = chosen.value.folder
    field.current?.focus()
  }
  return (
    <div className={styles.folder}>
      <TextInput ref={field} label={label} defaultValue={folder} onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && onEnter()} autoComplete="off" spellCheck={false} />
      <Button variant="default" aria-label={`Chọn… ${label}`} onClick={() => void choose()}>
        Chọn…
      </Button>
    </div>
  )
}
