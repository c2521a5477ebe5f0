import { Button } from '@mantine/core'
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import { stopAsking, useQuestion, type Question } from './ask.ts'
import styles from './question.module.css'
import { hotkeyOf } from './use-hotkeys.ts'

/** No scanner sends it, and nobody presses it while she types: a question may come in the middle of a word. */
const yesKey = 'Ctrl+Delete'

/** Where questions are asked; the frame of the screens has one. */
export function QuestionPlace() {
  const asked = useQuestion((state) => state.asked)
  useEffect(() => stopAsking, [])
  return asked ? <QuestionBox key={asked.text} {...asked} /> : null
}

function QuestionBox({ text, yes, no, answer }: Question & { answer(isYes: boolean): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const box = dialog.current
    box?.showModal()
    // Closed before it goes, so that the focus is where it was.
    return () => box?.close()
  }, [])

  function onKeyDown(event: KeyboardEvent) {
    // No key of the screen behind does anything meanwhile.
    event.stopPropagation()
    if (hotkeyOf(event) !== yesKey) return
    event.preventDefault()
    if (!event.repeat) answer(true)
  }

  return (
    <dialog
      ref={dialog}
      className={styles.box}
      role="alertdialog"
      aria-labelledby="question-text"
      data-testid="question"
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        answer(false)
      }}
    >
      <p id="question-text" className={styles.text}>
        {text}
      </p>
      <div className={styles.answers}>
        <Button autoFocus aria-keyshortcuts="Escape" onClick={() => answer(false)}>
          {no}&nbsp;<kbd aria-hidden="true">Enter</kbd>&nbsp;<kbd aria-hidden="true">Esc</kbd>
        </Button>
        <Button variant="default" aria-keyshortcuts="Control+Delete" onClick={() => answer(true)}>
          {yes}&nbsp;<kbd aria-hidden="true">{yesKey}</kbd>
        </Button>
      </div>
    </dialog>
  )
}
