import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCoreProcess } from '../core/support/core-process.ts'
import { findPersonalData } from '../core/support/people.ts'
import { startReferencePortal } from '../core/support/portal.ts'
import { openSigningDesk } from '../core/support/signing-desk.ts'
import { findLaw, nothingFound, type Findings } from './checker.ts'
import { openCopiesScene } from './disk-full/copies-scene.ts'
import { openPullScene } from './disk-full/pull-scene.ts'
import { sampleWrites, type Ground, type Scene } from './disk-full/scene.ts'
import { openStartScene } from './disk-full/start-scene.ts'
import { openUploadScene } from './disk-full/upload-scene.ts'
import { openWorkScene } from './disk-full/work-scene.ts'
import { createSchedule } from './schedule.ts'

const scenes = { work: openWorkScene, upload: openUploadScene, pull: openPullScene, start: openStartScene, copies: openCopiesScene } satisfies Record<string, (ground: Ground) => Promise<Scene>>
type SceneName = keyof typeof scenes

export interface DiskFullResult extends Findings {
  /** Lives in which the disk became full; and by what core did. */
  diskFull: number
  diskFullIn: Record<SceneName, number>
  /** How many writes that need room a life of each makes when nothing fails: counted, and each of them or an even share was the one that found the disk full. */
  diskFullOf: Record<SceneName, number>
  /** Scenes whose time was over before the last of these. */
  diskFullUnfinished: SceneName[]
  leaks: number
  /** An answer that was neither a success nor in words, half a file, or a core that ended. */
  broken: number
}

export interface DiskFullOptions {
  untilMs?: number
  /** Which parts of core's work, and at most how many writes of each; by default all. */
  scenes?: readonly SceneName[]
  steps?: number
  note?: (soFar: DiskFullResult) => void
}

/** Scenes side by side: much of a life is waiting. How long each takes of the section, in shares. */
const atOnce = 2
const seconds: Record<SceneName, number> = { work: 75, upload: 32, pull: 20, start: 20, copies: 15 }

/**
 * Short lives of the shipped core in a process of its own - intake and sending, upload, pull, the first start of a new version, copies on another disk - over and over. One whole life
 * counts the writes that need room; then the disk is full from the first of them, from the second, and so on to the last. After each there is room again: what was told saved must be there, and work must go on.
 */
export async function proveDiskFull(options: DiskFullOptions): Promise<DiskFullResult> {
  const result: DiskFullResult = { diskFull: 0, diskFullIn: { work: 0, upload: 0, pull: 0, start: 0, copies: 0 }, diskFullOf: { work: 0, upload: 0, pull: 0, start: 0, copies: 0 }, diskFullUnfinished: [], ...nothingFound(), leaks: 0, broken: 0 }
  const work = mkdtempSync(join(tmpdir(), 'qmc-full-'))
  const portal = await startReferencePortal()
  const desk = openSigningDesk()
  const names = options.scenes ?? (Object.keys(scenes) as SceneName[])
  // So that none is left out where the time is short.
  const schedule = createSchedule(names.map((name) => ({ name, seconds: seconds[name] })), { lanes: atOnce, endMs: options.untilMs ?? Infinity })
  const runLane = async (): Promise<void> => {
    for (let next = schedule.begin(Date.now()); next; next = schedule.begin(Date.now())) {
      const { part, untilMs } = next
      const folder = join(work, part.name)
      mkdirSync(folder)
      await runScene(part.name, { portal, desk, work: folder }, result, { ...options, untilMs })
      schedule.end(part)
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, runLane))
    return result
  } finally {
    await desk.close()
    await portal.close()
    rmSync(work, { recursive: true, force: true })
  }
}

async function runScene(name: SceneName, ground: Ground, result: DiskFullResult, { untilMs = Infinity, steps = Infinity, note }: DiskFullOptions): Promise<void> {
  const known = new Set<string>()
  const scene = await scenes[name](ground)
  try {
    const live = async (write: number, env: NodeJS.ProcessEnv): Promise<void> => {
      const core = startCoreProcess({ env: { ...scene.disk.env, ...env } })
      const refused = await scene.live(core, write).catch(tellEnd)
      await core.process.kill()
      if (scene.disk.wasFull()) {
        result.diskFull += 1
        result.diskFullIn[name] += 1
      }
      scene.disk.free()
      const found = (await scene.check(write).catch(tellEnd)).filter((line) => !known.has(line))
      for (const line of found) known.add(line)
      const leaks = findPersonalData(core.process.readStderr())
      result.leaks += leaks.length
      if (leaks.length > 0) result.details.push(`disk full from write ${write} of ${name}: personal data in the log`)
      addLines(result, [...found, ...refused], `disk full from write ${write} of ${name}`)
      note?.(result)
    }
    // What comes once, as the first sending of all that waited, is not of every life.
    await live(0, {})
    await live(0, scene.disk.counting)
    const count = (result.diskFullOf[name] = scene.disk.countWrites())
    if (count === 0) addLines(result, ['no write was counted'], `disk full in ${name}`)
    for (const [index, write] of sampleWrites(count, Math.min(scene.most, steps)).entries()) {
      // To open a scene may have taken all its time; each shows something.
      if (index > 0 && Date.now() > untilMs) {
        result.diskFullUnfinished.push(name)
        break
      }
      await live(write, scene.disk.after(write))
    }
    addLines(result, (await scene.end()).filter((line) => !known.has(line)), `disk full in ${name}, all sent`)
    result.acknowledged += scene.countTold()
    result.leaks += findPersonalData(scene.readLog()).length
  } finally {
    await scene.close()
  }
}

/** A core that ended, or that does not open with room on its disk. */
function tellEnd(error: unknown): string[] {
  return [`ended: ${error instanceof Error ? error.message : 'unknown'}`]
}

/** What is of no law is broken. */
function addLines(result: DiskFullResult, lines: readonly string[], where: string): void {
  for (const line of lines) {
    result[findLaw(line) ?? 'broken'] += 1
    result.details.push(`${where}: ${line}`)
  }
}
