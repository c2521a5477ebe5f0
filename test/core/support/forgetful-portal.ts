import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { startRelay, type Relay } from '../../prove/relay.ts'
import { findDatabaseUrl } from '../../prove/victim.ts'
import type { Portal } from '../../portal/server.ts'
import type { SignedHead } from '../../../electron/contract/wire.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import { copyDatabase } from './copy-database.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, type Counter } from './counter.ts'
import { makeIntake } from './people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './portal.ts'
import { openSigningDesk, type SigningDesk } from './signing-desk.ts'
import { waitFor } from './wait.ts'

/** Needs a database that can be copied whole: PostgreSQL. */
export const isPostgres = process.env['DATABASE_URL'] !== undefined

export interface Seat {
  counter: Counter
  relay: Relay
}

/** A portal that can be put back from a copy, and two counters of one office, new for each test. */
export interface ForgetfulPortal {
  readonly instance: Portal
  readonly office: TestOffice
  readonly desk: SigningDesk
  readonly seats: Seat[]
  /** As a dump would be made in the night. */
  keepCopy(): Promise<void>
  putBack(): Promise<void>
  /** @param options e.g. under a clock of its own */
  startAgain(options?: Parameters<TestPortal['startAnother']>[0]): Promise<void>
  waitUntilSent(): Promise<void>
  /** The officers come in the next morning: a core that starts asks at once. */
  reopen(): Promise<void>
}

/** Made before the tests of a file and taken down after them. */
export function useForgetfulPortal(): ForgetfulPortal {
  let portal: TestPortal
  let instance: Portal
  let url: string
  let office: TestOffice
  let desk: SigningDesk
  const seats: Seat[] = []

  beforeAll(async () => {
    desk = openSigningDesk()
    portal = await startReferencePortal()
    instance = portal
    if (isPostgres) url = await findDatabaseUrl(portal)
  })
  afterAll(async () => {
    await desk.close()
    await stopPortal()
    if (isPostgres) await copyDatabase(url, 'forget')
    await portal.close()
  })
  beforeEach(async () => {
    office = await openOffice(instance.database)
    for (const code of [0, 1]) {
      const relay = await startRelay(instance.url)
      seats.push({ relay, counter: await startCounter(relay.url, office, { code, random: () => 0, press: desk.press }) })
    }
  })
  afterEach(async () => {
    for (const { counter, relay } of seats.splice(0)) {
      await counter.close()
      await relay.close()
      removeFolder(counter)
    }
  })

  async function stopPortal(): Promise<void> {
    await (instance === portal ? portal.stop() : instance.close().catch(() => undefined))
  }

  const forgetful: ForgetfulPortal = {
    get instance() {
      return instance
    },
    get office() {
      return office
    },
    get desk() {
      return desk
    },
    seats,
    keepCopy: async () => {
      await stopPortal()
      await copyDatabase(url, 'keep')
      await forgetful.startAgain()
    },
    putBack: async () => {
      await stopPortal()
      await copyDatabase(url, 'put-back')
    },
    startAgain: async (options) => {
      instance = await portal.startAnother(options)
      for (const { relay } of seats) relay.target = instance.url
    },
    waitUntilSent: async () => {
      for (const { counter } of seats)
        await waitFor('an empty queue', async () => {
          const { queue } = await getStatus(counter.call)
          return queue.entriesWaiting === 0 && queue.filesWaiting === 0 && queue.offeredAgain === undefined
        })
    },
    reopen: async () => {
      for (const { counter } of seats) {
        await counter.close()
        await counter.open()
        await counter.logIn(office.officerId('reception'))
      }
    }
  }
  return forgetful
}

export const receive = async (counter: Counter): Promise<string> => getOk(await counter.call('dossier.receive', makeIntake())).dossierId
export const changeStatus = async (counter: Counter, id: string): Promise<void> => void getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
export const recalls = (counter: Counter) => inspect(counter, (db) => (db.prepare(`SELECT payload FROM journal WHERE kind = 'counter.recalled' ORDER BY seq`).pluck().all() as string[]).map((text) => JSON.parse(text) as { isAdmitted: boolean; kept: SignedHead; shown: SignedHead }))
