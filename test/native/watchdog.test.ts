import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const watchdogUrl = new URL('../../native/signer/watchdog.ts', import.meta.url)

function runBlocking(guardMs: number, blockMs: number): Promise<{ signal: NodeJS.Signals | null; stdout: string }> {
  // Atomics.wait blocks the main thread as a driver in a native call would.
  const script = `
    import { startWatchdog } from ${JSON.stringify(fileURLToPath(watchdogUrl))}
    const watchdog = startWatchdog()
    await new Promise((resolve) => setTimeout(resolve, 200))
    process.stdout.write('started ')
    watchdog.guard(${guardMs}, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${blockMs}))
    process.stdout.write('finished')`
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.on('exit', (_, signal) => resolve({ signal, stdout }))
  })
}

test('a call that hangs ends the process by SIGKILL soon after its deadline', async () => {
  const run = await runBlocking(300, 20_000)
  expect(run).toMatchObject({ signal: 'SIGKILL', stdout: 'started ' })
})

test('a call that is done in time is left alone, and the process can end', async () => {
  expect(await runBlocking(2_000, 100)).toMatchObject({ signal: null, stdout: 'started finished' })
})
