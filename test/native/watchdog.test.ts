import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const watchdogUrl = new URL('../../electron/rpc/watchdog.ts', import.meta.url)

/** Blocks as a driver in a native call would. */
const block = (ms: number): string => `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`

function runBlocking(guardMs: number, blockMs: number): Promise<Ended> {
  return run(`watchdog.guard(${guardMs}, () => ${block(blockMs)})`)
}

interface Ended {
  signal: NodeJS.Signals | null
  stdout: string
}

function run(work: string): Promise<Ended> {
  const script = `
    import { startWatchdog } from ${JSON.stringify(fileURLToPath(watchdogUrl))}
    const watchdog = startWatchdog()
    await new Promise((resolve) => setTimeout(resolve, 200))
    process.stdout.write('started ')
    ${work}
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

test('work that blocks one turn for too long ends the process, also beside other work that does not', async () => {
  const ended = await run(`const rest = () => new Promise((resolve) => setTimeout(resolve, 60_000))
    void watchdog.watch(300, rest)
    await watchdog.watch(300, async () => ${block(20_000)})`)
  expect(ended).toMatchObject({ signal: 'SIGKILL', stdout: 'started ' })
})

test('work of many turns may take longer, what comes after it is not watched, and the process can end', async () => {
  const ended = await run(`await watchdog.watch(600, async () => { for (let turn = 0; turn < 30; turn++) { ${block(40)}; await new Promise((resolve) => setTimeout(resolve, 1)) } })
    ${block(1_500)}`)
  expect(ended).toMatchObject({ signal: null, stdout: 'started finished' })
})
