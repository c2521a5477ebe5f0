import { Button, TextInput } from '@mantine/core'
import { useRef, useState, type KeyboardEvent } from 'react'
import { leastUploadBytesPerSecond } from '../../../electron/contract/queue.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatBytes } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { useUnsaved } from '../../ui/unsaved.ts'
import { useSession } from '../session/session-store.ts'
import { Fact, Facts } from './facts.tsx'
import { OutcomeNotice } from './outcome-notice.tsx'
import styles from './settings-page.module.css'

const kilobyte = 1_024

/** How much of the office's line this counter's scans may take. */
export function LinePanel({ bytesPerSecond }: { bytesPerSecond: number | undefined }) {
  const mayChange = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'settings.change'))
  return (
    <Facts title="Đường truyền">
      <Fact name="Tệp quét">Gửi sau hồ sơ; {tellBudget(bytesPerSecond)}</Fact>
      {mayChange && <Budget bytesPerSecond={bytesPerSecond} />}
    </Facts>
  )
}

function Budget({ bytesPerSecond }: { bytesPerSecond: number | undefined }) {
  const field = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const isDone = useUnsaved(box, 'Đường truyền')
  const [told, setTold] = useState<Told>()

  async function take() {
    const budget = readBudget(field.current?.value ?? '')
    if (budget === undefined) return setTold({ text: `Ghi số KB mỗi giây, từ ${leastUploadBytesPerSecond / kilobyte} trở lên (ví dụ 60); để trống nếu không giới hạn.`, tone: 'danger' })
    const result = await call('queue.set-budget', { bytesPerSecond: budget })
    if (!result.ok) return setTold({ text: explainError(result.error), tone: 'danger' })
    isDone()
    setTold({ text: `Đã lưu: ${tellBudget(budget ?? undefined)}.`, tone: 'good' })
  }

  return (
    <>
      <div ref={box} style={{ display: 'contents' }}>
        <TextInput
          ref={field}
          label="KB mỗi giây cho tệp quét, khi nhiều quầy chung một đường truyền (để trống: không giới hạn)"
          inputMode="numeric"
          maxLength={5}
          defaultValue={bytesPerSecond === undefined ? '' : Math.round(bytesPerSecond / kilobyte)}
          onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && void take()}
          autoComplete="off"
        />
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => void take()}>
            Dùng mức này (Enter)
          </Button>
        </div>
      </div>
      {told && <OutcomeNotice told={told} />}
    </>
  )
}

function tellBudget(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? 'không giới hạn' : `nhiều nhất ${formatBytes(bytesPerSecond)} mỗi giây`
}

/** @returns bytes a second, null for the whole line; undefined for what is no such number */
function readBudget(text: string): number | null | undefined {
  const digits = text.trim()
  if (digits === '') return null
  const bytesPerSecond = /^\d{1,5}$/.test(digits) ? Number(digits) * kilobyte : 0
  return bytesPerSecond < leastUploadBytesPerSecond ? undefined : bytesPerSecond
}
