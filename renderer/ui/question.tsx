import { Button } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { create } from 'zustand'
import styles from './question.module.css'

/** Asked before something is thrown away that nothing brings back. */
interface Question {
  text: string
  /** What Enter does: "Bỏ". */
  yes: string
  /** What Escape does: "Giữ lại". */
  no: string
}

const useQuestion = create<{ asked: (Question & { answer(isYes: boolean): void }) | undefined }>(() => ({ asked: undefined }))

/** Enter answers yes, Escape no. Another question in the way is answered with no. */
export function ask(question: Question): Promise<boolean> {
  useQuestion.getState().asked?.answer(false)
  return new Promise((resolve) => {
    const answer = (isYes: boolean): void => {
      useQuestion.setState({ asked: undefined })
      resolve(isYes)
    }
    useQuestion.setState({ asked: { ...question, answer } })
  })
}

/** Where questions are asked; the frame of the screens has one. */
export function QuestionPlace() {
  const asked = useQuestion((state) => state.asked)
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

  return (
    <dialog
      ref={dialog}
      className={styles.box}
      role="alertdialog"
      aria-labelledby="question-text"
      data-testid="question"
      // No key of the screen behind does anything meanwhile.
      onKeyDown={(event) => event.stopPropagation()}
      onCancel={(event) => {
        event.preventDefault()
        answer(false)
      }}
    >
      <p id="question-text" className={styles.text}>
        {text}
      </p>
      <div className={styles.answers}>
        <Button autoFocus onClick={() => answer(true)}>
          {yes}&nbsp;<kbd aria-hidden="true">Enter</kbd>
        </Button>
        <Button variant="default" onClick={() => answer(false)}>
          {no}&nbsp;<kbd aria-hidden="true">Esc</kbd>
        </Button>
      </div>
    </dialog>
  )
}
