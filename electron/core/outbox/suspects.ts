import { ownProblemTypes, problemTypes } from '../../contract/problem-types.ts'
import type { Problem } from '../../contract/wire.ts'
import type { DueEntry } from './due.ts'

/** An entry that was refused when it alone made up a small request. */
export interface Suspect extends DueEntry {
  /** What it would wait for an officer with. */
  problem: Problem
}

interface Case extends Suspect {
  proof: number
  /** Refused, and nothing was proven of it by that yet. */
  isOpen: boolean
  mayTry: boolean
}

/** So much proof makes an entry the one at fault. */
const enoughProof = 2
/** What was at fault when it was last tried needs one refusal more. */
const knownProof = 1.5
/** So many refusals in a row, and a pull gets its turn. */
const mostInTurn = 16
const mostTogether = 100

/**
 * Who is at fault where a whole request is refused that one small entry alone made up: the entry, the portal or the line. The entry is left where it is with its lane, and another one is tried. A refusal is proof
 * where the requests before and after it pass, half of one where only the next does, and none where another entry is refused next: so one outage blames nobody. Proven twice, the entry is at fault, and delays no
 * other dossier (law 4). A portal may answer pulls and fail on all that is sent: a pull that passes is half a proof where another was taken since the pull before, or where nothing more is wanting.
 */
export interface Suspects {
  /** Nobody is under suspicion: what is due goes as ever. */
  isCalm(): boolean
  /** What goes next, all that is due given in device order: one suspect once more, or some of the others. None: the turn is over. Undefined: nobody is under suspicion any more. */
  choose(due: readonly DueEntry[]): DueEntry[] | undefined
  /** @returns whether it is at fault. @param wasAtFault when it was last tried */
  refusedAlone(suspect: Suspect, wasAtFault: boolean): boolean
  refusedTogether(): void
  /** Nobody answered, or not to this: whatever was refused before may have met the same. */
  unanswered(): void
  /** @returns who is at fault */
  taken(seqs: Iterable<number>): Suspect[]
  /** @returns who is at fault */
  pulled(): Suspect[]
  /** What is at fault is queued again: each is tried alone. */
  tryAgain(faulty: readonly Suspect[]): void
  /** Nothing is left to be tried now. */
  endTurn(): void
  /** The officer asks to try now: where suspects alone are left, and nothing speaks against one more than another, they wait for nothing. */
  hurry(): void
  /** Of what nothing was proven yet. */
  acquit(): void
}

