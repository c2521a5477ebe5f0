import type { DueEntry } from './due.ts'

/** So many in a row were refused, each alone: that is the portal's doing, or the line's. */
const mostPassedBy = 100

/**
 * Who is at fault where a whole request is refused that one small entry alone made up: the entry, the portal or the line. The entry is passed by, with its lane. Where another is taken, it is tried alone
 * once more, as the portal may have come to itself between the two; refused then too it is at fault, and delays no other dossier (law 4). Where no other is taken, no entry is blamed.
 */
export interface Suspects {
  /** In device order. */
  listPassedBy(): readonly DueEntry[]
  /** What goes next goes alone. */
  isTrial(): boolean
  /** A request was made up of these. */
  chosen(seqs: ReadonlySet<number>): void
  /** One alone was refused. @returns whether it is at fault */
  refusedAlone(entry: DueEntry): boolean
  taken(seqs: Iterable<number>): void
  /** There was no other to be tried. */
  acquit(): void
}

export function createSuspects(): Suspects {
  let passedBy: DueEntry[] = []
  const onTrial = new Set<number>()

  return {
    listPassedBy: () => passedBy,
    isTrial: () => onTrial.size > 0,
    chosen: (seqs) => {
      // Those that are tried have left the queue, by an officer's decision or behind another of their lane.
      if (![...seqs].some((seq) => onTrial.has(seq))) onTrial.clear()
    },
    refusedAlone: (entry) => {
      if (onTrial.delete(entry.seq)) return true
      passedBy = passedBy.length < mostPassedBy ? [...passedBy, entry] : []
      return false
    },
    taken: (seqs) => {
      for (const seq of seqs) onTrial.delete(seq)
      for (const { seq } of passedBy) onTrial.add(seq)
      passedBy = []
    },
    acquit: () => {
      passedBy = []
    }
  }
}
