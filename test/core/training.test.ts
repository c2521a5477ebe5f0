import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markForTraining } from '../../electron/domain/forms/training-mark.ts'
import { createCounter, getOk, removeFolder, type Counter } from './support/counter.ts'
import { startCoreProcess } from './support/core-process.ts'
import { makeIntake } from './support/people.ts'

let counter: Counter
let sockets = 0
const countSocket = (): void => {
  sockets += 1
}

beforeEach(async () => {
  sockets = 0
  subscribe('net.client.socket', countSocket)
  counter = createCounter()
  await counter.open()
  getOk(await counter.call('core.found-training', {}))
  await counter.logIn('tap-huan-tiep-nhan')
})

afterEach(async () => {
  unsubscribe('net.client.socket', countSocket)
  await counter.close()
  removeFolder(counter)
})

test('the invented office works whole and opens no connection, also when it is told to try now', async () => {
  const received = getOk(await counter.call('dossier.receive', makeIntake()))
  expect(received.code).toMatch(/^000\.00\.00\.H00-\d{6}-0001$/)
  getOk(await counter.call('queue.retry', {}))
  const certified = getOk(await counter.call('dossier.receive', makeIntake({ procedureCode: '2.000815', components: [{ id: '2.000815-TP01', ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [] }] })))
  expect(certified.code).toMatch(/-0002$/)
  const status = getOk(await counter.call('status.get', {}))
  expect(status.link).toEqual({ state: 'training' })
  expect(status.queue.dossiersWaiting).toBe(2)
  expect(getOk(await counter.call('dossier.get', { id: received.dossierId })).delivery).toEqual({ state: 'saved' })
  expect(sockets).toBe(0)
})

test('what it is stays with its database: it cannot be enrolled, and opened again it still has no link and goes on numbering', async () => {
  expect(await counter.call('core.enrol', { portalUrl: 'http://127.0.0.1:1', code: 'x', deviceName: 'x' })).toEqual({ ok: false, error: { kind: 'already-enrolled' } })
  expect(await counter.call('core.found-training', {})).toEqual({ ok: false, error: { kind: 'already-enrolled' } })
  getOk(await counter.call('dossier.receive', makeIntake()))
  await counter.close()
  await counter.open()
  await counter.logIn('tap-huan-tiep-nhan')
  expect(getOk(await counter.call('dossier.receive', makeIntake())).code).toMatch(/-0002$/)
  expect(getOk(await counter.call('status.get', {})).link).toEqual({ state: 'training' })
  expect(sockets).toBe(0)
})

test('a process of the closed world makes no portal client, whatever it is asked', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const folder = { dataFolder: mkdtempSync(join(tmpdir(), 'qmc-core-')) }
  const core = startCoreProcess({ env: { QMC_CLOSED_WORLD: '1' } })
  const open = startCoreProcess()
  try {
    const ask = async ({ call }: typeof core, name: string): Promise<unknown> => {
      getOk(await call('core.open', { dataFolder: join(folder.dataFolder, name), key: Buffer.alloc(32, 7).toString('base64'), mustExist: false }))
      return call('core.enrol', { portalUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, code: 'x', deviceName: 'x' })
    }
    expect(await ask(core, 'closed')).toMatchObject({ ok: false, error: { kind: 'unexpected' } })
    expect(connections).toBe(0)
    // The same question from an open process does reach it: the wall is what kept it away.
    expect(await ask(open, 'open')).toMatchObject({ ok: false, error: { kind: 'portal-unreachable' } })
    expect(connections).toBeGreaterThan(0)
  } finally {
    await Promise.all([core.process.kill(), open.process.kill()])
    server.close()
    removeFolder(folder)
  }
})

test('every kind of paper bears the mark on each page and in its title', async () => {
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  for (const kind of ['receipt', 'control-slip'] as const) {
    const form = getOk(await counter.call('form.render', { kind, dossierId, reprint: false }))
    expect(form.html).not.toContain('BẢN TẬP HUẤN')
    const marked = markForTraining(form)
    expect(marked.html).toContain('<b>BẢN TẬP HUẤN</b>')
    expect(marked.title).toMatch(/^BẢN TẬP HUẤN /)
  }
  expect(() => markForTraining({ html: '<p>x</p>', title: 'x', paper: 'A5' })).toThrow()
})
