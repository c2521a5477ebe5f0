import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 150

/**
 * Waits until CUPS has a job for a printer that it did not have before. On Linux Chromium hands a job to GTK and calls
 * that success; GTK sends it to CUPS later, and a program that ends in between loses it (seen with CUPS 2.4).
 * @returns false when no job came in time; true at once where there is no `lpstat` to ask, or the system is another
 */
export async function watchSpooler(printer: string): Promise<{ hasNewJob: (timeoutMs: number) => Promise<boolean> }> {
  const before = process.platform === 'linux' ? await listJobs(printer) : undefined
  if (before === undefined) return { hasNewJob: () => Promise.resolve(true) }
  return {
    hasNewJob: async (timeoutMs) => {
      for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += POLL_MS) {
        const now = await listJobs(printer)
        if (now === undefined || [...now].some((job) => !before.has(job))) return true
        await delay(POLL_MS)
      }
      return false
    }
  }
}

/** Ids of a printer's jobs, done ones too; undefined without CUPS's own `lpstat`. */
function listJobs(printer: string): Promise<Set<string> | undefined> {
  return new Promise((resolve) => {
    execFile('lpstat', ['-W', 'all', '-o', printer], { timeout: 5_000 }, (failure, stdout) => {
      if (failure?.code === 'ENOENT') resolve(undefined)
      else resolve(new Set(stdout.split('\n').flatMap((line) => line.split(/\s+/, 1)).filter((id) => id !== '')))
    })
  })
}
