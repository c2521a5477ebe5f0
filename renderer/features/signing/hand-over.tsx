import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call, importFiles } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import type { SigningItem } from './signing-queue.tsx'
import styles from './signing-page.module.css'

const mostDocuments = 100

/** Takes documents to another counter of the office on a stick, or takes in what came from one: for the days without a line. */
export function HandOver({ items }: { items: readonly SigningItem[] }) {
  const [told, setTold] = useState<Told>()
  const [isBusy, setBusy] = useState(false)
  const folder = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLElement>(null)
  const isDone = useUnsaved(box, 'Bàn giao qua USB')
  const last = useQuery('handover.last-folder', {}, [])
  const lastFolder = ('value' in last ? last.value?.folder : undefined) ?? ''
  const documents = items.filter(({ what, isHere }) => what === 'document' && isHere)
  useEffect(() => folder.current?.focus(), [])
  useHotkeys({ 'Ctrl+Enter': () => void give(), 'Ctrl+O': () => picker.current?.click() })

  async function give() {
    const path = folder.current?.value.trim() ?? ''
    if (isBusy) return
    if (documents.length === 0) return setTold({ text: 'Danh sách này không có văn bản nào để bàn giao.', tone: 'warning' })
    if (documents.length > mostDocuments) return setTold({ text: `Mỗi gói tối đa ${mostDocuments} văn bản. Đánh dấu (phím cách) những văn bản cần bàn giao.`, tone: 'warning' })
    if (path === '') return setTold({ text: 'Nhập thư mục trên USB, ví dụ E:\\ hoặc /media/usb.', tone: 'warning' })
    await run(async () => {
      const result = await call('handover.export', { ids: documents.map(({ key }) => key), folder: path })
      if (result.ok) isDone()
      return result.ok ? { text: `Đã xuất ${result.value.documents} văn bản, rút USB được: ${result.value.path}`, tone: 'good' } : { text: explainError(result.error), tone: 'danger' }
    })
  }

  async function take(files: File[]) {
    if (isBusy || files.length === 0) return
    await run(async () => {
      const result = await importFiles('handover.import', files.slice(0, 1), {})
      if (!result.ok) return { text: explainError(result.error), tone: 'danger' }
      const { counterNumber, documents: handed } = result.value
      const taken = handed.filter(({ outcome }) => outcome === 'taken').map(({ title }) => title)
      const known = handed.length - taken.length
      const parts = [taken.length > 0 ? `Đã nhận ${taken.length} văn bản từ quầy số ${counterNumber}: ${taken.join('; ')}` : `Gói từ quầy số ${counterNumber} không có gì mới`, ...(known > 0 ? [`${known} văn bản đã có trên máy`] : [])]
      return { text: `${parts.join('. ')}.`, tone: taken.length > 0 ? 'good' : 'neutral' }
    })
  }

  async function run(act: () => Promise<Told>) {
    setBusy(true)
    setTold({ text: 'Đang đọc, ghi gói bàn giao…', tone: 'busy' })
    setTold(await act())
    setBusy(false)
  }

  return (
    <section ref={box} className={styles.form} aria-label="Bàn giao qua USB" data-testid="hand-over">
      <TextInput
        ref={folder}
        className={styles.wide ?? ''}
        label={`Thư mục trên USB để xuất ${documents.length} văn bản ${documents.length < items.length ? 'có tệp trên máy' : 'trong danh sách hoặc đã đánh dấu'}`}
        key={lastFolder}
        defaultValue={lastFolder}
        autoComplete="off"
        spellCheck={false}
      />
      <div className={styles.actions}>
        <Button aria-keyshortcuts="Control+Enter" aria-disabled={isBusy} onClick={() => void give()}>
          Xuất gói&nbsp;<kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
        <Button variant="default" aria-keyshortcuts="Control+O" aria-disabled={isBusy} onClick={() => picker.current?.click()}>
          Nhận gói từ USB&nbsp;<kbd aria-hidden="true">Ctrl+O</kbd>
        </Button>
        <input ref={picker} type="file" accept=".qmcbg" hidden data-testid="hand-over-file" onChange={(event) => (void take([...(event.currentTarget.files ?? [])]), (event.currentTarget.value = ''))} />
        {told && <Notice tone={told.tone}>{told.text}</Notice>}
      </div>
    </section>
  )
}
