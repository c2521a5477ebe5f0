import { dialog, powerMonitor, type BrowserWindow } from 'electron'
import type { WaitingHere } from '../contract/control.ts'

/** A core that is dead or busy for longer keeps nobody at the counter: what it holds is in the journal. */
const patienceMs = 2_000

export interface ClosingOptions {
  /** The app is ending already: nobody is asked any more. */
  isEnding(): boolean
  /** Undefined where there is nothing to ask: no officer has logged in since the start, or the office is invented. */
  findWaiting(): Promise<WaitingHere> | undefined
}

/** Closing the officer's window while something waits says what, and closes when she says so. A system that shuts down is never held up. */
export function askBeforeClosing(window: BrowserWindow, { isEnding, findWaiting }: ClosingOptions): void {
  let mayClose = false
  let isAsking = false
  const letGo = (): void => void (mayClose = true)
  window.on('query-session-end', letGo)
  window.on('session-end', letGo)
  powerMonitor.on('shutdown', letGo)

  window.on('close', (event) => {
    if (mayClose || isEnding()) return
    const waiting = findWaiting()
    if (!waiting) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void mayLeave(waiting)
      .then((leaves) => {
        if (!leaves || window.isDestroyed()) return
        mayClose = true
        window.close()
      })
      .finally(() => (isAsking = false))
  })

  async function mayLeave(waiting: Promise<WaitingHere>): Promise<boolean> {
    const silence = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs))
    const found = await Promise.race([waiting.catch(() => undefined), silence])
    const listed = found && listWaiting(found)
    if (!listed || mayClose || window.isDestroyed()) return true
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Thoát Quầy Một Cửa',
      message: `Trên máy còn ${listed}.`,
      detail: 'Mọi thứ đã được lưu trên máy này và không mất khi thoát, nhưng chỉ gửi tiếp lên Cổng khi mở lại ứng dụng và đăng nhập.',
      buttons: ['Ở lại', 'Thoát'],
      // Enter and Esc stay.
      defaultId: 0,
      cancelId: 0,
      noLink: true
    })
    return response === 1
  }
}

/** `3 hồ sơ chờ gửi, 2 tệp chờ ký, 1 bản nháp`; empty when nothing waits. */
function listWaiting({ queue, drafts }: WaitingHere): string {
  const { dossiersWaiting, documentsWaiting, entriesWaiting, filesWaiting, filesUnsigned } = queue
  const rows: [number, string][] = [
    [dossiersWaiting, 'hồ sơ chờ gửi'],
    [documentsWaiting, 'văn bản chờ gửi'],
    [dossiersWaiting + documentsWaiting > 0 ? 0 : entriesWaiting, 'mục chờ gửi'],
    [filesWaiting, 'tệp chờ gửi'],
    [filesUnsigned, 'tệp chờ ký'],
    [drafts, 'bản nháp']
  ]
  return rows.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`).join(', ')
}
