import { statSync } from 'node:fs'
import { join } from 'node:path'
import { writeHeavyScan, writeSampleScan } from '../harness/sample-scan.ts'
import {
  attachFiles,
  birthRegistration,
  cards,
  chooseProcedure,
  fillIntake,
  openPinWindow,
  pressReceive,
  procedureField,
  typePin,
  waitForDraft,
  waitForFocus,
  waitForTokenReady
} from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { expectAllAtPortal, expectAllReceivedOnScreen, expectConsecutive } from './support/laws.ts'

/** SIGKILL at six named points. After each: nothing acknowledged is lost, no number is issued twice, the queue goes on to the end. */

test('mid-form: core, then the whole app', async ({ desk }) => {
  const scan = await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh')
  let page = await desk.open()
  await fillIntake(page, { card: cards.huyen, files: [scan] })
  await waitForFocus(page.getByLabel('Email'))
  await page.keyboard.type('khanhhuyen@')
  await killProcess(desk, 'core')
  await page.keyboard.type('example.vn')
  await expect(page.getByLabel('Email')).toHaveValue('khanhhuyen@example.vn')
  await expect(page.getByLabel('Họ và tên')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await desk.shoot('core-killed-nothing-lost-on-screen')
  await expect(page.getByTestId('link-state')).not.toContainText('khởi động lại')
  await page.keyboard.press('Shift+Tab')
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0987654321')
  await page.keyboard.press('Tab')
  await waitForDraft(page, 'phone', '0987654321')
  await desk.counter.kill()

  page = await desk.open()
  await expect(page.getByText('Hồ sơ nhập dở')).toContainText('Nguyễn Thị Khánh Huyền')
  await desk.shoot('draft-offered-after-restart')
  await page.keyboard.press('F5')
  await expect(page.getByLabel('Điện thoại')).toHaveValue('0987654321')
  await expect(page.getByLabel('Email')).toHaveValue('khanhhuyen@example.vn')
  await expect(page.getByLabel('Họ và tên')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(procedureField(page)).toHaveValue(birthRegistration.name)
  await expect(page.getByTestId('draft-file')).toHaveText(/To khai\.pdf/)
  await desk.shoot('draft-restored')
  await waitForTokenReady(page)
  const codes: string[] = []
  await typePin(await openPinWindow(desk.counter, async () => codes.push(await pressReceive(page))))
  expectConsecutive(codes)
  await expectAllAtPortal(desk, codes, 1)
  await expect(page.getByText('Hồ sơ nhập dở')).toHaveCount(0)
  await desk.shoot('received')
  await expectAllReceivedOnScreen(desk, codes)
})

test('between commit and answer: core', async ({ desk }) => {
  let page = await desk.open({ env: { QMC_FAULT_POINT: 'core-after-commit' } })
  await fillIntake(page, { card: cards.huyen })
  await page.keyboard.press('Control+Enter')
  const summary = page.getByTestId('error-summary')
  await expect(summary).toContainText('cùng một hồ sơ không bao giờ được cấp hai số')
  await desk.shoot('answer-lost')
  // The number is there already: asked again, core gives the same.
  const codes = [await pressReceive(page)]
  await desk.shoot('same-dossier-again')
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)

  await fillIntake(page, { card: cards.duc })
  await page.keyboard.press('Control+Enter')
  await expect(summary).toBeVisible()
  await desk.counter.kill()
  page = await desk.open()
  await expect(page.getByText('Hồ sơ nhập dở')).toHaveCount(0)
  await page.keyboard.press('F4')
  const second = page.getByTestId('worklist').getByRole('row').filter({ hasText: 'Trần Văn Đức' })
  await expect(second).toHaveCount(1)
  codes.push((await second.getByRole('gridcell').first().textContent()) ?? '')
  await desk.shoot('received-although-unanswered')
  await page.keyboard.press('F2')
  await fillIntake(page, { card: cards.quynh })
  codes.push(await pressReceive(page))
  expectConsecutive(codes)
  await expectAllAtPortal(desk, codes, 0)
  await expectAllReceivedOnScreen(desk, codes)
  await desk.shoot('all-received')
})

test('mid-signature: signer, with the PIN window open and inside the signature', async ({ desk }) => {
  const scans = [
    await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh'),
    await writeSampleScan(join(desk.folder, 'in', 'Giay chung sinh.pdf'), 'Giấy chứng sinh')
  ]
  let page = await desk.open({ env: { QMC_FAULT_POINT: 'signer-before-sign' } })
  await fillIntake(page, { card: cards.huyen, files: scans })
  await waitForTokenReady(page)
  const codes: string[] = []
  const orphan = await openPinWindow(desk.counter, async () => codes.push(await pressReceive(page)))
  const closed = orphan.waitForEvent('close')
  await killProcess(desk, 'signer')
  await closed
  const state = page.getByTestId('sign-state')
  await expect(state).toContainText('bộ phận ký đang khởi động lại')
  await desk.shoot('signer-killed-under-the-pin-window')

  await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
  await expect(state).toContainText('Đã ký 0 tệp')
  await expect(state).toContainText('bộ phận ký đang khởi động lại')
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  await desk.shoot('signer-killed-inside-the-signature')
  expect((await desk.inspect()).map(({ code }) => code)).toEqual(codes)
  await desk.counter.kill()

  page = await desk.open()
  await page.keyboard.press('F9')
  await expect(page.getByTestId('unsigned-files')).toContainText('Giay chung sinh.pdf')
  await desk.shoot('both-still-wait')
  await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
  await expect(page.getByText('Đã ký 2/2 tệp.')).toBeVisible()
  const [dossier] = await expectAllAtPortal(desk, codes, 2)
  expect(dossier?.entries.map(({ kind }) => kind)).toEqual(['dossier.received', 'file.attached', 'file.attached', 'file.signed', 'file.signed'])
  await expectAllReceivedOnScreen(desk, codes)
  await desk.shoot('signed-and-received')
})

test('mid-push: core', async ({ desk }) => {
  const page = await desk.open()
  await fillIntake(page, { card: cards.huyen })
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  // What is under way on so slow a line (changes, leases) would be waited for first.
  await expectQuietLine(desk)
  desk.proxy.throttle(400)
  const before = desk.proxy.sent['to-portal']
  const core = await findPid(desk, 'core')
  const codes = [await pressReceive(page)]
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đang gửi/, { timeout: 60_000 })
  await expect.poll(() => desk.proxy.sent['to-portal'], { intervals: [50], timeout: 60_000 }).toBeGreaterThan(before + 600)
  process.kill(core, 'SIGKILL')
  expect((await desk.counts()).entries).toBe(0)
  await desk.shoot('core-killed-in-the-middle-of-a-push')
  desk.proxy.throttle(undefined)
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/, { timeout: 60_000 })
  await desk.shoot('went-on-by-itself')

  await fillIntake(page, { card: cards.duc })
  codes.push(await pressReceive(page))
  expectConsecutive(codes)
  await expectAllAtPortal(desk, codes, 0)
  await expectAllReceivedOnScreen(desk, codes)
})

