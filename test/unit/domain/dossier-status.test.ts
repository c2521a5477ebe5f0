import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  canTransition, changeStatus, isTerminal, legalNext, startStatus, STATUS_NAME, type DossierStatus
} from '../../../electron/domain/dossier-status.ts'

const all: DossierStatus[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

describe('the table of transitions', () => {
  // Where 5, 6 and 7 were entered from status 4.
  test.each<[DossierStatus, DossierStatus[]]>([
    [1, [2, 3, 5, 7]],
    [2, [4, 5, 6, 7, 8, 9]],
    [3, []],
    [4, [5, 6, 7, 8, 9]],
    [5, [4, 7, 8]],
    [6, [4, 7]],
    [7, [4, 8]],
    [8, []],
    [9, [10]],
    [10, []]
  ])('%i may become %j and nothing else', (from, allowed) => {
    const context = { returnTo: [4 as const] }
    expect(all.filter((to) => canTransition(from, to, context))).toEqual(allowed)
    expect(isTerminal(from)).toBe(allowed.length === 0)
  })

  it('refuses a supplemented dossier only when the term has lapsed', () => {
    expect(legalNext(5, { returnTo: [1], supplementLapsed: true })).toContain(3)
    expect(legalNext(5, { returnTo: [1] })).not.toContain(3)
  })

  it('refuses with the facts', () => {
    expect(changeStatus(9, 4, { returnTo: [] })).toEqual({ ok: false, error: { kind: 'transition-refused', from: 9, to: 4, allowed: [10] } })
  })

  it('starts received at the counter and registered online', () => {
    expect([startStatus('direct'), startStatus('post'), startStatus('online')]).toEqual([2, 2, 1])
    expect(STATUS_NAME[startStatus('direct')]).toBe('Được tiếp nhận')
  })
})

describe('going back to where it was', () => {
  it('returns from a supplement to the status it was asked in', () => {
    const asked = changeStatus(2, 5, { returnTo: [] })
    expect(asked).toEqual({ ok: true, value: { status: 5, returnTo: [2] } })
    expect(changeStatus(5, 2, { returnTo: [2] })).toEqual({ ok: true, value: { status: 2, returnTo: [] } })
    expect(changeStatus(5, 4, { returnTo: [2] }).ok).toBe(false)
  })

  it('takes a withdrawal during a supplement back to the supplement, then to the status before', () => {
    const path: [DossierStatus, DossierStatus[]][] = [[5, [4]], [7, [4, 5]], [5, [4]], [4, []]]
    let now: { status: DossierStatus; returnTo: DossierStatus[] } = { status: 4, returnTo: [] }
    for (const [status, returnTo] of path) {
      const next = changeStatus(now.status, status, { returnTo: now.returnTo })
      expect(next).toEqual({ ok: true, value: { status, returnTo } })
      if (next.ok) now = next.value
    }
  })

  it('any walk over the table can be replayed and remembers no more than what it paused', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (choices) => {
        let now: { status: DossierStatus; returnTo: DossierStatus[] } = { status: 2, returnTo: [] }
        for (const choice of choices) {
          const next = legalNext(now.status, now)
          if (next.length === 0) break
          const changed = changeStatus(now.status, next[choice % next.length]!, now)
          expect(changed.ok).toBe(true)
          if (changed.ok) now = changed.value
          expect(now.returnTo.length).toBeLessThanOrEqual(2)
          expect([5, 6, 7].includes(now.status)).toBe(now.returnTo.length > 0)
        }
      })
    )
  })
})
