import type { WebContents } from 'electron'
import { err, ok, type Result } from '../../domain/result.ts'
import { watchSpooler } from './cups-jobs.ts'
import type { PrintJob } from './print-html.ts'
import { type PrintFailure, printFailure, within } from './print-failure.ts'

const SPOOL_TIMEOUT_MS = 60_000
const QUEUE_TIMEOUT_MS = 10_000
/** Electron wants microns when a size must not depend on what the driver calls it. */
const PAPER_MICRONS = { A5: { width: 148_000, height: 210_000 }, A4: { width: 210_000, height: 297_000 } } as const

/**
 * Prints what a window shows without a dialogue. Answers only when the operating system's spooler has taken the job, or refused it; device and page size are always given, since the defaults
 * of a driver are rarely A5.
 */
export async function spoolPage(contents: WebContents, job: PrintJob & { deviceName: string }): Promise<Result<{ printer: string }, PrintFailure>> {
  try {
    const spooler = await watchSpooler(job.deviceName)
    const failure = await within(spool(contents, job), SPOOL_TIMEOUT_MS, 'spooler-timeout')
    if (failure !== undefined) return err({ kind: 'print-failed', stage: 'spool', reason: failure })
    if (!(await spooler.hasNewJob(QUEUE_TIMEOUT_MS))) return err({ kind: 'print-failed', stage: 'spool', reason: 'job-not-queued' })
    return ok({ printer: job.deviceName })
  } catch (cause) {
    return err(printFailure('spool', cause))
  }
}

/** Undefined when the spooler took the job, otherwise its reason. Chromium adds no margins: the form's own @page has them. */
function spool(contents: WebContents, job: PrintJob & { deviceName: string }): Promise<string | undefined> {
  return new Promise((resolve) => {
    contents.print(
      {
        silent: true,
        deviceName: job.deviceName,
        pageSize: PAPER_MICRONS[job.paper],
        landscape: job.landscape === true,
        printBackground: true,
        margins: { marginType: 'none' },
        copies: 1
      },
      (success, reason) => resolve(success ? undefined : reason || 'refused')
    )
  })
}
