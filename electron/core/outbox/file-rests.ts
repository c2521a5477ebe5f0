/** The first rest, and the longest. */
const firstMs = 20_000
const longestMs = 3_600_000

export interface FileKey {
  sha256: string
  dossier: string
}

/** Files of which the portal says no where no retry of the line would help: each rests alone, ever longer, and the others go on. Begun anew with core. */
export interface FileRests {
  rest(file: FileKey): void
  /** Received after all. */
  forget(file: FileKey): void
  listResting(): FileKey[]
  /** When it is tried again, epoch milliseconds; undefined where it does not rest. */
  findEndMs(file: FileKey): number | undefined
  /** The officer asks to try now. */
  end(): void
}

export function createFileRests(now: () => number): FileRests {
  const rests = new Map<string, { file: FileKey; times: number; sinceMs: number; forMs: number }>()
  const keyOf = ({ sha256, dossier }: FileKey): string => `${sha256} ${dossier}`
  // A clock that was set back makes no rest longer (law 7).
  const isResting = ({ sinceMs, forMs }: { sinceMs: number; forMs: number }): boolean => now() >= sinceMs && now() - sinceMs < forMs

  return {
    rest: ({ sha256, dossier }) => {
      const file = { sha256, dossier }
      const times = (rests.get(keyOf(file))?.times ?? 0) + 1
      rests.set(keyOf(file), { file, times, sinceMs: now(), forMs: Math.min(longestMs, firstMs * 2 ** (times - 1)) })
    },
    forget: (file) => {
      rests.delete(keyOf(file))
    },
    listResting: () => [...rests.values()].filter(isResting).map(({ file }) => file),
    findEndMs: (file) => {
      const rest = rests.get(keyOf(file))
      return rest && isResting(rest) ? rest.sinceMs + rest.forMs : undefined
    },
    end: () => rests.clear()
  }
}
