import type { PageFailure } from '../contract/page-failure.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { writeLog } from './log.ts'

const reportBug = createBugReporter('page', writeLog)

/** Writes what the page told of itself as any other bug is written. @returns the report's id */
export function reportPageFailure({ place, reason, errorName, frames }: PageFailure): string {
  const error = new Error(reason)
  error.name = `${reason} ${errorName}`
  error.stack = frames.map((frame) => `    at ${frame}`).join('\n')
  return reportBug(place, error)
}
