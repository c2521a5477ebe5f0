import { getOk, type CounterAtWork } from '../core/support/counter.ts'
import { birthProcedure, poisonProcedure } from '../core/support/people.ts'
import type { SigningDesk } from '../core/support/signing-desk.ts'
import type { Seat, Told } from './history-acts.ts'
import type { Random } from './random.ts'

/** Of one piece of an upload, as most scans of a counter are: how an upload goes on is for the kills to try. */
const scanBytes = 6_000

/**
 * A scan that comes after Receive, and now and then its officer's signature: then it travels. Around it the page forgets the paper, as it does when it does not hear in time what became of it: what the dossier
 * was told to hold must stay, and what was forgotten first must not be told saved.
 */
export async function attachLate({ counter, device, own }: Pick<Seat, 'counter' | 'device' | 'own'>, desk: SigningDesk, told: Told, random: Random): Promise<void> {
  const id = own.length > 0 ? random.pick(own) : undefined
  const taken = id === undefined ? undefined : await takeIn(counter, desk, id, told, random)
  if (id === undefined || !taken) return
  const { file, componentId, revision } = taken
  const dice = random.next()
  if (dice < 0.1) await counter.call('file.discard', { files: [file.sha256] })
  const attached = await counter.call('dossier.attach-scans', { id, baseRevision: revision, componentId, secrecy: 'none', files: [file] })
  if (!attached.ok) return
  told.lateScans.push({ id, sha256: file.sha256, by: device })
  told.acknowledgedChanges.push({ id, revision: attached.value.revision, by: device })
  if (dice > 0.7) getOk(await counter.call('file.discard', { files: [file.sha256] }))
  if (random.next() < 0.6) await sign(counter, id, told)
}

/** The paper of a dossier, in the store and not yet of anything; undefined where it is not to be had, e.g. of what the portal has come to call a secret. */
async function takeIn({ call }: Pick<CounterAtWork, 'call'>, desk: SigningDesk, id: string, told: Told, random: Random) {
  const view = await call('dossier.get', { id })
  if (!view.ok) return undefined
  const { components, revision } = view.value
  const { id: componentId } = random.pick(components)
  const procedureCode = told.poisoned.has(id) ? poisonProcedure : birthProcedure
  const path = await desk.makeScan(`${id}-${told.lateScans.length}-${random.below(1e9)}.pdf`, scanBytes)
  const imported = await call('file.import', { procedureCode, componentId, secrecy: 'none', paths: [path], name: 'Quét lại' })
  return imported.ok ? { file: imported.value, componentId, revision } : undefined
}

/** Where a wrong clock makes the certificate one of another time, the scan waits on for its signature. */
async function sign({ call }: Pick<CounterAtWork, 'call'>, id: string, told: Told): Promise<void> {
  const signed = await call('signing.sign', { dossierId: id })
  for (const { outcome } of signed.ok ? signed.value : []) if (outcome.ok) told.acknowledgedScans.push({ id, sha256: outcome.signedSha256 })
}
