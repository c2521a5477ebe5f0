import { realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DraftFile, ReceiveDossier } from '../../../electron/contract/intake.ts'
import { getOk, logIn, removeFolder, startCounter, type Counter } from '../../core/support/counter.ts'
import { startCoreProcess, type CoreProcess } from '../../core/support/core-process.ts'
import { birthPaper, birthProcedure, makeIntake } from '../../core/support/people.ts'
import { openOffice } from '../../core/support/portal.ts'
import { startFaultProxy, type FaultProxy } from '../../portal/fault-proxy.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import type { Random } from '../random.ts'
import { findAnswers, readBefore, readNotes, recordInto, type Recording } from '../recording.ts'
import type { Told } from './check-image.ts'
import type { ScanningDesk } from './scanning-desk.ts'

/** A counter that lives several times, and what its officer was told in lives that are over. */
export interface Seat {
  counter: Counter
  line: FaultProxy
  officerId: string
  told: Told[]
  close(): Promise<void>
}

export async function openSeat(portal: TestPortal): Promise<Seat> {
  const office = await openOffice(portal.database)
  const line = await startFaultProxy(portal.url)
  const counter = await startCounter(line.url, office)
  await counter.close()
  return {
    counter,
    line,
    officerId: office.officerId('reception'),
    told: [],
    close: async () => {
      await line.close()
      removeFolder(counter)
    }
  }
}

/** Few: every image is read whole, with all that came before. */
const fewestSteps = 6
const moreSteps = 12
/** Of a life with a scanner: a scan is imported, with a Receive or after it, and now and then signed, so that files and their uploads are under way too. */
const scanChance = 0.3
const lateChance = 0.15
const signChance = 0.6

/** What was asked: core answers calls by number, so that each answer is found in the recording. */
interface Asked {
  call: number
  told: Told
}

/**
 * One life of the shipped core with intakes, changes of status, sync on a line that comes and goes, and at its end a close or a kill; with a scanner also scans that press writes, signatures and uploads.
 * What was told is also kept for the seat's next lives: it was on the disk before them.
 */
export async function recordLife(seat: Seat, into: { library: string; log: string; desk: ScanningDesk | undefined }, random: Random): Promise<{ recording: Recording; told: Told[]; earlier: readonly Told[] }> {
  const folder = realpathSync(seat.counter.dataFolder)
  const before = readBefore(folder)
  if (random.next() < 0.3) await seat.line.down()
  else await seat.line.up()
  const recorded = recordInto(into.library, into.log, folder)
  const core = startCoreProcess({ env: recorded })
  const press = into.desk?.serveCore(core.process, recorded)
  let asked: Asked[]
  try {
    asked = await work(core, { ...seat, folder, desk: into.desk }, random)
    if (random.next() < 0.5) await core.call('core.close', {})
  } finally {
    await core.process.kill()
    await press?.stop()
  }
  const notes = readNotes(into.log, folder)
  const answers = findAnswers(notes)
  const told = asked.map(({ call, told: one }): Told => {
    const note = answers.get(call)
    if (note === undefined) throw new Error('an answer is not in the recording')
    return { ...one, note }
  })
  const earlier = seat.told
  seat.told = [...earlier, ...told.map((one) => ({ ...one, note: -1 }))]
  return { recording: { before, notes }, told, earlier }
}

async function work(core: CoreProcess, { counter, officerId, folder, desk }: Seat & { folder: string; desk: ScanningDesk | undefined }, random: Random): Promise<Asked[]> {
  const asked: Asked[] = []
  const revisions = new Map<string, number>()
  let calls = 0
  const call = ((...args: Parameters<CoreProcess['call']>) => {
    calls += 1
    return core.call(...args)
  }) as CoreProcess['call']
  await logIn(call, { dataFolder: folder, key: counter.key }, officerId)

  const receive = async (intake: ReceiveDossier = makeIntake()): Promise<void> => {
    const answer = call('dossier.receive', intake)
    const number = calls
    const { dossierId: id, code } = getOk(await answer)
    revisions.set(id, 1)
    asked.push({ call: number, told: { kind: 'dossier', id, code, scans: intake.components.flatMap(({ files }) => files.map(({ sha256 }) => sha256)), note: 0 } })
  }
  const receiveScanned = async (makeScan: ScanningDesk['makeScan']): Promise<void> => {
    const intake = makeIntake()
    const [component] = intake.components
    if (!component) throw new Error('an intake has a component')
    component.files = [await takeIn(component.id, makeScan)]
    await receive(intake)
    await signSome(intake.draftId)
  }
  const attachLate = async (makeScan: ScanningDesk['makeScan']): Promise<void> => {
    const id = random.pick([...revisions.keys()])
    const file = await takeIn(birthPaper, makeScan)
    const attached = await call('dossier.attach-scans', { id, baseRevision: revisions.get(id)!, componentId: birthPaper, secrecy: 'none', files: [file] })
    if (!attached.ok) return
    const { revision } = attached.value
    revisions.set(id, revision)
    asked.push({ call: calls, told: { kind: 'attached', id, sha256: file.sha256, revision, note: 0 } })
    await signSome(id)
  }
  const takeIn = async (componentId: string, makeScan: ScanningDesk['makeScan']): Promise<DraftFile> => {
    const file = getOk(await call('file.import', { procedureCode: birthProcedure, componentId, secrecy: 'none', paths: [await makeScan()], name: 'Tờ khai' }))
    asked.push({ call: calls, told: { kind: 'scan', sha256: file.sha256, note: 0 } })
    return file
  }
  const signSome = async (id: string): Promise<void> => {
    if (random.next() >= signChance) return
    const signed = getOk(await call('signing.sign', { dossierId: id }))
    for (const { outcome } of signed) {
      if (!outcome.ok) throw new Error('the scan was not signed')
      asked.push({ call: calls, told: { kind: 'signed', id, sha256: outcome.signedSha256, note: 0 } })
    }
  }
  const change = async (): Promise<void> => {
    const id = random.pick([...revisions.keys()])
    const changed = await call('dossier.change-status', { id, baseRevision: revisions.get(id)!, to: random.pick([4, 9]), note: '' })
    if (!changed.ok) return
    revisions.set(id, changed.value.revision)
    asked.push({ call: calls, told: { kind: 'change', id, revision: changed.value.revision, note: 0 } })
  }

  const steps = fewestSteps + random.below(moreSteps)
  for (let step = 0; step < steps; step++) {
    if (desk && random.next() < scanChance) await receiveScanned(desk.makeScan)
    else if (random.next() < 0.3) await Promise.all([receive(), receive(), receive()])
    else await receive()
    if (random.next() < 0.3) await change()
    if (desk && random.next() < lateChance) await attachLate(desk.makeScan)
    if (random.next() < 0.2) await sleep(random.below(60))
  }
  return asked
}
