import type { DueEntry } from './due.ts'

/** As many as a request carries. */
export const mostTogether = 100

/**
 * In which order those go of whom nobody has a suspicion, while there is one of others. The newest first: what an officer has just received waits for nothing. Where that is refused, places ever farther from the
 * oldest, so that a long stretch at fault is passed over in few requests. One alone at first, then twice as many after each request that is taken.
 */
export interface Others {
  /** What goes next of them, given in device order. None: every place was tried. */
  choose(others: readonly DueEntry[]): DueEntry[]
  /** One of them was refused, and is none of them any more: farther on. */
  refusedAlone(): void
  refusedTogether(): void
  taken(): void
  /** From the newest again, one alone. */
  restart(): void
}

export function createOthers(): Others {
  /** Counted in lanes. */
  let place: number | 'newest' = 'newest'
  let lanesLeft = 0
  let together = 1
  let tookSome = false
  let newestSeen = 0

  function restart(): void {
    place = 'newest'
    together = 1
    tookSome = false
  }

  return {
    choose: (others) => {
      const newest = others.at(-1)?.seq ?? 0
      if (newest > newestSeen) {
        newestSeen = newest
        place = 'newest'
      }
      const lanes = [...new Set(others.map(({ lane }) => lane))]
      lanesLeft = lanes.length
      // Behind the last place: those before it are looked through again, as long as that finds any.
      if (typeof place === 'number' && place >= lanesLeft && tookSome) restart()
      const chosen = new Set(lanes.slice(place === 'newest' ? Math.max(0, lanesLeft - together) : place))
      return others.filter(({ lane }) => chosen.has(lane)).slice(0, together)
    },
    refusedAlone: () => {
      lanesLeft -= 1
      place = place === 'newest' ? 0 : Math.min(2 * place + 1, (place + Math.max(place, lanesLeft)) >> 1)
    },
    refusedTogether: () => {
      together = Math.max(1, together >> 1)
    },
    taken: () => {
      tookSome = true
      together = Math.min(mostTogether, together * 2)
    },
    restart
  }
}
