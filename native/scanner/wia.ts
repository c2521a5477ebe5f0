import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import * as z from '../../electron/domain/schema.ts'
import type { ScanFailure } from '../../electron/contract/devices.ts'
import { err, ok } from '../../electron/domain/result.ts'
import { runProgram, type ProgramOutcome } from './run-program.ts'
import { scanDpi, type ScanSource } from './scan-source.ts'

/**
 * Scanners on Windows through WIA 2.0's automation objects, driven by PowerShell. Written from Microsoft's documentation of WIA properties and error codes; NOT tried on
 * a Windows machine yet.
 */
export function createWiaSource(): ScanSource {
  return {
    list: async () => {
      const outcome = await runScript(listScript, {}, 30_000)
      if (outcome.missing) return err({ kind: 'scan-unsupported' })
      const found = DeviceList.safeParse(parseJson(outcome.stdout))
      return outcome.exitCode === 0 && found.success ? ok(found.data) : err(describeFailure(outcome, []))
    },

    scan: async ({ scannerId, folder, pages }) => {
      mkdirSync(folder, { recursive: true })
      const values = { QMC_SCANNER: scannerId, QMC_FOLDER: folder, QMC_PREFIX: `scan-${randomUUID().slice(0, 8)}-`, QMC_PAGES: String(pages), QMC_DPI: String(scanDpi) }
      const outcome = await runScript(scanScript, values, 90_000 * pages)
      const paths = outcome.stdout.split(/\r?\n/).filter((line) => line.endsWith('.jpg'))
      return outcome.exitCode === 0 && paths.length > 0 ? ok({ paths }) : err(describeFailure(outcome, paths))
    }
  }
}

const DeviceList = z.array(z.object({ id: z.string(), name: z.string() }))

/** Values travel by environment, never inside the script's text, so that no name of a device or folder can become code. An empty line ends what stands in braces, as at a prompt. */
function runScript(script: string, values: Record<string, string>, timeoutMs: number): Promise<ProgramOutcome> {
  return runProgram('powershell.exe', ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', '-'], { timeoutMs, env: values, input: `${script}\n\n` })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Type 1 is a scanner; property 7 is its name (WIA_DIP_DEV_NAME). ConvertTo-Json drops the brackets of a single element, hence the comma. */
const listScript = `
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$found = @()
foreach ($info in (New-Object -ComObject WIA.DeviceManager).DeviceInfos) {
  if ($info.Type -eq 1) { $found += @{ id = $info.DeviceID; name = [string]$info.Properties.Item('7').Value } }
}
ConvertTo-Json -Compress -InputObject @($found)
`

/**
 * 3088 document handling select (1 feeder, 2 flatbed), 3086 its capabilities, 6146 intent (1 colour), 6147 and 6148 resolution. The format is JPEG's class id. An empty
 * feeder (0x80210003) after the first page is the end of the pile. The exit code says which WIA error it was.
 */
const scanScript = `
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$ErrorActionPreference = 'Stop'
$done = 0
try {
  $info = (New-Object -ComObject WIA.DeviceManager).DeviceInfos | Where-Object { $_.DeviceID -eq $env:QMC_SCANNER }
  if ($null -eq $info) { exit 21 }
  $device = $info.Connect()
  $feeder = $false
  try { $feeder = ($device.Properties.Item('3086').Value -band 1) -eq 1 } catch { }
  if ($feeder) { $device.Properties.Item('3088').Value = 1 }
  $count = if ($feeder) { [int]$env:QMC_PAGES } else { 1 }
  $item = $device.Items.Item(1)
  $item.Properties.Item('6146').Value = 1
  $item.Properties.Item('6147').Value = [int]$env:QMC_DPI
  $item.Properties.Item('6148').Value = [int]$env:QMC_DPI
  while ($done -lt $count) {
    $image = $item.Transfer('{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}')
    $path = Join-Path $env:QMC_FOLDER ('{0}{1:d4}.jpg' -f $env:QMC_PREFIX, ($done + 1))
    $image.SaveFile($path)
    $done += 1
    Write-Output $path
  }
} catch {
  $result = $_.Exception.GetBaseException().HResult
  $code = $result -band 0xFFFF
  if (($result -band 0xFFFF0000) -ne 0x80210000) { exit 1 }
  if ($code -eq 3 -and $done -gt 0) { exit 0 }
  exit $code
}
`

/** WIA's error numbers (low word of 0x8021xxxx) as exit codes: 2 jam, 3 empty, 4 problem, 5 offline, 6 busy, 21 no device. */
function describeFailure(outcome: ProgramOutcome, paths: string[]): ScanFailure {
  const detail = outcome.timedOut ? 'timed out' : `WIA ${outcome.exitCode ?? 'ended'}`
  switch (outcome.exitCode) {
    case 2:
    case 3:
    case 4:
      return { kind: 'scanner-feeder', detail, paths }
    case 5:
    case 21:
      return { kind: 'scanner-absent' }
    case 6:
      return { kind: 'scanner-busy' }
    default:
      return outcome.missing ? { kind: 'scan-unsupported' } : { kind: 'scanner-error', detail, paths }
  }
}
