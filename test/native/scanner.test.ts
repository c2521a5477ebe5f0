import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { DevicesMethods } from '../../electron/contract/devices.ts'
import { createCaller, type Caller } from '../../electron/rpc/call.ts'
import { startProcess, type StartedProcess } from '../harness/processes.ts'
import { entryPaths } from '../harness/signing-processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-scan-'))
const started: StartedProcess[] = []

afterAll(async () => {
  for (const one of started) await one.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** A devices process that sees SANE's own test scanners, which behave as the given lines of their configuration say. */
function startDevices(name: string, config = '', env: NodeJS.ProcessEnv = {}): Caller<DevicesMethods> {
  const configFolder = join(folder, name)
  mkdirSync(configFolder, { recursive: true })
  writeFileSync(join(configFolder, 'dll.conf'), 'test\n')
  copyFileSync('/etc/sane.d/test.conf', join(configFolder, 'test.conf'))
  writeFileSync(join(configFolder, 'test.conf'), readFileSync('/etc/sane.d/test.conf', 'utf8') + config)
  const devices = startProcess(entryPaths.devices, { env: { SANE_CONFIG_DIR: configFolder, ...env } })
  started.push(devices)
  return createCaller<DevicesMethods>(devices.openLink('core'), 'devices')
}

test('lists the scanners', async () => {
  const devices = startDevices('list')
  const list = await devices.call('scanner.list', {})
  expect(list).toMatchObject({ ok: true })
  expect(list.ok && list.value.map((scanner) => scanner.id)).toEqual(['test:0', 'test:1'])
  expect(list.ok && list.value[0]?.name).toMatch(/Noname/)
})

test('scans pages from the feeder in colour at 200 dpi, in order', async () => {
  const devices = startDevices('pages')
  const into = join(folder, 'out-pages')
  const scan = await devices.call('scanner.scan', { scannerId: 'test:0', folder: into, pages: 3 }, { timeoutMs: 60_000 })
  if (!scan.ok) throw new Error(scan.error.kind)
  expect(scan.value.paths).toHaveLength(3)
  expect([...scan.value.paths].sort()).toEqual(scan.value.paths)
  for (const path of scan.value.paths) {
    expect(execFileSync('file', [path], { encoding: 'utf8' })).toMatch(/JPEG image data.*density 200x200.*components 3/)
  }
})

test('a feeder that holds fewer pages than asked gives those it has', async () => {
  const devices = startDevices('fewer')
  const scan = await devices.call('scanner.scan', { scannerId: 'test:0', folder: join(folder, 'out-fewer'), pages: 14 }, { timeoutMs: 60_000 })
  expect(scan.ok && scan.value.paths).toHaveLength(10)
})

test.each([
  ['SANE_STATUS_JAMMED', { kind: 'scanner-feeder', detail: 'sane_read: Document feeder jammed', paths: [] }],
  ['SANE_STATUS_NO_DOCS', { kind: 'scanner-feeder', detail: 'sane_read: Document feeder out of documents', paths: [] }],
  ['SANE_STATUS_COVER_OPEN', { kind: 'scanner-feeder', detail: 'sane_read: Scanner cover is open', paths: [] }],
  ['SANE_STATUS_DEVICE_BUSY', { kind: 'scanner-busy' }],
  ['SANE_STATUS_IO_ERROR', { kind: 'scanner-error', detail: 'sane_read: Error during device I/O', paths: [] }]
  // Seen to hang once in a full run, cause not found; tried again so that one hang does not hide the rest. A wrong word fails every time.
])('%s is told for what it is', { retry: 2, timeout: 20_000 }, async (status, error) => {
  const devices = startDevices(status, `\nread-status-code "${status}"\n`)
  expect(await devices.call('scanner.scan', { scannerId: 'test:0', folder: join(folder, `out-${status}`), pages: 1 })).toEqual({ ok: false, error })
})

test('a scanner that is not there is absent', async () => {
  const devices = startDevices('absent')
  expect(await devices.call('scanner.scan', { scannerId: 'test:7', folder: join(folder, 'out-absent'), pages: 1 })).toEqual({ ok: false, error: { kind: 'scanner-absent' } })
})

test('a machine without SANE says that scanning is not supported', async () => {
  const devices = startDevices('unsupported', '', { PATH: join(folder, 'empty') })
  expect(await devices.call('scanner.list', {})).toEqual({ ok: false, error: { kind: 'scan-unsupported' } })
})
