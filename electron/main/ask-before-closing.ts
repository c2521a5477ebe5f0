import { dialog, powerMonitor, type BrowserWindow } from 'electron'
import type { WaitingHere } from '../contract/control.ts'
import { listWaiting } from './list-waiting.ts'

/** A core or a page that is dead or busy for longer keeps nobody at the counter: what core holds is in the journal. */
const patienceMs = 2_000
/** A log-off of Windows that another program stopped is over by then. */
const logOffMs = 20_000

/** What would stay on this PC (undefined of an invented office, whose things wait for nobody), and the form whose text would be lost (null where there is none). */
export interface AtClosing {
  waiting: Promise<WaitingHere | undefined>
  unsaved: Promise<string | null>
}

export interface ClosingOptions {
  /** The app is ending already: nobody is asked any more. */
  isEnding(): boolean
  /** Undefined where there is nothing to ask: no officer has logged in since the start. */
  look(): AtClosing | undefined
}

/** Closing the officer's window while something waits or is half typed says what, and closes when she says so. A system that shuts down is never held up. */
export function askBeforeClosing(window: BrowserWindow, { isEnding, look }: ClosingOptions): void {
  let mayClose = false
  let isAsking = false
  let loggingOffUntil = 0
  const letGo = (): void => void (mayClose = true)
  window.on('query-session-end', () => void (loggingOffUntil = Date.now() + logOffMs))
  window.on('session-end', letGo)
  powerMonitor.on('shutdown', letGo)
  const isLetGo = (): boolean => mayClose || Date.now() < loggingOffUntil

  window.on('close', (event) => {
    if (isLetGo() || isEnding()) return
    if (isAsking) return event.preventDefault()
    const found = look()
    if (!found) return
    event.preventDefault()
    isAsking = true
    void mayLeave(found)
      .then((leaves) => {
        if (!leaves || window.isDestroyed()) return
        mayClose = true
        window.close()
      })
      .finally(() => (isAsking = false))
  })

  async function mayLeave({ waiting, unsaved }: AtClosing): Promise<boolean> {
    const [found, title] = await Promise.all([soon(waiting), soon(unsaved)])
    const listed = found ? listWaiting(found) : ''
    const lost = title ?? ''
    if ((listed === '' && lost === '') || isLetGo() || window.isDestroyed()) return true
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Thoát Quầy Một Cửa',
      message: joinSentences(lost && `“${lost}” đang nhập dở, chưa lưu.`, listed && `Trên máy còn ${listed}.`),
      detail: joinSentences(
        lost && 'Thoát thì mất phần đang nhập dở này.',
        listed && 'Phần còn trên máy đã được lưu và không mất khi thoát, nhưng chỉ gửi tiếp lên Cổng khi mở lại ứng dụng và đăng nhập.'
      ),
      buttons: ['Ở lại', 'Thoát'],
      // Enter and Esc stay.
      defaultId: 0,
      cancelId: 0,
      noLink: true
    })
    return response === 1
  }
}

/** Undefined where it failed or took too long. */
function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  const silence = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs))
  return Promise.race([answer.catch(() => undefined), silence])
}

function joinSentences(...sentences: string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ')
}
