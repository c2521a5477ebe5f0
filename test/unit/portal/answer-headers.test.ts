import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestHeaderName } from '../../../electron/contract/headers.ts'
import { wirePaths } from '../../../electron/contract/wire.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'
import { createUpload, sendChunk, sendTus } from './support/upload.ts'

/** A box on the way that keeps an answer would give it to a later request too, and the counter takes no answer but its own request's. */

describe.each(engines)('an answer on %s', (engine) => {
  let portal: TestPortal
  let counter: TestCounter
  beforeAll(async () => {
    portal = await startTestPortal(engine)
    counter = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
  })
  afterAll(() => portal.close())

  test.each([
    ['what it asked for', 'GET', wirePaths.changes, undefined, 200],
    ['a refusal', 'POST', wirePaths.recall, {}, 400],
    ['that there is no such thing', 'GET', '/v1/khong-co', undefined, 404]
  ])('bears the name of its request, and nobody keeps it: %s', async (_what, method, path, body, status) => {
    const name = randomBytes(16).toString('hex')
    const answer = await counter.call(method, path, body, { headers: { [requestHeaderName]: name } })
    expect([answer.status, answer.headers.get(requestHeaderName), answer.headers.get('cache-control')]).toEqual([status, name, 'no-store'])
  })

  test('of an upload, to who is unknown, and to anybody is kept by nobody either', async () => {
    const bytes = randomBytes(100)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const path = await createUpload(counter, sha256, bytes.length)
    const answers = [
      await sendTus(counter, 'HEAD', path),
      await sendChunk(counter, path, 0, bytes),
      await counter.call('HEAD', `${wirePaths.filesByHash}/${sha256}`),
      await fetch(portal.url + wirePaths.changes),
      await fetch(`${portal.url}/status`)
    ]
    expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual([200, 204, 200, 401, 200].map((status) => [status, 'no-store']))
  })
})
