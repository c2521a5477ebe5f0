import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { useUnsaved } from '../../ui/unsaved.ts'
import { useSession } from '../session/session-store.ts'
import { Fact, Facts } from './facts.tsx'
import { FolderField } from './folder-field.tsx'
import { OutcomeNotice } from './outcome-notice.tsx'
import styles from './settings-page.module.css'

/** Where the office's scanner writes its files, for PCs whose scanner has no driver here. */
export function ScanFolderPanel() {
  const query = useQuery('scans.get', {}, [])
  const current = 'value' in query ? query.value : undefined
  const mayChange = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'settings.change'))
  return (
    <Facts title="Thư mục quét">
      <Fact name="Thư mục">{current?.folder ?? 'Chưa chọn'}</Fact>
      {mayChange && current && <ScanFolder folder={current.folder} onChanged={query.refetch} />}
    </Facts>
  )
}

/** Stays as it is when the folder was taken: so does the focus. */
function ScanFolder({ folder, onChanged }: { folder: string | null; onChanged: () => void }) {
  const field = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const isDone = useUnsaved(box, 'Thư mục quét')
  const [told, setTold] = useState<Told>()

  async function take() {
    const result = await call('scans.set', { folder: field.current?.value.trim() || null })
    if (!result.ok) return setTold({ text: explainError(result.error), tone: 'danger' })
    isDone()
    setTold({ text: result.value.folder === null ? 'Đã thôi dùng thư mục quét.' : 'Đã lưu thư mục quét.', tone: 'good' })
    onChanged()
  }

  return (
    <>
      <div ref={box} style={{ display: 'contents' }}>
        <FolderField field={field} label="Nơi máy quét lưu tệp (Ctrl+H khi tiếp nhận hoặc thêm bản quét lấy tệp mới từ đây)" folder={folder ?? ''} onEnter={() => void take()} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => void take()}>
            Dùng thư mục này (Enter)
          </Button>
        </div>
      </div>
      {told && <OutcomeNotice told={told} />}
    </>
  )
}
