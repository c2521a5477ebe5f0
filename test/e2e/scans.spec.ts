import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { fillIntake, openPinWindow, pressReceive, tabTo, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { openDatabase } from '../portal/database.ts'
import { expect, test } from './support/desk.ts'
import { expectAllAtPortal } from './support/laws.ts'
import { expectGoodLooks } from './support/looks.ts'

const card = '036190012345||Công Tằng Tôn Nữ Thị Phương Thảo Quỳnh Nguyệt Anh|15031990|Nữ|Tổ dân phố số 12 đường Trần Hưng Đạo kéo dài, thị trấn Ngô Đồng, Giao Thủy, Nam Định|10052021'
const longName = 'Giấy chứng sinh bản quét lại ngày mười lăm tháng ba do bản trước mờ, thiếu trang hai, của cháu Công Tằng Tôn Nữ Thị Phương Thảo Quỳnh Nguyệt Anh.pdf'

/** In a queue of fifty the receipt goes out first and the papers are scanned afterwards. By keys alone. */
for (const size of [{ width: 1024, height: 600 }, { width: 1366, height: 768 }]) {
  test(`scans are added to a received dossier, signed and received, at ${size.width}x${size.height}`, async ({ desk }) => {
    const folder = join(desk.folder, 'scans')
    const declaration = await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh')
    const again = await writeSampleScan(join(desk.folder, 'in', longName), 'Giấy chứng sinh')
    await writeSampleScan(join(folder, 'nguoi truoc.pdf'), 'Của người trước')
    const page = await desk.open({ size, env: { QMC_SCAN_FOLDER: folder } })
    await waitForTokenReady(page)
    await fillIntake(page, { card })
    const code = await pressReceive(page)
    await page.keyboard.press('Control+o')
    await expect(page.getByTestId('dossier-code')).toHaveText(code)
    await waitForFocus(page.getByTestId('dossier-code'))

    await page.keyboard.press('F8')
    const form = page.getByTestId('act-form')
    const paper = form.getByLabel(/^Giấy tờ/)
    const taken = form.getByTestId('draft-file')
    await waitForFocus(paper)
    await page.keyboard.press('Control+Enter')
    await expect(form.getByRole('alert')).toContainText('Chưa có bản quét nào')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, form.getByRole('button', { name: /^Nhập tệp cho:/ }))
    await form.locator('input[type=file]').setInputFiles([again])
    await expect(taken).toHaveCount(1, { timeout: 60_000 })
    await page.keyboard.press('Control+h')
    await expect(form.getByTestId('scan-folder')).toContainText('1 tệp có từ trước để nguyên')
    await writeSampleScan(join(folder, 'may quet 001.pdf'), 'Trang hai', 3)
    await expect(taken).toHaveCount(2, { timeout: 60_000 })
    // Nothing is filed under another paper than the one it was scanned for.
    await expect(paper.getByRole('option')).toHaveCount(1)
    await expectGoodLooks(desk, 'two-taken-in')
    // What she signs afterwards she has looked at.
    await taken.first().getByRole('button', { name: /^Xem / }).press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready')
    await expectGoodLooks(desk, 'seen-in-the-form')
    await page.keyboard.press('Escape')
    await expect(taken.first().getByRole('button', { name: /^Xem / })).toBeFocused()
    // Not thrown away by a slip of the hand.
    await page.keyboard.press('Escape')
    await expect(page.getByText('Bỏ phần đang nhập ở “Thêm bản quét”? Phần này chưa lưu.')).toBeVisible()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('Đã lưu: thêm bản quét.')).toBeVisible()
    const files = page.getByTestId('dossier-files').getByRole('listitem')
    await expect(files).toHaveCount(2)
    await expect(files.filter({ hasText: 'Chờ ký' })).toHaveCount(2)
    await expectGoodLooks(desk, 'saved')
    await page.getByRole('button', { name: /^Xem / }).first().press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready')
    await expectGoodLooks(desk, 'seen-on-the-dossier')
    await page.keyboard.press('Escape')

    // The same bytes once more, under another paper: told, and what was chosen by mistake is given up.
    await page.keyboard.press('F8')
    await waitForFocus(paper)
    await form.locator('input[type=file]').setInputFiles([again])
    await expect(taken).toHaveCount(1, { timeout: 60_000 })
    await page.keyboard.press('Control+Enter')
    await expect(form.getByRole('alert')).toContainText('Hồ sơ đã có đúng tệp này')
    await expectGoodLooks(desk, 'known')
    // A paper with a secrecy mark: what came in is gone from the form, and nothing comes from the folder by itself any more.
    await page.keyboard.press('Control+h')
    await expect(form.getByTestId('scan-folder')).toContainText('Đang chờ tệp')
    await tabTo(page, form.getByRole('radio', { name: 'Không mật' }))
    await page.keyboard.press('ArrowRight')
    await expect(page.getByTestId('question')).toContainText('1 tệp')
    await page.keyboard.press('Control+Delete')
    await expect(taken).toHaveCount(0)
    await expect(form.getByText(/không quét, không nhập tệp trên máy này/)).toBeVisible()
    await expectGoodLooks(desk, 'secret')
    await page.keyboard.press('ArrowLeft')
    await expect(form.getByTestId('scan-folder')).toContainText('bấm Ctrl+H để lấy tiếp')
    await expect(form.getByTestId('removed-scans')).toContainText('Đã gỡ 1 tệp')
    await form.locator('input[type=file]').setInputFiles([declaration])
    await expect(taken).toHaveCount(1, { timeout: 60_000 })
    await page.keyboard.press('Control+Enter')
    await expect(files).toHaveCount(3)
    // The list may show them before the answer closes the form, in which Ctrl+S signs nothing.
    await expect(form).toHaveCount(0)

    const pin = await openPinWindow(desk.counter, () => page.keyboard.press('Control+s'))
    await expect(pin.getByTestId('pin-subjects')).toContainText(code)
    await expect(pin.getByTestId('pin-subjects')).toContainText('To khai.pdf')
    await desk.shoot('whose-papers-the-pin-is-for', pin)
    await typePin(pin)
    await expect(page.getByText('Đã ký 3/3 tệp.')).toBeVisible({ timeout: 30_000 })
    const [dossier] = await expectAllAtPortal(desk, [code], 3)
    expect(dossier?.entries.map(({ kind }) => kind)).toEqual(['dossier.received', ...Array<string>(3).fill('file.attached'), ...Array<string>(3).fill('file.signed')])
    await expect(files.filter({ hasText: 'Cổng đã ký nhận' })).toHaveCount(3)
    await files.last().scrollIntoViewIfNeeded()
    await expectGoodLooks(desk, 'received-by-the-portal')
  })
}

