import { setTimeout as sleep } from 'node:timers/promises'
import { logIn, type Counter } from '../../core/support/counter.ts'
import { startCoreProcess, type CoreProcess } from '../../core/support/core-process.ts'
import type { FullDisk } from '../../core/support/full-disk.ts'
import type { TestOffice } from '../../core/support/portal.ts'
import type { SigningDesk } from '../../core/support/signing-desk.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'

/** One part of core's work whose disk is filled from its first write that needs room, from its second, and so on. */
export interface Scene {
  disk: FullDisk
  /** At which writes, in order: all of them, or where a life makes hundreds, closer at first. */
  writes: readonly number[]
  /** A life in which the disk becomes full; answers what was refused otherwise than in words. */
  live(core: CoreProcess, write: number): Promise<string[]>
  /** With room again: what does not hold. A line of the checker begins with its word for the law. */
  check(write: number): Promise<string[]>
  /** What was told saved so far. */
  countTold(): number
  /** What processes wrote to stderr, by which leaks are found; those of `live` are the runner's. */
  readLog(): string
  /** After the last life: what does not hold when all has been sent. */
  end(): Promise<string[]>
  close(): Promise<void>
}

/** What all scenes stand on. */
export interface Ground {
  portal: TestPortal
  desk: SigningDesk
  /** A folder for this scene alone. */
  work: string
}

/** Opens the folder and sets an officer to work; false when it was refused, which must be in words. */
export async function beginWork(core: CoreProcess, counter: Counter, officerId: string, refused: string[]): Promise<boolean> {
  const opened = await core.call('core.open', { dataFolder: counter.dataFolder, key: counter.key.toString('base64'), mustExist: true })
  noteRefusal(refused, 'opening', opened)
  if (!opened.ok) return false
  const { loginKey } = opened.value.officers.find(({ id }) => id === officerId)!
  const begun = await core.call('core.begin-session', { officerId, loginPublicKey: loginKey.publicKey })
  noteRefusal(refused, 'the log-in', begun)
  return begun.ok
}

/** @param expected kinds of error that are words for it */
export function noteRefusal(refused: string[], what: string, answer: { ok: boolean; error?: { kind: string } }, expected: readonly string[] = ['disk-full']): void {
  if (!answer.ok && !expected.includes(answer.error?.kind ?? '')) refused.push(`${what} was answered ${answer.error?.kind}`)
}

/** Until it is done, or the disk is full and what was under way has had time to meet it. */
export async function waitUntilDoneOrFull(disk: FullDisk, isDone: () => Promise<boolean>, longestMs = 4_000): Promise<void> {
  const until = performance.now() + longestMs
  while (performance.now() < until && !(await isDone())) {
    if (disk.wasFull()) return void (await sleep(150))
    await sleep(20)
  }
}

/** The same counter with room on its disk and an officer at work; what it wrote to stderr goes to `keepLog`. */
export async function withRoom<T>(counter: Counter, office: TestOffice, keepLog: (text: string) => void, act: (core: CoreProcess) => Promise<T>): Promise<T> {
  const core = startCoreProcess()
  await logIn(core.call, counter, office.officerId('reception'))
  const value = await act(core)
  await core.call('core.close', {})
  await core.process.kill()
  keepLog(core.process.readStderr())
  return value
}

/** 1, 2, 3 and so on, by and by wider apart. */
export function spread(count: number, growth: number): number[] {
  const writes: number[] = []
  for (let at = 1; writes.length < count; at = Math.max(at + 1, Math.round(at * growth))) writes.push(at)
  return writes
}
