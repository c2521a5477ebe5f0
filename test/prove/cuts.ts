import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { DossierEntry } from '../../electron/domain/dossier.ts'
import { foldDossier } from '../../electron/domain/dossier.ts'
import { readHighWater } from '../../electron/core/continuity/high-water.ts'
import { findRestored, noticeRestore } from '../../electron/core/continuity/restored.ts'
import { getDevice } from '../../electron/core/context.ts'
import { openDatabase, type ReadDb } from '../../electron/core/db/open.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { listDossierEntries } from '../../electron/core/journal/journal-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { canonicalJson } from '../../electron/crypto/canonical.ts'
import { getOk, logIn, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { startCoreProcess } from '../core/support/core-process.ts'
import { makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { buildImage, createRoom, manners, writeImage, type Room } from './cut-image.ts'
import { createRandom, type Random } from './random.ts'
import { buildRecorder, readBefore, readNotes, recordInto, type Recording } from './recording.ts'

export interface CutsResult {
  recordings: number
  /** Different images. */
  cuts: number
  acknowledged: number
  lost: number
  numbersTwice: number
  chainsBroken: number
  /** Images the shipped core could not open or whose dossiers are not what their entries make. */
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

/** What the officer was told, and the note before which no cut has to keep it. */
interface Told {
  id: string
  code: string
  note: number
}

/** Few, and each short: every image is read whole, with all that came before. */
const livesOfOneCounter = 3
const fewestSteps = 6
const moreSteps = 12
const noFindings = { lost: 0, numbersTwice: 0, chainsBroken: 0, broken: 0, falseRestores: 0 }
type Law = keyof typeof noFindings

/**
 * Power cuts: the shipped core works in a process whose writes, syncs and answers are recorded; from each recording many images of the disk are made as a power cut may leave it, and each
 * is opened with core's own code. Whatever had been told saved before the cut must be there.
 */
export async function proveCuts(options: CutsOptions): Promise<CutsResult> {
  const work = realpathSync(mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'qmc-cuts-')))
  const portal = await startReferencePortal()
  const result: CutsResult = { recordings: 0, cuts: 0, acknowledged: 0, ...noFindings, details: [] }
  try {
    const library = buildRecorder(work)
    let seat: { counter: Counter; line: FaultProxy; officer: string } | undefined
    const closeSeat = async (): Promise<void> => {
      await seat?.line.close()
      if (seat) removeFolder(seat.counter)
    }
    for (let index = 0; index < options.recordings && Date.now() < (options.untilMs ?? Infinity); index++) {
      const seed = (options.seed * 20_011 + index) >>> 0
      const random = createRandom(seed)
      if (index % livesOfOneCounter === 0) {
        await closeSeat()
        const office = await openOffice(portal.database)
        const line = await startFaultProxy(portal.url)
        const counter = await startCounter(line.url, office)
        await counter.close()
        seat = { counter, line, officer: office.officerId('reception') }
      }
      const { recording, told } = await record(seat!, { library, log: join(work, `${index}.log`) }, random)
      result.acknowledged += told.length
      const seen = new Set<string>()
      const [digestOf, room] = [createDigests(recording), createRoom()]
      // Chance may make the same image twice, which would prove nothing new; a short recording may have fewer images than asked.
      for (let draw = 0; draw < options.imagesEach * 2 && seen.size < options.imagesEach; draw++) {
        const image = drawImage(recording, told, random, { digestOf, room })
        if (seen.size === seen.add(image.name).size) continue
        const found = tryImage(image, { folder: join(work, `image-${index}`), key: seat!.counter.key })
        result.cuts += 1
        for (const { law, line } of found) {
          result[law] += 1
          result.details.push(`cuts seed ${seed}, draw ${draw}: ${law}: ${line}`)
        }
      }
      result.recordings += 1
      options.note?.(result)
      rmSync(join(work, `${index}.log`))
    }
    await closeSeat()
    return result
  } finally {
    await portal.close()
    rmSync(work, { recursive: true, force: true })
  }
}

/** One life of the core with intakes, changes of status, sync on a line that comes and goes, and at its end a close or a kill. */
async function record(
  { counter, line, officer }: { counter: Counter; line: FaultProxy; officer: string },
  { library, log }: { library: string; log: string },
  random: Random
): Promise<{ recording: Recording; told: Told[] }> {
  const folder = realpathSync(counter.dataFolder)
  const before = readBefore(folder)
  if (random.next() < 0.3) await line.down()
  else await line.up()
  const core = startCoreProcess({ env: recordInto(library, log, folder) })
  await logIn(core.call, { dataFolder: folder, key: counter.key }, officer)
  const answers: { id: string; code: string }[] = []
  const receive = async (): Promise<void> => {
    const { dossierId, code } = getOk(await core.call('dossier.receive', makeIntake()))
    answers.push({ id: dossierId, code })
  }
  const steps = fewestSteps + random.below(moreSteps)
  for (let step = 0; step < steps; step++) {
    if (random.next() < 0.3) await Promise.all([receive(), receive(), receive()])
    else await receive()
    if (random.next() < 0.3) await core.call('dossier.change-status', { id: random.pick(answers).id, baseRevision: 1, to: 4, note: '' })
    if (random.next() < 0.2) await sleep(random.below(60))
  }
  if (random.next() < 0.5) await core.call('core.close', {})
  await core.process.kill()
  const notes = readNotes(log, folder)
  const toldNotes = notes.flatMap((note, index) => (note.kind === 'told' ? [{ index, data: note.data }] : []))
  const told = answers.map(({ id, code }): Told => {
    const found = toldNotes.find(({ data }) => data.includes(code))
    if (!found) throw new Error('an answer is not in the recording')
    return { id, code, note: found.index }
  })
  return { recording: { before, notes }, told }
}

interface Finding {
  law: Law
  line: string
}

interface Image {
  files: Map<string, Buffer>
  /** What was told before the cut. */
  told: readonly Told[]
  /** The same for the same bytes of which the same was told. */
  name: string
  where: string
}

/** Most files of an image are those of before, which are digested once. */
function createDigests({ before }: Recording): (bytes: Buffer) => string {
  const digest = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex')
  const known = new Map([...before.values()].map((bytes) => [bytes, digest(bytes)]))
  return (bytes) => known.get(bytes) ?? digest(bytes)
}

function drawImage(recording: Recording, told: readonly Told[], random: Random, { digestOf, room }: { digestOf(bytes: Buffer): string; room: Room }): Image {
  // Half of the cuts come just when something was told: then a sync that was left out shows.
  const cut = random.next() < 0.5 ? random.pick(told).note + 1 : random.below(recording.notes.length + 1)
  const manner = random.pick(manners)
  const files = buildImage(recording, cut, manner, random, room)
  const before = told.filter(({ note }) => note < cut)
  const digest = createHash('sha1')
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) digest.update(`${path} ${digestOf(bytes)}\n`)
  return { files, told: before, name: `${digest.digest('hex')} ${before.length}`, where: `cut after ${cut} of ${recording.notes.length}, ${manner}: ` }
}

