import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { logIn } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'

test('in the real app: a verified backup, the queue exported, and a self-test with a process really killed', async ({ desk }) => {
  const disk = join(desk.folder, 'o-sao-luu')
  mkdirSync(disk)
  const page = await desk.start()
  await logIn(page, 'dat')
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online', { timeout: 30_000 })
  const call = (method: string, input: unknown): Promise<unknown> =>
    page.evaluate(([name, value]) => (window as unknown as { counter: { call(name: string, input: unknown): Promise<unknown> } }).counter.call(name as string, value), [method, input] as const)

  expect(await call('backup.set-folder', { folder: disk })).toMatchObject({ ok: true, value: { folder: disk } })
  expect(await call('backup.run', {})).toMatchObject({ ok: true, value: { entries: 0 } })
  expect(await call('queue.export', { folder: disk })).toMatchObject({ ok: true, value: { entries: 0 } })
  expect(await call('journal.export', { folder: disk, withContent: false })).toMatchObject({ ok: true })
  expect(readdirSync(disk).map((name) => name.split('-')[0])).toEqual(expect.arrayContaining(['counter', 'queue', 'journal', 'recovery', 'unsent']))

  // Twice: the process that was killed comes again when it is needed again.
  for (let i = 0; i < 2; i++) {
    expect(await call('diagnostics.run', {})).toMatchObject({ ok: true, value: { crash: { outcome: 'passed', acknowledged: 19, found: 19 }, chain: { state: 'intact' }, fsync: { samples: 50 } } })
  }
  expect(await desk.counter.findChildPid('core')).toBeDefined()
})
