import { ownProblemTypes, problemTypes } from '../../contract/problem-types.ts'
import type { Problem } from '../../contract/wire.ts'
import type { DueEntry } from './due.ts'
import { createOthers, mostTogether } from './others.ts'

/** An entry that was refused when it alone made up a request. */
export interface Suspect extends DueEntry {
  /** What it would wait for an officer with. */
  problem: Problem
  /** Called too large, and long enough that somebody may well have such a limit. */
  isLong?: boolean
}

interface Case extends Suspect {
  proof: number
  /** Refused, and nothing was proven of it by that yet. */
  isOpen: boolean
  mayTry: boolean
}

/** So much proof makes an entry the one at fault. */
const enoughProof = 2
/** A refusal between two requests that were taken. */
const wholeProof = 1
/** A refusal after which the next request was taken, or a pull passed: one outage, which ends once, gives no more than that. */
const halfProof = 0.5
/** What was at fault when it was last tried needs half a proof more. */
const knownProof = enoughProof - halfProof
/** So many refusals in a row, and a pull gets its turn. */
const mostInTurn = 16

/**
 * Who is at fault where the portal, or what stands before it, refuses a whole request: an entry, the portal or the line.
 *
 * Whoever is refused alone is under suspicion: it stays where it is with its lane, and others are tried (others.ts). After each that is taken one of those under suspicion has another try; where such tries are taken, as
 * after an outage, those of whom nothing was proven have theirs together. Against an entry speaks what passes directly after it was refused, more so between two that pass; and a pull, where anything was taken since the
 * pull before, or where the entry was known to be at fault: a portal may answer pulls and fail on all it is sent. Where anybody fails to answer, what was refused before speaks against nobody; that nobody answers is a refusal from the fourth time on (portal/push.ts). With enough proof it is at
 * fault, and delays no other dossier (law 4). A size is no weakness that passes: with any proof it is at fault when it is refused for it again; a pull is proof of a long one, never of a small one.
 *
 * A turn is over when nothing may be tried any more, or after many refusals in a row, so that a pull is made. Those of whom nothing was proven and beside whom nobody is left to be tried are then suspected no longer.
 */
export interface Suspects {
  /** Nobody is under suspicion: what is due goes as ever. */
  isCalm(): boolean
  /** What goes next, all that is due given in device order: suspects once more, or some of the others. None: the turn is over. Undefined: nobody is under suspicion any more. */
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
  /** Of what nothing was proven yet. */
  acquit(): void
}

export function createSuspects(): Suspects {
  const cases = new Map<number, Case>()
  const others = createOthers()
  /** Until all that is due has left: there may be more of them. */
  let isWary = false
  /** What became of the request before, where that can prove something; `isFlanked`: refused directly after one that was taken. */
  let before: 'taken' | { refused: number; isFlanked: boolean } | undefined
  /** Since suspicion began, and since a pull passed, another was taken. */
  let tookAny = false
  /** Since one was taken or the turn began. */
  let refusals = 0
  let isTrial = false
  /** So many of whom nothing was proven are tried at once: one, and twice as many after each trial that is taken. */
  let triedTogether = 1
  let othersLeft = 0

  function restart(): void {
    others.restart()
    triedTogether = 1
    refusals = 0
    isWary = cases.size > 0
  }

  function prove(one: Case, weight: number): Suspect[] {
    one.isOpen = false
    one.proof += weight
    return one.proof >= enoughProof && cases.delete(one.seq) ? [one] : []
  }

  function chooseTrial(): Case[] {
    const [first, ...later] = [...cases.values()].filter(({ mayTry }) => mayTry)
    if (!first || first.proof > 0) return first ? [first] : []
    return [first, ...later.filter(({ proof }) => proof === 0)].slice(0, triedTogether).sort((a, b) => a.seq - b.seq)
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
      const unsuspected = due.filter(({ lane }) => !suspected.has(lane))
      othersLeft = unsuspected.length
      if (refusals >= mostInTurn) return []
      const tried = chooseTrial()
      const chosen = isTrial || tried.length === 0 ? others.choose(unsuspected) : []
      isTrial = chosen.length === 0
      return isTrial ? tried : chosen
    },
    refusedAlone: (suspect, wasAtFault) => {
      const known = cases.get(suspect.seq)
      if (!isWary && cases.size === 0) {
        restart()
        tookAny = false
      } else if (known) {
        triedTogether = 1
      } else {
        others.refusedAlone()
      }
      isWary = true
      refusals += 1
      before = { refused: suspect.seq, isFlanked: before === 'taken' }
      const { type } = suspect.problem
      // What was proven of another refusal proves nothing of this.
      const proof = known?.problem.type === type ? known.proof : wasAtFault && type === ownProblemTypes.portalFault ? knownProof : 0
      if (type === problemTypes.tooLarge && proof > 0) return cases.delete(suspect.seq)
      cases.set(suspect.seq, { ...suspect, proof, isOpen: true, mayTry: false })
      return false
    },
    refusedTogether: () => {
      before = undefined
      if (isTrial) triedTogether = 1
      else others.refusedTogether()
    },
    unanswered: () => {
      before = undefined
      for (const one of cases.values()) one.isOpen = false
    },
    taken: (seqs) => {
      for (const seq of seqs) cases.delete(seq)
      const [refused, isFlanked] = typeof before === 'object' ? [cases.get(before.refused), before.isFlanked] : []
      const faulty = refused?.isOpen ? prove(refused, isFlanked ? wholeProof : halfProof) : []
      for (const one of cases.values()) one.mayTry = true
      before = 'taken'
      tookAny = true
      refusals = 0
      others.taken()
      if (isTrial) triedTogether = Math.min(mostTogether, triedTogether * 2)
      return faulty
    },
    pulled: () => {
      const isProof = ({ problem, proof, isLong }: Case): boolean => isLong === true || (problem.type === ownProblemTypes.portalFault && (tookAny || proof >= knownProof))
      const faulty = [...cases.values()].flatMap((one) => (one.isOpen && isProof(one) ? prove(one, halfProof) : []))
      tookAny = false
      return faulty
    },
    tryAgain: (faulty) => {
      for (const one of faulty) cases.set(one.seq, { ...one, proof: knownProof, isOpen: false, mayTry: true })
    },
    endTurn: () => {
      for (const one of cases.values()) {
        one.mayTry = tookAny || one.proof > 0 || one.isLong === true
        if (othersLeft === 0 && !one.mayTry) cases.delete(one.seq)
      }
      restart()
    },
    acquit: () => {
      for (const { seq, proof } of cases.values()) if (proof === 0) cases.delete(seq)
      restart()
    }
  }
}
