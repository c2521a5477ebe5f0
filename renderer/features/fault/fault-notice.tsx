import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { call } from '../../api/call.ts'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useIntake } from '../receive/intake-store.ts'
import { describeFailure } from './page-failure.ts'
import styles from './fault-notice.module.css'

/** A part of the page that may fail by itself: a sentence stands in its place, the log gets a line, and Enter loads the page anew. @param place its name in the log */
export function FaultBoundary({ place, children }: { place: string; children: ReactNode }) {
  return <ErrorBoundary fallback={(error) => <FaultNotice place={place} error={error} />}>{children}</ErrorBoundary>
}

const longestSaveMs = 3_000

/** Instead of a blank window. */
function FaultNotice({ place, error }: { place: string; error: unknown }) {
  const [reportId, setReportId] = useState<string>()
  const again = useRef<HTMLButtonElement>(null)
  const failure = describeFailure(place, error)
  const told = JSON.stringify(failure)
  useEffect(() => again.current?.focus(), [])
  useEffect(() => {
    void call('page.failed', JSON.parse(told)).then((result) => setReportId(result.ok ? result.value.reportId : result.error.kind))
  }, [told])

  return (
    <section className={styles.fault} aria-label="Lỗi màn hình" data-testid="page-fault">
      <Notice
        tone="danger"
        action={
          <Button ref={again} onClick={() => void reload()}>
            Tải lại&nbsp;<kbd aria-hidden="true">Enter</kbd>
          </Button>
        }
      >
        <strong>{failure.reason === 'part-missing' ? 'Không mở được màn hình này: thiếu một phần của ứng dụng.' : 'Màn hình này gặp lỗi ngoài dự kiến.'}</strong> Không mất dữ liệu: việc đã lưu vẫn
        còn, hồ sơ đang nhập được giữ thành bản nháp (trừ hồ sơ mật, không bao giờ được lưu). Bấm Enter để tải lại. Nếu vẫn lỗi, đóng rồi mở lại ứng dụng và báo quản trị viên
        {reportId === undefined ? '.' : ` mã lỗi ${reportId}.`}
      </Notice>
    </section>
  )
}

/** The session stays in main and the draft on disk: she is back at her intake without logging in. */
async function reload(): Promise<void> {
  // A core that hangs must not keep her on this page.
  await Promise.race([useIntake.getState().saveNow().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, longestSaveMs))])
  window.location.reload()
}