test('a dossier that ends under the open form leaves the scans in it, and saving them tells why they cannot be added', async ({ desk }) => {
  const scan = await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh')
  const page = await desk.open({ size: { width: 1024, height: 600 } })
  await fillIntake(page, { card })
  const code = await pressReceive(page)
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await page.keyboard.press('F8')
  const form = page.getByTestId('act-form')
  await form.locator('input[type=file]').setInputFiles([scan])
  await expect(form.getByTestId('draft-file')).toHaveCount(1, { timeout: 60_000 })
  await actElsewhere(page, 'dossier.change-status', { to: 8, note: 'Công dân không còn nhu cầu' })
  await expect(page.getByTestId('dossier-status')).toHaveText('Dừng xử lý')
  await expect(form.getByTestId('draft-file')).toHaveCount(1)
  await page.keyboard.press('Control+Enter')
  await expect(form.getByRole('alert')).toContainText('Hồ sơ đã kết thúc (Dừng xử lý), không thêm bản quét.')
  await expectGoodLooks(desk, 'dossier-ended')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Delete')
  await expect(form).toHaveCount(0)
})

test('a form that opened by itself keeps what was written in it when another counter’s act makes it impossible, and says so', async ({ desk }) => {
  const page = await desk.open({ size: { width: 1024, height: 600 } })
  await fillIntake(page, { card })
  const code = await pressReceive(page)
  await actElsewhere(page, 'dossier.change-status', { to: 9, note: '' })
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  const form = page.getByTestId('act-form')
  await form.getByLabel('Người khác nhận thay').check()
  await form.getByLabel('Họ và tên người nhận').fill('Trần Văn Đức')
  await actElsewhere(page, 'dossier.return-result', { handBack: { collector: { kind: 'applicant' }, originals: [] }, note: '' })
  await expect(page.getByTestId('dossier-status')).toHaveText('Đã trả kết quả')
  await expect(form).toContainText('nay “Đã trả kết quả”: việc này không lưu được nữa')
  await expect(form.getByLabel('Họ và tên người nhận')).toHaveValue('Trần Văn Đức')
  await expectGoodLooks(desk, 'act-gone')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('question')).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await expect(form).toHaveCount(0)
})

