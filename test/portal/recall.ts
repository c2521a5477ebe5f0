import { RecallRequest, type RecallAnswer, type SignedHead } from '../../electron/contract/wire.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { isSignedByPortal } from '../../electron/crypto/receipt.ts'
import { localDay, type LocalDate } from '../../electron/domain/calendar.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import type { Device } from './device-store.ts'
import { noteCounters } from './enrol-store.ts'
import { findLostFiles } from './files/lost-files.ts'
import { getHead, signHead } from './head.ts'
import { HttpProblem, problem } from './problem.ts'
import { takeLostLeases } from './numbers/lost-leases.ts'
import { getReceiptKeys } from './receipt-key-store.ts'
import { endIncarnation, getLastLinks, isEnded, isKnown, getMissingEntries, getMissingFiles, holdsHead, mostTold } from './recall-store.ts'

/**
 * Tells a counter what is held of it. The head it shows bears this portal's own signature: where it names more than is held, this database was put back from a copy, and a new incarnation
 * says so to every counter.
 * @throws HttpProblem badRequest when the head is not one that this portal signed for the device
 */
export async function recall(context: PortalContext, device: Device, body: unknown): Promise<RecallAnswer> {
  const request = RecallRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  const { database } = context
  const isPutBack = await database.transaction((tx) => noteShown(tx, device, request.data, localDay(context.now().getTime())))
  // Read when nothing is locked any more: it takes the longer the more is held, and the office's other counters ask for leases meanwhile.
  const answer: RecallAnswer = {
    head: await signHead(context, database, device.id, await getHead(database, device.id)),
    links: await getLastLinks(database, device.id),
    missing: await getMissingEntries(database, device.id),
    missingFiles: await getMissingFiles(database, device),
    serverTime: context.now().toISOString()
  }
  const lost = isPutBack ? await findLostFiles(context, device.id) : []
  return { ...answer, missingFiles: [...answer.missingFiles, ...lost].slice(0, mostTold) }
}

/** @returns whether this database was, or may have been, put back from a copy since the head was signed @throws HttpProblem badRequest */
async function noteShown(tx: Queryable, device: Device, { head, leases, highestCounter }: RecallRequest, today: LocalDate): Promise<boolean> {
  const { statement } = head
  const proof = await judgeProof(tx, head)
  if (proof === 'forged' || statement.device !== device.id) throw new HttpProblem(problem('badRequest', { detail: 'Xác nhận này không phải của Cổng cho máy quầy này.' }))
  // Put back from before that key was made, most likely: another counter may prove it.
  if (proof === 'unknown') return true
  const held = await getHead(tx, device.id)
  const isForgotten = held.entries < (statement.entries ?? 0) || held.files < (statement.files ?? 0) || !(await holdsHead(tx, statement))
  // An incarnation of its own hand that it never heard of is proof too: the same copy was put back twice, and this counter wrote nothing since.
  const isProof = statement.incarnation !== undefined && (isForgotten || !(await isKnown(tx, statement.incarnation)))
  if (isProof) await endIncarnation(tx, statement.incarnation!)
  if (!(await isEnded(tx, statement.incarnation))) return false
  await takeLostLeases(tx, device, leases ?? [], { reached: held.epoch, today })
  await noteCounters(tx, device.id, highestCounter ?? 0)
  return true
}

/** `unknown`: signed with a key this database does not have, as after a copy from before the key was made. It proves nothing here, but what is held may be told all the same. */
async function judgeProof(tx: Queryable, head: SignedHead): Promise<'own' | 'forged' | 'unknown'> {
  const key = (await getReceiptKeys(tx)).find(({ keyId }) => keyId === head.keyId)
  if (!key) return 'unknown'
  return isSignedByPortal(head, () => importPublicKey('ed25519', key.publicKey)) ? 'own' : 'forged'
}
