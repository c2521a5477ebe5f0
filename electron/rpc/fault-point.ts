/**
 * A named place where the crash tests end this very process, as a power cut or a vendor driver would: with SIGKILL, no handlers, no flush.
 * Inert unless the environment names the place; a release build defines QMC_RELEASE and drops it.
 */
export function faultPoint(name: string): void {
  if (process.env['QMC_FAULT_POINT'] === name) process.kill(process.pid, 'SIGKILL')
}