test('a scan that the portal refuses as a state secret is told on its dossier and shown to nobody; withdrawing its step takes it off', async ({ desk }) => {
  const scan = await writeSampleScan(join(desk.folder, 'in', longName), 'Giấy chứng sinh')
  const page = await desk.open({ size: { width: 1024, height: 600 } })
  await fillIntake(page, { card })
  const code = await pressReceive(page)
  await expectAllAtPortal(desk, [code], 0)
  const database = await openDatabase({ databaseUrl: desk.databaseUrl, folder: '' })
  await database.query(`update procedure set secret_components = (select json_agg(paper -> 'id') from dossier, json_array_elements(state -> 'components') as paper) where code = (select state -> 'procedure' ->> 'code' from dossier)`)
  await database.close()
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await page.keyboard.press('F8')
  const form = page.getByTestId('act-form')
  await form.locator('input[type=file]').setInputFiles([scan])
  await expect(form.getByTestId('draft-file')).toHaveCount(1, { timeout: 60_000 })
  await page.keyboard.press('Control+Enter')
  const files = page.getByTestId('dossier-files').getByRole('listitem')
  await expect(files).toContainText('Bí mật nhà nước', { timeout: 60_000 })
  await expect(page.getByText('Có tệp thuộc bí mật nhà nước')).toBeVisible()
  await expect(files.getByRole('button')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Ký tệp/ })).toBeDisabled()
  await expectGoodLooks(desk, 'secret-at-the-portal')
  await page.getByText('Có tệp thuộc bí mật nhà nước').scrollIntoViewIfNeeded()
  await desk.shoot('secret-at-the-portal-below')
  await page.keyboard.press('F7')
  await expect(page.getByTestId('queue-item')).toContainText('bí mật nhà nước')
  await page.keyboard.press('Control+Delete')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.type('Giấy tờ mật')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('queue-item')).toHaveCount(0)
  await wedgeScan(page, code)
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await expect(files).toHaveCount(0)
})

/** As when another counter does it and its entry is pulled: past this screen. */
async function actElsewhere(page: Page, method: string, input: object): Promise<void> {
  const done = await page.evaluate(
    async ([name, rest]) => {
      const { counter } = window as unknown as { counter: { call(method: string, input: unknown): Promise<{ ok: boolean; value: unknown }> } }
      const [dossier] = (await counter.call('dossier.list', { limit: 1 })).value as { id: string }[]
      const { id, revision } = (await counter.call('dossier.get', { id: dossier!.id })).value as { id: string; revision: number }
      return counter.call(name, { id, baseRevision: revision, ...rest })
    },
    [method, input] as const
  )
  expect(done).toMatchObject({ ok: true })
}
