import { randomBytes } from 'node:crypto'
import { entryVersion, problemTypes, type EntryHeader, type Problem } from '../../../electron/contract/wire.ts'
import { hashPayload } from '../../../electron/crypto/entry-hash.ts'
import { err, ok, type Result } from '../../../electron/domain/result.ts'
import type { DossierEntry } from '../../../electron/domain/dossier.ts'
import type { PortalContext } from '../context.ts'
import { HttpProblem } from '../problem.ts'
import { acceptPush, BatchRefused } from '../push/push.ts'
import { toReadEntry, type ReadEntry } from '../push/state.ts'
import { openDesk } from './desk-store.ts'

/** Who did what a citizen did, in the journal: nobody of the office. */
export const onlineOfficer = 'truc-tuyen'
const attempts = 5

/**
 * Writes entries of one dossier as the office's online desk does: linked to its chain, decided by the rules every counter's entries are decided by, receipted. All of them or, where one is
 * refused, none: whoever is told of a refusal files again.
 * @param baseRevision of the dossier before the first; 0 creates it
 */
export async function appendAsDesk(context: PortalContext, officeId: string, dossier: string, baseRevision: number, entries: readonly DossierEntry[]): Promise<Result<{ revision: number }, Problem>> {
  for (let attempt = 1; ; attempt++) {
    const desk = await openDesk(context.database, officeId)
    if (!desk) throw new Error('an office that is not here')
    let previous = desk.head.hash
    const sealed = entries.map((entry, index): ReadEntry => {
      const salt = randomBytes(16)
      const header: EntryHeader = {
        at: context.now().toISOString(),
        baseRevision: baseRevision + index,
        device: desk.id,
        dossier,
        epoch: desk.head.epoch,
        kind: entry.kind,
        officer: onlineOfficer,
        payloadHash: hashPayload(salt, entry.payload),
        previous,
        seq: desk.head.seq + index + 1,
        version: entryVersion
      }
      const read = toReadEntry({ header, salt: salt.toString('base64'), payload: entry.payload })
      previous = read.hash
      return read
    })
    const chain = sealed.map(({ header: { epoch, seq, previous: before }, hash }) => ({ epoch, seq, previous: before, hash }))
    try {
      await acceptPush(context, desk.id, { chain, entries: sealed }, { isWhole: true })
      return ok({ revision: baseRevision + entries.length })
    } catch (error) {
      if (error instanceof BatchRefused) return err(error.problem)
      // Another filing was linked to the same head first.
      const isRace = error instanceof HttpProblem && error.problem.type === problemTypes.chainBroken
      if (!isRace || attempt === attempts) throw error
    }
  }
}
