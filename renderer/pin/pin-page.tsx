import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { PinRequest, type PinReply } from '../../electron/contract/signer.ts'
import { Notice } from '../ui/notice.tsx'
import { beginAttempt, sendPin } from './attempt.ts'
import { longestPin, mayTry, tellPinLength, tellPinState } from './pin-words.ts'
import styles from './pin-page.module.css'

declare global {
  interface Window {
    /** Put there by the PIN window's own preload: a port to the signer and to nothing else. */
    readonly pin: { onRequest(listener: (request: unknown) => void): void; reply(reply: PinReply): void }
  }
}

/** Whose papers the PIN is for. It scrolls: the PIN and its buttons stay in view. */
function Subjects({ subjects }: Pick<PinRequest, 'subjects'>) {
  if (subjects.length === 0) return null
  return (
    <ul className={styles.subjects} tabIndex={0} aria-label="Tệp sẽ ký" data-testid="pin-subjects">
      {subjects.map(({ title, names }, index) => (
        <li key={index}>
          {title !== '' && <strong>{title}</strong>}
          {names.map((name, at) => (
            <span key={at} className={styles.file}>
              {name}
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** One question, one attempt. The PIN lives in its input until it is sent, and nowhere else in this page. */
export function PinPage() {
  const [request, setRequest] = useState<PinRequest>()
  const [sent, setSent] = useState(false)
  const [problem, setProblem] = useState<string>()
  const pin = useRef<HTMLInputElement>(null)
  const sure = useRef<HTMLInputElement>(null)

  useEffect(() => {
    window.pin.onRequest((message) => {
      const parsed = PinRequest.safeParse(message)
      if (!parsed.success) return
      beginAttempt()
      setRequest(parsed.data)
      setSent(false)
      setProblem(undefined)
    })
  }, [])
  useEffect(() => pin.current?.focus(), [request])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') window.pin.reply({ type: 'cancelled' })
      // A key held down is one answer: the second would be her yes to what the first was asked.
      if (event.key === 'Enter' && event.repeat) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (request === undefined || sent || !mayTry(request.pin)) return
    const typed = pin.current?.value ?? ''
    if (typed === '') {
      pin.current?.focus()
      return setProblem('Nhập mã PIN.')
    }
    if (request.pin === 'final-try' && sure.current?.checked !== true) {
      sure.current?.focus()
      return setProblem('Đánh dấu xác nhận trước khi dùng lần nhập cuối.')
    }
    const misfit = tellPinLength(typed.length, request.pinLength)
    if (misfit !== undefined && problem !== misfit) return setProblem(misfit)
    setSent(true)
    setProblem(undefined)
    sendPin(typed)
    if (pin.current) pin.current.value = ''
  }

  if (request === undefined) return <main className={styles.page}><p>Đang chờ thiết bị ký số…</p></main>
  const warning = tellPinState(request.pin)
  const possible = mayTry(request.pin)
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <h1 className={styles.title}>Ký số {request.documents} tệp</h1>
        <dl className={styles.facts}>
          <dt>Người ký</dt>
          <dd title={request.signerName}>{request.signerName}</dd>
          <dt>Thiết bị</dt>
          <dd title={`${request.tokenLabel} · ${request.tokenSerial}`}>{request.tokenLabel} · {request.tokenSerial}</dd>
        </dl>
        <Subjects subjects={request.subjects} />
        {warning && <Notice tone={warning.tone}>{warning.text}</Notice>}
        {possible && (
          <label className={styles.label}>
            Mã PIN
            <input
              ref={pin}
              className={styles.pin}
              type="password"
              maxLength={longestPin}
              autoComplete="off"
              disabled={sent}
              aria-invalid={problem !== undefined}
              aria-describedby="pin-problem"
              onInput={() => setProblem(undefined)}
            />
          </label>
        )}
        {request.pin === 'final-try' && (
          <label className={styles.sure}>
            <input ref={sure} type="checkbox" onChange={() => setProblem(undefined)} /> Tôi chắc chắn mã PIN và chấp nhận thiết bị bị khóa nếu sai
          </label>
        )}
        <p id="pin-problem" className={styles.problem} role="alert">
          {problem}
        </p>
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => window.pin.reply({ type: 'cancelled' })}>
            {possible ? 'Hủy' : 'Đóng'}&nbsp;<kbd aria-hidden="true">Esc</kbd>
          </Button>
          {possible && (
            <Button type="submit" aria-disabled={sent}>
              {sent ? 'Đang ký…' : 'Ký'}&nbsp;<kbd aria-hidden="true">Enter</kbd>
            </Button>
          )}
        </div>
      </form>
    </main>
  )
}