function tryImage({ files, told, where }: Image, { folder, key }: { folder: string; key: Buffer }): Finding[] {
  rmSync(folder, { recursive: true, force: true })
  writeImage(files, folder)
  try {
    const db = openDatabase({ path: join(folder, 'counter.db'), key, mustExist: true })
    try {
      return checkImage(db, folder, told).map(({ law, line }) => ({ law, line: where + line }))
    } finally {
      // Before it is closed: SQLite would copy the whole log into a database that nobody opens again.
      rmSync(folder, { recursive: true, force: true })
      db.close()
    }
  } catch (error) {
    return [{ law: 'broken', line: `${where}${error instanceof Error ? error.message : 'not opened'}` }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checkImage(db: ReadDb, folder: string, told: readonly Told[]): Finding[] {
  const found: Finding[] = []
  const { device } = getDevice(db)
  const list = <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[]
  const chain = verifyChain(db, device)
  if (chain.kind === 'broken') found.push({ law: 'chainsBroken', line: `at ${chain.seq} (${chain.reason})` })
  for (const { id, code } of told) if (findDossier(db, id)?.dossier.code !== code) found.push({ law: 'lost', line: `${code} was told saved` })
  const twice = list<{ code: string }>('SELECT code FROM dossier GROUP BY code HAVING count(*) > 1')
  found.push(...twice.map(({ code }): Finding => ({ law: 'numbersTwice', line: code })))
  const unnoted = list<{ code: string }>('SELECT code FROM dossier WHERE id NOT IN (SELECT dossier FROM issued_number WHERE dossier IS NOT NULL)')
  found.push(...unnoted.map(({ code }): Finding => ({ law: 'numbersTwice', line: `${code} is not noted as issued` })))
  const unqueued = list<{ seq: number }>('SELECT seq FROM journal WHERE seq NOT IN (SELECT seq FROM delivery)')
  found.push(...unqueued.map(({ seq }): Finding => ({ law: 'broken', line: `entry ${seq} is in no queue` })))
  for (const { id } of list<{ id: string }>('SELECT id FROM dossier')) {
    const entries = listDossierEntries(db, id, device).map(({ header, payload }) => ({ kind: header.kind, payload }) as DossierEntry)
    const [stored, made] = [findDossier(db, id)?.dossier, foldDossier(entries)]
    // Compared as they are first, which is much cheaper; what is undefined or missing is the same.
    if (!isDeepStrictEqual(stored, made) && canonicalJson(stored) !== canonicalJson(made)) found.push({ law: 'broken', line: `${id} is not what its entries make` })
  }
  noticeRestore(db, [readHighWater(join(folder, 'high-water.json'))], Date.now())
  if (findRestored(db)) found.push({ law: 'falseRestores', line: findRestored(db)?.reason ?? '' })
  return found
}
