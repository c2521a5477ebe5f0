const closers = new Set<() => void>()

/** A file is shown over the screen. @returns to be called when it goes */
export function noteOpenFile(close: () => void): () => void {
  closers.add(close)
  return () => void closers.delete(close)
}

/** Takes away what is shown over the screen: a modal box would keep the focus from what comes next, and be in the way unseen on a screen that is hidden. */
export function closeOpenFile(): void {
  for (const close of [...closers]) close()
}
