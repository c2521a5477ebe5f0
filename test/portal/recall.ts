import { RecallRequest, type RecallAnswer, type SignedHead } from '../../electron/contract/wire.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { isSignedByPortal } from '../../electron/crypto/receipt.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import { getHead, signHead } from './head.ts'
import { getReceiptKeys } from './identity-store.ts'
import { HttpProblem, problem } from './problem.ts'
import { endIncarnation, getLastLinks, getMissingEntries, getMissingFiles, holdsHead } from './recall-store.ts'

/**
 * Tells a counter what is held of it. The head it shows bears this portal's own signature: where it names more than is held, this database was put back from a copy, and a new incarnation
 * says so to every counter.
 * @throws HttpProblem badRequest when the head is not one that this portal signed for the device
 */
export async function recall(context: PortalContext, device: string, body: unknown): Promise<RecallAnswer> {
  const request = RecallRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  return context.database.transaction(async (tx) => {
    if (!(await isOwn(tx, request.data.head, device))) throw new HttpProblem(problem('badRequest', { detail: 'Xác nhận này không phải của Cổng cho máy quầy này.' }))
    const { statement } = request.data.head
    const held = await getHead(tx, device)
    const isForgotten = held.entries < (statement.entries ?? 0) || held.files < (statement.files ?? 0) || !(await holdsHead(tx, statement))
    if (isForgotten && statement.incarnation !== undefined) await endIncarnation(tx, statement.incarnation)
    return {
      head: signHead(context, device, await getHead(tx, device)),
      links: await getLastLinks(tx, device),
      missing: await getMissingEntries(tx, device),
      missingFiles: await getMissingFiles(tx, device),
      serverTime: context.now().toISOString()
    }
  })
}

async function isOwn(tx: Queryable, head: SignedHead, device: string): Promise<boolean> {
  const keys = await getReceiptKeys(tx)
  const findKey = (keyId: string) => {
    const key = keys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }
  return head.statement.device === device && isSignedByPortal(head, findKey)
}
