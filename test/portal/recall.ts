import { RecallRequest, type RecallAnswer, type SignedHead } from '../../electron/contract/wire.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { isSignedByPortal } from '../../electron/crypto/receipt.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import { noteCounters } from './enrol-store.ts'
import { getHead, signHead } from './head.ts'
import { HttpProblem, problem } from './problem.ts'
import { putLostLeases } from './numbers/lease-store.ts'
import { getReceiptKeys } from './receipt-key-store.ts'
import { endIncarnation, getLastLinks, isEnded, isKnown, getMissingEntries, getMissingFiles, holdsHead } from './recall-store.ts'

/**
 * Tells a counter what is held of it. The head it shows bears this portal's own signature: where it names more than is held, this database was put back from a copy, and a new incarnation
 * says so to every counter.
 * @throws HttpProblem badRequest when the head is not one that this portal signed for the device
 */
export async function recall(context: PortalContext, device: string, body: unknown): Promise<RecallAnswer> {
  const request = RecallRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  return context.database.transaction(async (tx) => {
    const { statement } = request.data.head
    const proof = await judgeProof(tx, request.data.head)
    if (proof === 'forged' || statement.device !== device) throw new HttpProblem(problem('badRequest', { detail: 'Xác nhận này không phải của Cổng cho máy quầy này.' }))
    const held = await getHead(tx, device)
    const isForgotten = held.entries < (statement.entries ?? 0) || held.files < (statement.files ?? 0) || !(await holdsHead(tx, statement))
    // An incarnation of its own hand that it never heard of is proof too: the same copy was put back twice, and this counter wrote nothing since.
    const isProof = proof === 'own' && statement.incarnation !== undefined && (isForgotten || !(await isKnown(tx, statement.incarnation)))
    if (isProof) await endIncarnation(tx, statement.incarnation!)
    if (proof === 'own' && (await isEnded(tx, statement.incarnation))) {
      await noteCounters(tx, device, request.data.highestCounter ?? 0)
      await putLostLeases(tx, device, request.data.leases ?? [])
    }
    return {
      head: await signHead(context, tx, device, await getHead(tx, device)),
      links: await getLastLinks(tx, device),
      missing: await getMissingEntries(tx, device),
      missingFiles: await getMissingFiles(tx, device),
      serverTime: context.now().toISOString()
    }
  })
}

/** `unknown`: signed with a key this database does not have, as after a copy from before the key was made. It proves nothing here, but what is held may be told all the same. */
async function judgeProof(tx: Queryable, head: SignedHead): Promise<'own' | 'forged' | 'unknown'> {
  const key = (await getReceiptKeys(tx)).find(({ keyId }) => keyId === head.keyId)
  if (!key) return 'unknown'
  return isSignedByPortal(head, () => importPublicKey('ed25519', key.publicKey)) ? 'own' : 'forged'
}
