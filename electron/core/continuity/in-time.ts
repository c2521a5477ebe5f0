/**
 * Whether work on another disk ends within some milliseconds; it goes on either way.
 * @param ending cuts the waiting short
 * @throws what the work throws within them
 */
export async function isInTime(work: Promise<unknown>, waitMs: number, ending?: AbortSignal): Promise<boolean> {
  let end: () => void = () => undefined
  const late = new Promise<false>((resolve) => {
    end = () => resolve(false)
  })
  const timer = setTimeout(end, waitMs)
  ending?.addEventListener('abort', end)
  if (ending?.aborted) end()
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
    ending?.removeEventListener('abort', end)
  }
}
