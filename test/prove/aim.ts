import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultProxy } from '../portal/fault-proxy.ts'
import type { Random } from './random.ts'

/** What a core is at when it is killed. */
export const works = ['intake', 'sync', 'pull', 'upload', 'restart'] as const
export type Work = (typeof works)[number]

/** How the kills are shared out, of a hundred: a life that waits for a pull or a piece of a file lasts four times as long as another, though most of it is waiting. */
const shares: Record<Work, number> = { intake: 27, sync: 24, pull: 14, upload: 14, restart: 21 }
/** Named places of the code at which a core ends itself. */
const points: Partial<Record<Work, readonly string[]>> = { intake: ['core-after-commit'], sync: ['core-before-push', 'core-after-push'], upload: ['core-mid-file'] }
const requests = { sync: 'POST /v1/entries', pull: 'GET /v1/changes', upload: '/v1/files' } as const
/** After the moment began: the portal answers within some milliseconds, and core then writes what it was told. */
const longestAfterMs = { intake: 12, sync: 40, pull: 40, upload: 150 } as const
/** How long a core is left alive for a moment that does not come; on a slow machine as long as it takes to open. What comes last is waited for longer. */
const patienceMs = 500
const morePatience = 4
/** A core that does not open is killed too, and what that hides the next life shows. */
const hungMs = 10_000
const looksEveryMs = 3

/** What a life is to be ended at: a moment seen from outside, or a place of the code that ends it from inside. */
export interface Aim {
  work: Work
  point?: string
}

export function pickAim(random: Random): Aim {
  let dice = random.below(100)
  const work = works.find((one) => (dice -= shares[one]) < 0) ?? 'restart'
  const places = points[work]
  return places && random.next() < 0.4 ? { work, point: random.pick(places) } : { work }
}

export function needsLine({ work }: Aim): boolean {
  return work === 'sync' || work === 'pull' || work === 'upload'
}

/** How an officer's acts follow each other: rows go before changes and files, so that a busy officer would let neither come. */
export function restOf({ work }: Aim): { chance: number; longestMs: number } {
  return isLeisurely(work) ? { chance: 1, longestMs: 600 } : { chance: 0.7, longestMs: 30 }
}

function isLeisurely(work: Work): boolean {
  return work === 'pull' || work === 'upload'
}

/** A life as it is seen from outside. */
export interface Watched {
  line: FaultProxy
  core: { process: { child: { pid?: number | undefined } } }
  /** Resolves when an officer can work; and when the process is gone. */
  opened: Promise<void>
  exited: Promise<unknown>
  /** How long opening took the last time. */
  openingMs: number
  isOpen(): boolean
  /** Whether a call of the officer is not answered yet; and the next of them. */
  isAsked(): boolean
  nextAsked(): Promise<void>
}

/** Waits for the aim's moment. False when it did not come: then the life is over all the same. */
export async function waitForMoment({ work, point }: Aim, life: Watched, random: Random): Promise<boolean> {
  if (work === 'restart') return waitForRestart(life, random)
  const over = Promise.race([life.opened.then(() => sleep(Math.max(patienceMs, life.openingMs) * (isLeisurely(work) ? morePatience : 1))), life.exited, sleep(hungMs)]).then(() => false)
  if (point !== undefined) return over
  const began = work === 'intake' ? life.opened.then(() => sleep(random.below(150))).then(life.nextAsked) : waitForRequests(life.line, requests[work], work === 'pull' ? 1 : 1 + random.below(3))
  const came = await Promise.race([began.then(() => true), over])
  await sleep(random.below(longestAfterMs[work]))
  return came
}

/** Somewhere between the database file and the officer's work: before the file is open there is Node's own start and nothing of core's. */
async function waitForRestart(life: Watched, random: Random): Promise<boolean> {
  const began = performance.now()
  const share = random.next()
  const isOver = (): boolean => life.isOpen() || performance.now() - began > hungMs
  while (!hasOpenDatabase(life.core.process.child.pid) && !isOver()) await sleep(looksEveryMs)
  const beforeMs = performance.now() - began
  await sleep(Math.max(0, share * (life.openingMs * 1.1 - beforeMs)))
  return !life.isOpen()
}

/** As Linux tells of any process. */
function hasOpenDatabase(pid: number | undefined): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((fd) => readlinkSync(join(folder, fd)).endsWith('/counter.db'))
  } catch {
    // It has gone, or closed a file between the two questions: asked again.
    return false
  }
}

async function waitForRequests(line: FaultProxy, matching: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await line.waitForRequest(matching)
}

/** What it was at, seen from outside at the moment of the kill; `idle` between acts. */
export function nameWork({ work }: Aim, came: boolean, life: Watched): Work | 'idle' {
  if (came) return work
  if (!life.isOpen()) return 'restart'
  const underWay = life.line.listUnderWay()
  const network = (['upload', 'pull', 'sync'] as const).find((one) => underWay.some((line) => line.includes(requests[one])))
  return network ?? (life.isAsked() ? 'intake' : 'idle')
}
