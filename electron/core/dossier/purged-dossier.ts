import type { StoredDossier } from './dossier-store.ts'

/** Thrown where an entry is written upon a dossier whose content was purged: nothing is done to it any more. Calls of the screen answer with it (continuity/keep-handlers.ts). */
export class PurgedDossier extends Error {
  readonly reason: { kind: 'content-purged'; at: string }

  constructor(at: string) {
    super('the content of this dossier was purged')
    this.name = 'PurgedDossier'
    this.reason = { kind: 'content-purged', at }
  }
}

export function refusePurged({ dossier: { purgedAt } }: Pick<StoredDossier, 'dossier'>): void {
  if (purgedAt) throw new PurgedDossier(purgedAt)
}
