import { describe, expect, test } from 'vitest'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { createAdmission } from '../../portal/admission.ts'
import { HttpProblem } from '../../portal/problem.ts'
import { enrolCounter } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal } from './support/engines.ts'

describe('admission', () => {
  test('runs so many at once, the next in their order, and turns the rest away', async () => {
    const admission = createAdmission({ places: 2, waiting: 2 })
    const order: number[] = []
    const finish: (() => void)[] = []
    const start = (name: number) =>
      admission.run(() => {
        order.push(name)
        return new Promise<number>((resolve) => finish.push(() => resolve(name)))
      })
    const admitted = [1, 2, 3, 4].map(start)
    await expect(start(5)).rejects.toThrow(HttpProblem)
    await expect(start(6)).rejects.toMatchObject({ problem: { status: 503, type: problemTypes.busy } })
    expect(order).toEqual([1, 2])
    while (order.length < 4) {
      finish.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const end of finish) end()
    expect(await Promise.all(admitted)).toEqual([1, 2, 3, 4])
    expect(order).toEqual([1, 2, 3, 4])
  })

  test('each one turned away is given the next turn, at the pace at which work is done', async () => {
    let nowMs = 0
    const admission = createAdmission({ places: 1, waiting: 0, now: () => nowMs })
    // Work that takes a second each, until the portal has learned it.
    for (let times = 0; times < 60; times++) await admission.run(() => Promise.resolve(void (nowMs += 1_000)))
    let finish: () => void = () => undefined
    const running = admission.run(() => new Promise<void>((resolve) => (finish = resolve)))
    const turns: number[] = []
    const ask = (who?: string): Promise<number> => admission.run(() => Promise.resolve(0), who).catch((error: unknown) => Number((error as HttpProblem).headers['retry-after']))
    for (const who of ['a', 'b', 'c', 'd', 'e']) turns.push(await ask(who))
    expect(turns).toEqual([1, 2, 3, 4, 5])
    // Who is far is told anew on the way, the pace may have changed by then; who is not known stands behind all and takes nobody's turn.
    for (let counter = 0; counter < 500; counter++) turns.push(await ask(`xa ${counter}`))
    expect(Math.max(...turns)).toBeLessThanOrEqual(12)
    expect([await ask(), await ask(), await ask('a')]).toEqual([12, 12, 1])
    finish()
    await running
    // Turns that nobody took are not waited for by who comes long after.
    nowMs += 60_000
    void admission.run(() => new Promise(() => undefined))
    expect(await ask('mới')).toBe(1)
  })

  test('who comes back too early keeps its rank, and goes before who came later', async () => {
    let nowMs = 0
    const admission = createAdmission({ places: 1, waiting: 0, now: () => nowMs })
    for (let times = 0; times < 60; times++) await admission.run(() => Promise.resolve(void (nowMs += 1_000)))
    void admission.run(() => new Promise(() => undefined))
    const ask = (who: string): Promise<unknown> => admission.run(() => Promise.resolve(), who).catch((error: unknown) => Number((error as HttpProblem).headers['retry-after']))
    expect([await ask('a'), await ask('b'), await ask('c')]).toEqual([1, 2, 3])
    nowMs += 500
    expect([await ask('c'), await ask('a'), await ask('d')]).toEqual([3, 1, 4])
    // Asked before a body is read, the answer is the same.
    expect(() => admission.turnAwayIfFull('b')).toThrow(HttpProblem)
  })

  test('one long pause does not make the pace', async () => {
    let nowMs = 0
    const admission = createAdmission({ places: 1, waiting: 0, now: () => nowMs })
    const work = (ms: number): Promise<unknown> => admission.run(() => Promise.resolve(void (nowMs += ms)))
    for (let times = 0; times < 60; times++) await work(30)
    await work(60_000)
    void admission.run(() => new Promise(() => undefined))
    let last = 0
    for (let counter = 0; counter < 100; counter++) await admission.run(() => Promise.resolve(), `máy ${counter}`).catch((error: unknown) => (last = Number((error as HttpProblem).headers['retry-after'])))
    expect(last).toBeLessThanOrEqual(4)
  })

  test('who was let in has its place while its request is on the way, and no longer than a moment', async () => {
    let nowMs = 0
    const admission = createAdmission({ places: 1, waiting: 1, now: () => nowMs })
    const turnAway = (who: string) => () => admission.turnAwayIfFull(who)
    turnAway('a')()
    turnAway('b')()
    expect(turnAway('c')).toThrow(HttpProblem)
    expect(await admission.run(() => Promise.resolve('xong'), 'b')).toBe('xong')
    turnAway('c')()
    nowMs += 1_001
    // Slow lines leave the portal idle for nobody.
    turnAway('d')()
    turnAway('e')()
    expect(turnAway('f')).toThrow(HttpProblem)
  })

  test('at a slow pace fewer stand in line than at a quick one: nobody waits in it until its time limit', async () => {
    const countLet = async (ms: number): Promise<number> => {
      let nowMs = 0
      const admission = createAdmission({ places: 1, waiting: 64, now: () => nowMs })
      for (let times = 0; times < 60; times++) await admission.run(() => Promise.resolve(void (nowMs += ms)))
      for (let counter = 0; ; counter++) {
        try {
          admission.turnAwayIfFull(`máy ${counter}`)
        } catch {
          return counter
        }
      }
    }
    expect([await countLet(20), await countLet(500)]).toEqual([65, 22])
  })

  test('a failed work frees its place', async () => {
    const admission = createAdmission({ places: 1, waiting: 0 })
    await expect(admission.run(() => Promise.reject(new Error('hỏng')))).rejects.toThrow('hỏng')
    expect(await admission.run(() => Promise.resolve('xong'))).toBe('xong')
  })

  test('a push without a place is told when to come back, and nothing of it is kept', async () => {
    const portal = await startTestPortal(engines.at(-1)!, { admission: { places: 0, waiting: 0 } })
    try {
      const counter = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
      const entry = receive(counter, 1)
      const answer = await counter.call('POST', '/v1/entries', { chain: counter.chain, entries: [entry.pushed] })
      expect([answer.status, answer.body]).toEqual([503, expect.objectContaining({ type: problemTypes.busy })])
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(await portal.database.query('select 1 from chain_link')).toEqual([])
    } finally {
      await portal.close()
    }
  })
})
