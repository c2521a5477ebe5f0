/** What the page answers when it is asked which form holds text that is saved nowhere. */
export interface UnsavedForm {
  /** Its title, null where there is none. Never answered by a page that is gone: whoever asks waits no longer than it likes. */
  ask(): Promise<string | null>
  tell(title: string | null): void
}

/** @param send tells the page to answer */
export function createUnsavedForm(send: () => void): UnsavedForm {
  let answer: ((title: string | null) => void) | undefined
  return {
    ask: () =>
      new Promise((resolve) => {
        answer = resolve
        send()
      }),
    tell: (title) => answer?.(title)
  }
}