async function expectQuietLine({ proxy }: Desk): Promise<void> {
  let last = -1
  const isQuiet = (): boolean => {
    const sent = proxy.sent['to-portal'] + proxy.sent['to-counter']
    const isSame = sent === last
    last = sent
    return isSame
  }
  await expect.poll(isQuiet, { intervals: [1_000], timeout: 60_000 }).toBe(true)
}

test("between the portal's commit and its answer: the whole app", async ({ desk }) => {
  let page = await desk.open()
  await fillIntake(page, { card: cards.huyen })
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  desk.proxy.holdReplies('POST /v1/entries')
  const codes = [await pressReceive(page)]
  await desk.proxy.waitForHeldReply()
  expect((await desk.inspect()).map(({ code }) => code)).toEqual(codes)
  await expect(page.getByTestId('delivery-state')).not.toHaveText(/Đã tiếp nhận/)
  await desk.shoot('portal-has-it-the-counter-does-not-know')
  await desk.counter.kill()
  desk.proxy.dropReplies()

  page = await desk.open()
  await page.keyboard.press('F4')
  await expect(page.getByTestId('worklist')).toContainText(/Đã tiếp nhận/, { timeout: 60_000 })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('dossier-code')).toHaveText(codes[0] ?? '')
  await expect(page.getByTestId('portal-receipt')).toContainText('Đã tiếp nhận lúc')
  await desk.shoot('same-receipt-asked-for-again')
  await page.keyboard.press('F2')
  await fillIntake(page, { card: cards.duc })
  codes.push(await pressReceive(page))
  expectConsecutive(codes)
  await expectAllAtPortal(desk, codes, 0)
  await expectAllReceivedOnScreen(desk, codes)
})

test('mid-file: the whole app', async ({ desk }) => {
  const scan = await writeHeavyScan(join(desk.folder, 'in', 'Ban ve.pdf'), 2_400_000)
  const sizeBytes = statSync(scan).size
  let page = await desk.open()
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.huyen)
  await attachFiles(page, 0, [scan])
  await waitForTokenReady(page)
  const codes: string[] = []
  const pinWindow = await openPinWindow(desk.counter, async () => codes.push(await pressReceive(page)))
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  desk.proxy.throttle(256 * 1024)
  await typePin(pinWindow)
  await page.keyboard.press('F7')
  // Three chunks of 256 KB are at the portal, and kept there.
  await expect(page.getByTestId('queue')).toContainText(/(768 KB|1,\d MB) \/ \d,\d MB/, { timeout: 60_000 })
  // Next to nothing gets through while the picture is taken.
  desk.proxy.throttle(1_000)
  await desk.shoot('half-of-the-file-sent')
  await desk.counter.kill()
  expect((await desk.inspect())[0]?.scansPending).toBe(true)

  desk.proxy.throttle(undefined)
  const before = desk.proxy.sent['to-portal']
  page = await desk.open()
  await expectAllAtPortal(desk, codes, 1)
  expect(desk.proxy.sent['to-portal'] - before).toBeLessThan(sizeBytes - 700 * 1024)
  await expect(page.getByTestId('queue-count')).toHaveText('Hàng đợi gửi trống')
  await expectAllReceivedOnScreen(desk, codes)
  await desk.shoot('resumed-where-it-was-cut')
})

async function killProcess(desk: Desk, name: 'core' | 'signer'): Promise<void> {
  process.kill(await findPid(desk, name), 'SIGKILL')
}

async function findPid(desk: Desk, name: 'core' | 'signer'): Promise<number> {
  const pid = await desk.counter.findChildPid(name)
  if (pid === undefined) throw new Error(`${name} does not run`)
  return pid
}
