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
  /** How many lives there is time for. */
  most: number
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

/** The same counter with room on its disk. */
export interface Room {
  /** Opens its folder anew, sets an officer to work, does something and closes it. */
  work<T>(act: (core: CoreProcess) => Promise<T>): Promise<T>
  /** What its core wrote to stderr. */
  readLog(): string
  close(): Promise<void>
}

/** One process for all that is done in a room: what core knows of a folder goes when it closes, and to start a process for each look asks more than all the looks. One that failed is followed by a new one. */
export function openRoom(counter: Counter, office: TestOffice): Room {
  let core: CoreProcess | undefined
  let earlierLog = ''
  const close = async (): Promise<void> => {
    await core?.process.kill()
    earlierLog += core?.process.readStderr() ?? ''
    core = undefined
  }
  return {
    work: async (act) => {
      core ??= startCoreProcess()
      let isClosed = false
      try {
        await logIn(core.call, counter, office.officerId('reception'))
        const value = await act(core)
        isClosed = (await core.call('core.close', {})).ok
        return value
      } finally {
        if (!isClosed) await close()
      }
    },
    readLog: () => earlierLog + (core?.process.readStderr() ?? ''),
    close
  }
}

/** Every write of a life that makes `count` of them; where there is time for fewer, the first, the last and as many between as fit, evenly. */
export function sampleWrites(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index + 1)
  return Array.from({ length: most }, (_, index) => 1 + Math.round((index * (count - 1)) / (most - 1)))
}
