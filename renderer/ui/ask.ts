import { create } from 'zustand'

/** Asked before something is thrown away that nothing brings back. */
export interface Question {
  text: string
  /** "Bỏ". */
  yes: string
  /** What Enter and Escape do: "Giữ lại". */
  no: string
}

export const useQuestion = create<{ asked: (Question & { answer(isYes: boolean): void }) | undefined }>(() => ({ asked: undefined }))

/** Another question in the way is answered with no. */
export function ask(question: Question): Promise<boolean> {
  stopAsking()
  return new Promise((resolve) => {
    const answer = (isYes: boolean): void => {
      useQuestion.setState({ asked: undefined })
      resolve(isYes)
    }
    useQuestion.setState({ asked: { ...question, answer } })
  })
}

/** Whoever was asked has gone, and the next officer is not asked about a citizen of hers: that is a no. */
export function stopAsking(): void {
  useQuestion.getState().asked?.answer(false)
}