export function createSuspects(): Suspects {
  const cases = new Map<number, Case>()
  /** Until all that is due has left: there may be more of them. */
  let isWary = false
  /** Since suspicion began, and since a pull passed, another was taken. */
  let tookAny = false
  let hasPassed = false
  /** Refused alone by the request before, `isFlanked`: directly after one that passed. */
  let last: { seq: number; isFlanked: boolean } | undefined
  /** Where the next of the others is taken from, counted in lanes; it moves on when that one is refused. */
  let place: number | 'newest' = 'newest'
  let mustMove = false
  let together = 1
  let refusals = 0
  let isTrial = false
  let tookSome = false
  let othersLeft = 0
  let newestSeen = 0

  function restart(): void {
    place = 'newest'
    mustMove = false
    together = 1
    refusals = 0
    tookSome = false
  }

  /** The newest go first: what an officer has just received waits for nothing. Then places ever farther from the oldest, so that a long stretch at fault is passed over in few requests. */
  function chooseOthers(others: readonly DueEntry[]): DueEntry[] {
    const lanes = [...new Set(others.map(({ lane }) => lane))]
    if (mustMove) place = place === 'newest' ? 0 : Math.min(2 * place + 1, (place + Math.max(place, lanes.length)) >> 1)
    mustMove = false
    if (typeof place === 'number' && place >= lanes.length && tookSome) restart()
    const chosen = new Set(lanes.slice(place === 'newest' ? Math.max(0, lanes.length - together) : place))
    return others.filter(({ lane }) => chosen.has(lane)).slice(0, together)
  }

  function prove(one: Case, weight: number): Suspect[] {
    one.isOpen = false
    one.proof += weight
    return one.proof >= enoughProof && cases.delete(one.seq) ? [one] : []
  }

  function endTurn(): void {
    for (const one of cases.values()) {
      const isProvable = tookAny || one.proof > 0
      if (othersLeft === 0 && !isProvable) cases.delete(one.seq)
      else one.mayTry = isProvable
    }
    isWary = cases.size > 0
    restart()
  }

  function acquit(): void {
    for (const { seq, proof } of cases.values()) if (proof === 0) cases.delete(seq)
    isWary = cases.size > 0
    restart()
  }

  function forgetLast(): void {
    last = undefined
    hasPassed = false
  }

  return {
    isCalm: () => !isWary && cases.size === 0,
    choose: (due) => {
      const firsts = new Map<string, number>()
      for (const { seq, lane } of due) if (!firsts.has(lane)) firsts.set(lane, seq)
      // Those that have left the queue, by an officer's decision, or stand behind another of their lane now.
      for (const { seq, lane } of cases.values()) if (firsts.get(lane) !== seq) cases.delete(seq)
      isWary &&= due.length > 0
      if (!isWary && cases.size === 0) return undefined
      const suspected = new Set([...cases.values()].map(({ lane }) => lane))
      const others = due.filter(({ lane }) => !suspected.has(lane))
      othersLeft = others.length
      const newest = others.at(-1)?.seq ?? 0
      if (newest > newestSeen) {
        newestSeen = newest
        place = 'newest'
        mustMove = false
      }
      if (refusals >= mostInTurn) return []
      const tried = [...cases.values()].filter(({ mayTry }) => mayTry).slice(0, 1)
      const chosen = isTrial || tried.length === 0 ? chooseOthers(others) : []
      isTrial = chosen.length === 0
      return isTrial ? tried : chosen
    },
    refusedAlone: (suspect, wasAtFault) => {
      const known = cases.get(suspect.seq)
      if (!isWary && cases.size === 0) {
        restart()
        // Not counted yet: an officer who asks in this moment would acquit it before any other was tried.
        othersLeft = Infinity
        tookAny = false
      } else if (!known) {
        mustMove = true
      }
      isWary = true
      refusals += 1
      last = { seq: suspect.seq, isFlanked: hasPassed }
      hasPassed = false
      // A size is no weakness that passes.
      if (known && known.proof > 0 && suspect.problem.type === problemTypes.tooLarge) return cases.delete(suspect.seq)
      cases.set(suspect.seq, { ...suspect, proof: known?.proof ?? (wasAtFault ? knownProof : 0), isOpen: true, mayTry: false })
      return false
    },
    refusedTogether: () => {
      forgetLast()
      together = Math.max(1, together >> 1)
    },
    unanswered: forgetLast,
    taken: (seqs) => {
      for (const seq of seqs) cases.delete(seq)
      hasPassed = true
      tookSome = true
      tookAny = true
      refusals = 0
      if (!isTrial) together = Math.min(mostTogether, together * 2)
      for (const one of cases.values()) one.mayTry = true
      const one = last && cases.get(last.seq)
      const isFlanked = last?.isFlanked
      last = undefined
      return one?.isOpen ? prove(one, isFlanked ? 1 : 0.5) : []
    },
    pulled: () => {
      const open = [...cases.values()].filter(({ isOpen }) => isOpen)
      const faulty = open.flatMap((one) => ((tookAny || one.proof >= knownProof) && one.problem.type === ownProblemTypes.portalFault ? prove(one, 0.5) : []))
      tookAny = false
      return faulty
    },
    tryAgain: (faulty) => {
      for (const one of faulty) cases.set(one.seq, { ...one, proof: knownProof, isOpen: false, mayTry: true })
    },
    endTurn,
    hurry: () => {
      if (othersLeft === 0 && !tookAny) acquit()
    },
    acquit
  }
}
