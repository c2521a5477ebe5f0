import { cpSync, renameSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getOk, listAll, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { openRoom, type Room } from './disk-full/scene.ts'

let portal: TestPortal
let office: TestOffice
let counter: Counter
let room: Room
beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
  await counter.close()
  room = openRoom(counter, office)
})
afterAll(async () => {
  await room.close()
  await portal.close()
  removeFolder(counter)
})

test('each look reads what the disk holds by then, all in one process', async () => {
  const pids = new Set<number | undefined>()
  const count = (): Promise<number> =>
    room.work(async ({ call, process }) => {
      pids.add(process.child.pid)
      return (await listAll(call)).length
    })
  expect(await count()).toBe(0)
  const before = `${counter.dataFolder}-before`
  cpSync(counter.dataFolder, before, { recursive: true })
  await counter.logIn(office.officerId('reception'))
  getOk(await counter.call('dossier.receive', makeIntake()))
  await counter.close()
  expect(await count()).toBe(1)
  removeFolder(counter)
  renameSync(before, counter.dataFolder)
  expect(await count()).toBe(0)
  expect(pids.size).toBe(1)
})

test('a look whose core ended, or that failed, is followed by one in a new process', async () => {
  await room.work(({ process }) => process.kill())
  await expect(room.work(() => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed')
  expect(await room.work(({ call }) => listAll(call))).toEqual([])
})
