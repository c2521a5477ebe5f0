import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cards, fillIntake, logIn, pressReceive, procedureField, tabTo, waitForFocus } from '../harness/steps.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { expectAllAtPortal } from './support/laws.ts'
import { expectGoodLooks } from './support/looks.ts'
import { purgeByKeyboard } from './support/purge-walk.ts'
import { typeNames } from './support/type-names.ts'

/** In a closed network: `enrolment.json` names the portal's own authority, and later the sheet beside the copies does. */
test.use({ isHttps: true })

test('in the real app: a verified backup, the queue exported, a self-test with a process really killed, and the counter of a dead PC put back from its second disk', async ({ desk }) => {
  const disk = join(desk.folder, 'o-sao-luu')
  mkdirSync(disk)
  const page = await desk.start()
  await logIn(page, 'dat')
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  const call = (method: string, input: unknown): Promise<unknown> =>
    page.evaluate(([name, value]) => (window as unknown as { counter: { call(name: string, input: unknown): Promise<unknown> } }).counter.call(name as string, value), [method, input] as const)

  expect(await call('backup.set-folder', { folder: disk })).toMatchObject({ ok: true, value: { folder: disk } })
  expect(await call('backup.run', {})).toMatchObject({ ok: true, value: { entries: 0 } })
  expect(await call('queue.export', { folder: disk })).toMatchObject({ ok: true, value: { entries: 0 } })
  expect(await call('journal.export', { folder: disk, withContent: false })).toMatchObject({ ok: true })
  await expect.poll(() => readdirSync(disk).map((name) => name.split('-')[0])).toEqual(expect.arrayContaining(['counter', 'queue', 'journal', 'recovery', 'unsent']))

  // Twice: the process that was killed comes again when it is needed again.
  for (let i = 0; i < 2; i++) {
    expect(await call('diagnostics.run', {})).toMatchObject({ ok: true, value: { crash: { outcome: 'passed', acknowledged: 19, found: 19 }, chain: { state: 'intact' }, fsync: { samples: 50 } } })
  }
  expect(await desk.counter.findChildPid('core')).toBeDefined()

  // Two dossiers are unsent when the PC dies: its whole data folder is gone, the second disk is left.
  const locked = (await call('session.logout', {})) as { value: { officers: { id: string; login: string }[] } }
  const officerId = locked.value.officers.find(({ login }) => login === 'nhung')?.id
  expect(await call('session.login', { officerId, password: demoPassword })).toMatchObject({ ok: true })
  await waitForFocus(procedureField(page), 60_000)
  const codes: string[] = []
  await fillIntake(page, { card: cards.huyen })
  codes.push(await pressReceive(page))
  await expectAllAtPortal(desk, codes, 0)
  await purgeByKeyboard(desk, call, codes[0]!)
  await desk.proxy.down()
  for (const card of [cards.quynh, cards.duc]) {
    await fillIntake(page, { card })
    codes.push(await pressReceive(page))
  }
  await expect(page.getByTestId('link-state')).toContainText('2 hồ sơ chờ gửi')
  // A folder that takes longer than two seconds keeps nobody waiting: the copy is made soon after.
  await expect.poll(async () => ((await call('backup.get', {})) as { value: { secondCopy: { entries?: number } } }).value.secondCopy.entries).toBeGreaterThanOrEqual(2)
  await desk.counter.kill()
  rmSync(desk.dataFolder, { recursive: true, maxRetries: 20, retryDelay: 100 })
  await desk.proxy.up()
  await restoreByKeyboard(desk, disk)

  await expect(desk.page.getByText(/Đã khôi phục quầy số 1 từ bản sao lúc .* Máy cũ đã bị khóa\./)).toBeVisible({ timeout: 60_000 })
  await desk.shoot('restored')
  await logIn(desk.page)
  await expect(desk.page.getByTestId('link-state')).toHaveAttribute('data-link', 'online', { timeout: 60_000 })
  await expectAllAtPortal(desk, codes, 0)
  // What its copy did not have comes from the portal, which was given it from the disk.
  await desk.page.keyboard.press('F4')
  const rows = desk.page.getByTestId('worklist').getByRole('row').filter({ has: desk.page.getByRole('gridcell') })
  await expect(rows).toHaveCount(codes.length, { timeout: 60_000 })
  for (const [index, code] of [...codes].reverse().entries()) await expect(rows.nth(index)).toContainText(code)
  await expectGoodLooks(desk, 'the-counter-is-back')
  await desk.page.keyboard.press('F2')
  await fillIntake(desk.page, { card: cards.duc })
  const next = await pressReceive(desk.page)
  expect(Number(next.slice(-4))).toBeGreaterThan(Math.max(...codes.map((code) => Number(code.slice(-4)))))
  await expectAllAtPortal(desk, [...codes, next], 0)
})

/** On a new PC, without a mouse: the folder, the administrator's code, Enter. */
async function restoreByKeyboard(desk: Desk, disk: string): Promise<void> {
  const device = /^recovery-(.+)\.json$/.exec(readdirSync(disk).find((name) => name.startsWith('recovery-')) ?? '')?.[1] ?? ''
  const command = join(import.meta.dirname, '..', 'portal', 'restore', 'restore-code.ts')
  const code = execFileSync(process.execPath, [command, device], { encoding: 'utf8', env: { ...process.env, DATABASE_URL: desk.databaseUrl, PORTAL_DATA: join(desk.folder, 'portal') } }).trim()
  const page = await desk.start({ size: { width: 1024, height: 600 } })
  await page.getByRole('heading', { name: 'Ghi danh quầy này' }).waitFor({ timeout: 60_000 })
  await typeNames(page.locator('main'))
  await expectGoodLooks(desk, 'setup')
  await tabTo(page, page.getByRole('button', { name: 'Máy cũ của quầy hỏng? Khôi phục từ bản sao' }))
  await page.keyboard.press('Enter')
  await waitForFocus(page.getByLabel(/^Thư mục sao lưu/))
  await page.keyboard.type(disk)
  await tabTo(page, page.getByLabel('Địa chỉ Cổng'))
  await expect(page.getByRole('list', { name: 'Bản sao tìm thấy' })).toContainText('Quầy số 1')
  await expect(page.getByLabel('Địa chỉ Cổng')).toHaveValue(desk.address)
  await tabTo(page, page.getByLabel('Mã khôi phục'))
  await page.keyboard.type('SAI-MA')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Mã ghi danh hoặc mã khôi phục không đúng')).toBeVisible()
  await expectGoodLooks(desk, 'wrong-code')
  await waitForFocus(page.getByLabel('Mã khôi phục'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}
