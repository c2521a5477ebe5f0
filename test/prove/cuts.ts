import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { startReferencePortal } from '../core/support/portal.ts'
import { buildImage, createRoom, manners, type Room } from './cut-image.ts'
import type { Law, Told } from './cuts/check-image.ts'
import { openSeat, recordLife, type Seat } from './cuts/record-life.ts'
import { openScanningDesk } from './cuts/scanning-desk.ts'
import { startOnImage, tryImage, type Image } from './cuts/try-image.ts'
import { createRandom, type Random } from './random.ts'
import { buildRecorder, type Recording } from './recording.ts'

export interface CutsResult {
  recordings: number
  /** Different images. */
  cuts: number
  /** Of these, on which the shipped core was started and numbered on. */
  imagesStarted: number
  /** Told saved while it was recorded: dossiers, changes, scans, signed files; and of these the files. */
  acknowledged: number
  filesTold: number
  lost: number
  numbersTwice: number
  chainsBroken: number
  /** Images whose database core's code does not open or the shipped core does not start on, whose dossiers are not what their entries make, or that have a file's row without its bytes. */
  broken: number
  /** Images that core would take for a database put back from a copy. */
  falseRestores: number
  details: string[]
}

export interface CutsOptions {
  recordings: number
  imagesEach: number
  seed: number
  untilMs?: number
  note?: (soFar: CutsResult) => void
}

const livesOfOneCounter = 3
/** The life with a scanner, press and signer: these three take a second to start. Its files are in every image of the lives after it. */
const scanningLife = 1
/** Of one recording: a core takes half a second to start. */
const startsOfOneRecording = 1
const noFindings: Record<Law, number> = { lost: 0, numbersTwice: 0, chainsBroken: 0, broken: 0, falseRestores: 0 }

/**
 * Power cuts: the shipped core works in a process whose writes, syncs and answers are recorded, with press's; from each recording many images of the disk are made as a power cut may leave it, and each
 * is opened with core's own code; on a few the shipped core starts anew. Whatever had been told saved before the cut, in this life or an earlier one, must be there.
 */
export async function proveCuts(options: CutsOptions): Promise<CutsResult> {
  const work = realpathSync(mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'qmc-cuts-')))
  const portal = await startReferencePortal()
  const result: CutsResult = { recordings: 0, cuts: 0, imagesStarted: 0, acknowledged: 0, filesTold: 0, ...noFindings, details: [] }
  let seat: Seat | undefined
  try {
    const library = buildRecorder(work)
    const desk = openScanningDesk(work)
    for (let index = 0; index < options.recordings && Date.now() < (options.untilMs ?? Infinity); index++) {
      const seed = (options.seed * 20_011 + index) >>> 0
      const random = createRandom(seed)
      const life = index % livesOfOneCounter
      if (life === 0) await seat?.close()
      if (life === 0 || !seat) seat = await openSeat(portal)
      const recorded = await recordLife(seat, { library, log: join(work, `${index}.log`), desk: life === scanningLife ? desk : undefined }, random)
      result.acknowledged += recorded.told.length
      result.filesTold += recorded.told.filter(({ kind }) => kind === 'scan' || kind === 'signed').length
      // What a core on an image would send never happened.
      await seat.line.down()
      await tryImages(recorded, { seat, folder: join(work, `image-${index}`), wanted: options.imagesEach, name: `cuts seed ${seed}` }, random, result)
      result.recordings += 1
      options.note?.(result)
      rmSync(join(work, `${index}.log`))
    }
    return result
  } finally {
    await seat?.close()
    await portal.close()
    rmSync(work, { recursive: true, force: true })
  }
}

async function tryImages(recorded: Recorded, { seat, folder, wanted, name }: { seat: Seat; folder: string; wanted: number; name: string }, random: Random, result: CutsResult): Promise<void> {
  const { key } = seat.counter
  const seen = new Set<string>()
  const [digestOf, room] = [createDigests(recorded.recording), createRoom()]
  const starts: Promise<void>[] = []
  const tell = (found: ReturnType<typeof tryImage>, draw: number): void => {
    for (const { law, line } of found) {
      result[law] += 1
      result.details.push(`${name}, draw ${draw}: ${law}: ${line}`)
    }
  }
  // Chance may make the same image twice, which would prove nothing new; a short recording may have fewer images than asked.
  for (let draw = 0; draw < wanted * 2 && seen.size < wanted; draw++) {
    const image = drawImage(recorded, random, { digestOf, room })
    if (seen.size === seen.add(image.name).size) continue
    result.cuts += 1
    // Beside the next images: a start is mostly a wait.
    if (starts.length < startsOfOneRecording) starts.push(startOnImage(image, { folder: `${folder}-${draw}`, key, officerId: seat.officerId }).then((found) => tell(found, draw)))
    tell(tryImage(image, { folder, key }), draw)
    // What was started is heard in between: its calls have limits of time.
    await setImmediate()
  }
  await Promise.all(starts)
  result.imagesStarted += starts.length
}

type Recorded = Awaited<ReturnType<typeof recordLife>>

/** Most files of an image are those of before, which are digested once. */
function createDigests({ before }: Recording): (bytes: Buffer) => string {
  const digest = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex')
  const known = new Map([...before.values()].map((bytes) => [bytes, digest(bytes)]))
  return (bytes) => known.get(bytes) ?? digest(bytes)
}

/** @returns also a name: the same for the same bytes of which the same was told */
function drawImage({ recording, told, earlier }: Recorded, random: Random, { digestOf, room }: { digestOf(bytes: Buffer): string; room: Room }): Image & { name: string } {
  // Half of the cuts come just when something was told: then a sync that was left out shows.
  const cut = random.next() < 0.5 ? random.pick(told).note + 1 : random.below(recording.notes.length + 1)
  const manner = random.pick(manners)
  const files = buildImage(recording, cut, manner, random, room)
  const before: Told[] = [...earlier, ...told.filter(({ note }) => note < cut)]
  const digest = createHash('sha1')
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) digest.update(`${path} ${digestOf(bytes)}\n`)
  return { files, told: before, name: `${digest.digest('hex')} ${before.length}`, where: `cut after ${cut} of ${recording.notes.length}, ${manner}: ` }
}
