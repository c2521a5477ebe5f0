import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, FuseState, getCurrentFuseWire } from '@electron/fuses'
import { createSoftToken } from '../native/softhsm.ts'
import { buildApp } from '../../build/bundle.ts'
import { canSandbox, projectRoot, startXvfb } from '../../build/launch.ts'
import { packageInto } from '../../build/package-app.ts'

/** As electron/main/smoke.ts and core's training office have them. */
const smokeToken = { label: 'QMC-SMOKE', pin: '13572468', commonName: 'Nguyễn Thị Tập Huấn', organisation: 'Ủy ban nhân dân xã Tập Huấn' }
const timeoutMs = 150_000

/**
 * Packages the app as a release is (a folder, on whatever Electron is here), looks at its doors, and runs it once under Xvfb with `--smoke` on a token made for it: core, press, signer, a
 * dossier, a signature, exit code. Then once without a token, when the step that fails must be named.
 */
async function smokePackage(): Promise<{ passed: number; failed: number }> {
  const output = join(projectRoot, 'out', 'test', 'package')
  const work = mkdtempSync(join(tmpdir(), 'qmc-package-'))
  const display = await startXvfb('1366x768', true)
  let passed = 0
  let failed = 0
  const expect = (what: string, isTrue: boolean): void => {
    console.log(`${isTrue ? '  ✓' : '  ✗'} package: ${what}`)
    if (isTrue) passed += 1
    else failed += 1
  }
  try {
    expect('made', await packageInto(output, ['dir'], true))
    const folder = join(output, 'linux-unpacked')
    const executable = join(folder, 'quay-mot-cua')
    expect('no door of the tests is left in it', findDoors(folder).length === 0)
    const fuses = await getCurrentFuseWire(executable)
    const closed = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments]
    const burnt = [FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.EnableEmbeddedAsarIntegrityValidation]
    expect('fuses', closed.every((fuse) => fuses[fuse] === FuseState.DISABLE) && burnt.every((fuse) => fuses[fuse] === FuseState.ENABLE))
    const token = createSoftToken({ ...smokeToken, dir: join(work, 'token') })
    const whole = await runOnce(executable, { ...token.env })
    console.log(`    ${whole.told}`)
    expect('runs whole', whole.code === 0 && whole.told.includes('"smoke":"passed"'))
    const without = await runOnce(executable, { SOFTHSM2_CONF: join(work, 'none.conf'), QMC_PKCS11_MODULES: join(work, 'none.so') })
    expect('names the step that fails', without.code === 1 && without.told.includes('"step":"sign"') && without.told.includes('module-missing'))
    const left = readdirSync(tmpdir()).filter((name) => leftBy(name, [whole.pid, without.pid])).map((name) => join(tmpdir(), name))
    // Chromium writes its caches once more while it ends.
    expect('leaves nothing of the office behind', left.every((path) => readdirSync(path).every((name) => name === 'chromium')))
    for (const path of left) rmSync(path, { recursive: true, force: true })
  } finally {
    await display.stop()
    rmSync(work, { recursive: true, force: true })
    // What the other commands run is not a release.
    await buildApp()
  }
  return { passed, failed }
}

/** `npm test -- package` reads what this writes: `{passed, failed}`. */
const [report] = process.argv.slice(2)
const tally = await smokePackage()
if (report !== undefined) writeFileSync(report, JSON.stringify(tally))
process.exitCode = tally.failed === 0 ? 0 : 1

/** Places of the bundles where the environment could still end a process: a release has none. */
function findDoors(folder: string): string[] {
  const archive = readFileSync(join(folder, 'resources', 'app.asar')).toString('latin1')
  return ['QMC_FAULT_POINT'].filter((door) => archive.includes(door))
}

function leftBy(name: string, pids: (number | undefined)[]): boolean {
  return pids.some((pid) => pid !== undefined && name.startsWith(`qmc-smoke-${pid}-`))
}

function runOnce(executable: string, env: Record<string, string>): Promise<{ code: number | null; told: string; pid: number | undefined }> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...(canSandbox() ? [] : ['--no-sandbox']), '--smoke'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')))
    // Its own group, so that no child of it is left either.
    const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), timeoutMs)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, told: told.trim(), pid: child.pid })
    })
  })
}
