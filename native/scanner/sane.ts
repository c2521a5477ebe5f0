import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ScanFailure } from '../../electron/contract/devices.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import { runProgram, type ProgramOutcome } from './run-program.ts'
import { scanAreaMm, scanDpi, type ScanSource } from './scan-source.ts'

/** Looking for network scanners takes seconds. */
const listTimeoutMs = 30_000
const optionsTimeoutMs = 20_000
const pageTimeoutMs = 90_000

/** scanimage ends with SANE's own status (SANE standard 1.06, §4.3.1) when a page fails. */
const status = { busy: 3, jammed: 6, noDocuments: 7, coverOpen: 8 }

/** Scanners through SANE's `scanimage`, a child process a job: a backend that hangs or crashes takes nothing with it. */
export function createSaneSource(): ScanSource {
  return {
    list: async () => {
      const outcome = await runProgram('scanimage', ['-f', '%d\t%v %m%n'], { timeoutMs: listTimeoutMs })
      if (outcome.missing) return err({ kind: 'scan-unsupported' })
      if (outcome.exitCode !== 0) return err(describeFailure(outcome, []))
      return ok(parseDeviceList(outcome.stdout))
    },

    scan: async ({ scannerId, folder, pages }) => {
      const options = await readOptions(scannerId)
      if (!options.ok) return options
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const prefix = `scan-${randomUUID().slice(0, 8)}-`
      const count = options.value.feeder ? pages : 1
      const args = ['-d', scannerId, '--format=jpeg', `--batch=${join(folder, `${prefix}%04d.jpg`)}`, `--batch-count=${count}`]
      const outcome = await runProgram('scanimage', [...args, ...options.value.args], { timeoutMs: pageTimeoutMs * count })
      const paths = readdirSync(folder)
        .filter((name) => name.startsWith(prefix) && name.endsWith('.jpg'))
        .sort()
        .map((name) => join(folder, name))
      // An empty feeder after the first page is the end of the pile, not a failure.
      const done = outcome.exitCode === 0 || outcome.exitCode === status.noDocuments
      return done && paths.length > 0 ? ok({ paths }) : err(describeFailure(outcome, paths))
    }
  }
}

function parseDeviceList(stdout: string): { id: string; name: string }[] {
  return stdout.split('\n').flatMap((line) => {
    const [id, name] = line.split('\t')
    return id && name !== undefined ? [{ id, name: name.trim() }] : []
  })
}

interface DeviceOptions {
  args: string[]
  feeder: boolean
}

/** Backends differ in which options they have and what they call them: ask, and pass only what is there. */
async function readOptions(scannerId: string): Promise<Result<DeviceOptions, ScanFailure>> {
  const outcome = await runProgram('scanimage', ['-d', scannerId, '-A'], { timeoutMs: optionsTimeoutMs })
  if (outcome.missing) return err({ kind: 'scan-unsupported' })
  if (outcome.exitCode !== 0) return err(describeFailure(outcome, []))
  const listed = (name: string): string | undefined => new RegExp(`^\\s+${name} (.*?)(?: \\[[^\\]]*\\])?\\s*$`, 'm').exec(outcome.stdout)?.[1]
  const choices = (name: string): string[] => (listed(name) ?? '').split('|').map((choice) => choice.trim())

  const color = choices('--mode').find((mode) => /colou?r/i.test(mode))
  const feeder = choices('--source').find((source) => /feeder|adf/i.test(source) && !/duplex|back/i.test(source))
  const args: string[] = []
  if (color) args.push('--mode', color)
  if (feeder) args.push('--source', feeder)
  if (listed('--resolution')) args.push('--resolution', String(chooseResolution(listed('--resolution') ?? '')))
  for (const [option, wantedMm] of [['-x', scanAreaMm.width], ['-y', scanAreaMm.height]] as const) {
    const max = /\.\.([\d.]+)mm/.exec(listed(option) ?? '')?.[1]
    if (max) args.push(option, String(Math.min(wantedMm, Number(max))))
  }
  return ok({ args, feeder: feeder !== undefined })
}

/** The lowest resolution offered that is enough; the option reads `75|150|200|300dpi` or `1..1200dpi (in steps of 1)`. */
function chooseResolution(listed: string): number {
  if (listed.includes('..')) return scanDpi
  const offered = (listed.match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b)
  return offered.find((dpi) => dpi >= scanDpi) ?? offered.at(-1) ?? scanDpi
}

function describeFailure(outcome: ProgramOutcome, paths: string[]): ScanFailure {
  if (outcome.missing) return { kind: 'scan-unsupported' }
  const detail = outcome.timedOut ? 'timed out' : (outcome.stderr.split('\n').find((line) => /^scanimage: /.test(line)) ?? '').replace(/^scanimage: /, '')
  switch (outcome.exitCode) {
    case status.busy:
      return { kind: 'scanner-busy' }
    case status.jammed:
    case status.noDocuments:
    case status.coverOpen:
      return { kind: 'scanner-feeder', detail, paths }
    default:
      if (/open of device .* failed: Device busy/.test(outcome.stderr)) return { kind: 'scanner-busy' }
      return /open of device|no SANE devices found/.test(outcome.stderr) ? { kind: 'scanner-absent' } : { kind: 'scanner-error', detail, paths }
  }
}
