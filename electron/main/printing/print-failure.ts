/** Why a form did not print. `reason` is a short technical word for the log and the report, never a path or a name. */
export interface PrintFailure {
  kind: 'print-failed'
  /** Where it stopped: showing the page, making the PDF, writing the file, or at the operating system's spooler. */
  stage: 'load' | 'render' | 'write' | 'spool'
  reason: string
}

/** @param cause an Error of Node or Electron: its code where it has one, since messages may quote paths */
export function printFailure(stage: PrintFailure['stage'], cause: unknown): PrintFailure {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return { kind: 'print-failed', stage, reason: code ?? (cause instanceof Error ? cause.name : String(cause)) }
}

/** Settles as `promise`, or rejects with an Error of code `reason` after `timeoutMs`. */
export async function within<T>(promise: Promise<T>, timeoutMs: number, reason: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(reason), { code: reason })), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
