import { randomUUID } from 'node:crypto'

/**
 * Makes the `reportBug` of a process: one line with an id, the method, the error's name and code and where it was thrown. The error's
 * message is left out, because messages quote data and a log must hold no personal data.
 * @param write a child's stderr is read by main, which keeps the log
 */
export function createBugReporter(processName: string, write: (line: string) => unknown = (line) => process.stderr.write(line)): (method: string, error: unknown) => string {
  return (method, error) => {
    const reportId = randomUUID().slice(0, 8)
    write(`bug ${reportId} in ${processName}, ${method}: ${describeWithoutMessage(error)}\n`)
    return reportId
  }
}

function describeWithoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = (error as { code?: unknown }).code
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, typeof code === 'string' || typeof code === 'number' ? String(code) : '', ...frames.slice(0, 8)].join(' ')
}
