import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'
import { useSession } from '../session/session-store.ts'
import { Fact, Facts } from './facts.tsx'
import styles from './settings-page.module.css'

/** Where the office's scanner writes its files, for PCs whose scanner has no driver here. */
export function ScanFolderPanel() {
  const [asked, setAsked] = useState(0)
  return <Panel key={asked} onChanged={() => setAsked(asked + 1)} />
}

function Panel({ onChanged }: { onChanged: () => void }) {
  const current = useQuery('scans.get', {}, [])
  const folder = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useUnsaved(box, 'Thư mục quét')
  const [told, setTold] = useState<Told>()
  const mayChange = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'settings.change'))
  const now = 'value' in current ? current.value?.folder : undefined

  async function take() {
    const result = await call('scans.set', { folder: folder.current?.value.trim() || null })
    if (result.ok) onChanged()
    else setTold({ text: explainError(result.error), tone: 'danger' })
  }

  return (
    <Facts title="Thư mục quét">
      <Fact name="Thư mục">{now ?? 'Chưa chọn'}</Fact>
      {mayChange && (
        <div ref={box} style={{ display: 'contents' }}>
          <TextInput ref={folder} label="Nơi máy quét lưu tệp (Ctrl+H ở màn hình tiếp nhận lấy tệp mới từ đây)" key={now} defaultValue={now ?? ''} autoComplete="off" spellCheck={false} />
          <div className={styles.buttons}>
            <Button variant="default" onClick={() => void take()}>
              Dùng thư mục này
            </Button>
          </div>
        </div>
      )}
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
    </Facts>
  )
}
