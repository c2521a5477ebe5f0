import { randomUUID } from 'node:crypto'
import { describeWithoutMessage } from '../contract/error-line.ts'

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
