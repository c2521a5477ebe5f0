import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { enrolCounter } from './support/counter.ts'
import { engines, startTestPortal } from './support/engines.ts'

test.each(engines)('a portal on %s that is closed under a request lets it end before the database does', async (engine) => {
  const portal = await startTestPortal(engine)
  const counter = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
  let [begin, release] = [(): void => undefined, (): void => undefined]
  const begun = new Promise<void>((resolve) => (begin = resolve))
  const released = new Promise<void>((resolve) => (release = resolve))
  const query = portal.database.query.bind(portal.database)
  const answers: Promise<unknown>[] = []
  portal.database.query = (...given) => {
    begin()
    const answer = released.then(() => query(...given))
    answers.push(answer)
    return answer as never
  }
  const asked = counter.call('GET', '/v1/changes?since=&limit=10').catch(() => 'cut')
  await begun
  const stopped = portal.stop()
  expect(await asked).toBe('cut')
  // Long enough for a database that waits for nobody to be closed.
  await sleep(200)
  release()
  await stopped
  expect((await Promise.allSettled(answers)).filter(({ status }) => status === 'rejected')).toEqual([])
  await portal.close()
})
