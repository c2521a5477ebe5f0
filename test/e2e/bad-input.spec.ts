import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { addDays, localDay } from '../../electron/domain/calendar.ts'
import { createFullDisk } from '../core/support/full-disk.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { attachFiles, birthRegistration, cards, chooseProcedure, dropFiles, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import { closeWindow } from './support/close-window.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { expectAllAtPortal } from './support/laws.ts'
import { expectGoodLooks } from './support/looks.ts'

/** A clear sentence for each, and nothing typed is lost. */

test('papers that cannot be taken', async ({ desk }) => {
  const papers = await writeBadPapers(join(desk.folder, 'in'))
  const disk = createFullDisk(desk.folder, desk.dataFolder)
  // The log of the catalogue's coming, which could be written over without growing on a full disk, goes with an orderly end.
  const early = await desk.open()
  const find = () => early.evaluate((text) => window.counter.call('catalogue.search', { text, limit: 1 }), birthRegistration.code)
  await expect.poll(find).toMatchObject({ ok: true, value: [{ code: birthRegistration.code }] })
  await desk.counter.close()
  const page = await desk.open({ env: disk.env as Record<string, string> })
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678')
  const row = page.getByTestId('component-row').first()
  for (const { path, name, sentence } of papers.bad) {
    await row.locator('input[type=file]').setInputFiles(path)
    await expect(row).toContainText(`${name}: ${sentence}`)
    await expect(row.getByTestId('draft-file')).toHaveCount(0)
    await desk.shoot(name)
    await expectNothingLost(desk)
  }
  await attachFiles(page, 0, [papers.good])
  await row.locator('input[type=file]').setInputFiles([papers.bad[0]!.path, papers.good2])
  await expect(row.getByTestId('draft-file')).toHaveCount(2)
  await expect(row).toContainText(`${papers.bad[0]!.name}: ${papers.bad[0]!.sentence}`)
  await desk.shoot('one-of-two-taken')
  // The same by drag and drop, onto another paper of the checklist.
  const second = page.getByTestId('component-row').nth(1)
  await dropFiles(page, second, [papers.good2, papers.bad[2]!.path])
  await expect(second.getByTestId('draft-file')).toHaveCount(1)
  await expect(second).toContainText(`${papers.bad[2]!.name}: ${papers.bad[2]!.sentence}`)
  await expect(second.getByRole('checkbox')).toBeChecked()
  await desk.shoot('dropped')
  await expectNothingLost(desk)
  // A disk without room: the commit may still find some in the log, the draft that follows the typing does not.
  disk.fill()
  await page.getByLabel('Ghi chú').fill('đĩa đầy '.repeat(200))
  await expect(page.getByTestId('alarms')).toContainText('Ổ đĩa đầy')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText('Ổ đĩa đã đầy, chưa lưu được')
  await expectGoodLooks(desk, 'disk-full')
  await expectNothingLost(desk)
  // Closing tries to keep the draft once more, and in the room of the ballast it can: nothing of it is lost.
  expect(await closeWindow(desk, 'Ở lại')).toMatchObject({ message: 'Trên máy còn 1 bản nháp.' })
  await expect(page.getByTestId('draft-state')).toContainText('đã lưu')
  disk.free()
  const code = await pressReceive(page)
  await expect(page.getByTestId('alarms')).toHaveCount(0)
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  expect((await desk.inspect()).map((dossier) => dossier.code)).toEqual([code])
  await receiveAbolished(desk, papers.good)
})

/** A procedure is abolished while a citizen sits there: what replaces it is one key away, and a file whose paper it has not is placed before Receive. */
async function receiveAbolished(desk: Desk, paper: string): Promise<void> {
  const { page } = desk
  await chooseProcedure(page, '1.000894')
  await wedgeScan(page, cards.duc)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await attachFiles(page, 0, [paper])
  const portal = new Client({ connectionString: desk.databaseUrl })
  await portal.connect()
  await portal.query(
    `update change_log set value = (value::jsonb || '{"validTo":"${addDays(localDay(Date.now()), -7)}","replacedBy":["1.004873"]}')::json, id = nextval('change_seq'), xid = pg_current_xact_id() where kind = 'procedure' and ref = '1.000894'`
  )
  await portal.end()
  await page.evaluate(() => window.counter.call('queue.retry', {}))
  await expect(page.getByText(/đã bị bãi bỏ/)).toBeVisible({ timeout: 60_000 })
  await expectGoodLooks(desk, 'abolished')
  const summary = page.getByTestId('error-summary')
  await page.keyboard.press('Control+Enter')
  await expect(summary).toContainText('Chưa tiếp nhận được: thủ tục này hôm nay không nhận.')
  await expect(page.getByText(/đã bị bãi bỏ/)).toHaveCount(1)
  await expectGoodLooks(desk, 'abolished-and-received')
  await page.getByRole('button', { name: 'Dùng 1.004873' }).press('Enter')
  await expect(page.getByTestId('loose-files')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(summary).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await waitForFocus(page.getByLabel(/^Giấy tờ cho tệp/))
  await expectGoodLooks(desk, 'file-without-a-paper')
  await page.getByRole('button', { name: /^Xếp tệp/ }).press('Enter')
  await expect(summary).toHaveCount(0)
  await waitForFocus(page.getByTestId('component-row').first().getByRole('checkbox'))
  await expectGoodLooks(desk, 'placed')
}

test('broken QR, missing papers, wrong numbers, a decomposed name', async ({ desk }) => {
  const page = await desk.open()
  await chooseProcedure(page, birthRegistration.code)
  await page.keyboard.type('036190012345', { delay: 45 })
  await page.keyboard.press('Enter')
  const name = page.getByLabel('Họ và tên')
  await waitForFocus(name)
  // As a keyboard of macOS or an old input method leaves it: letters and marks apart.
  const decomposed = 'Nguyễn Thị Khánh Huyền'.normalize('NFD')
  await page.keyboard.insertText(decomposed)
  await page.keyboard.press('Enter')
  await expect(name).toHaveValue(decomposed.normalize('NFC'))
  await desk.shoot('decomposed-name-typed')

  const notices = page.getByTestId('intake-notices')
  await page.waitForTimeout(300)
  await wedgeScan(page, '036190012345||Nguyễn Thị')
  await expect(notices).toContainText('Mã QR bị đứt: chỉ đọc được 3 trên 6 mục. Quét lại, hoặc nhập tay. Thông tin đang nhập vẫn giữ nguyên.')
  await expect(name).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(page.getByLabel('Ngày sinh')).toHaveValue('')
  await desk.shoot('qr-cut-short')
  await wedgeScan(page, Buffer.from(cards.duc, 'utf8').toString('latin1').replace(/[\u0080-\u009f]/g, '?'))
  await expect(notices).toContainText('Mã QR bị vỡ dấu tiếng Việt ở họ tên. Tắt bộ gõ rồi quét lại, hoặc nhập tay. Thông tin đang nhập vẫn giữ nguyên.')
  await expect(page.getByLabel('Số giấy tờ')).toHaveValue('036190012345')
  await expect(name).toHaveValue('Nguyễn Thị Khánh Huyền')
  await desk.shoot('qr-with-broken-letters')

  await tabTo(page, page.getByLabel('Địa chỉ'))
  await page.keyboard.type('Xóm 5, Giao Yến', { delay: 10 })
  await tabTo(page, page.getByLabel('Số giấy tờ'), 'Shift+Tab')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('03619001234', { delay: 45 })
  await page.keyboard.press('Tab')
  await expect(page.getByText('Số chưa đúng: CCCD 12 số, CMND 9 số.')).toBeVisible()
  const birthCertificate = page.getByTestId('component-row').nth(1).getByRole('checkbox')
  await tabTo(page, birthCertificate)
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  const summary = page.getByTestId('error-summary')
  await expect(summary).toBeFocused()
  await expect(summary).toContainText('Chưa tiếp nhận được: còn 2 mục')
  await expect(summary).toContainText('Số chưa đúng')
  await expect(summary).toContainText('Còn thiếu giấy tờ bắt buộc: Giấy chứng sinh')
  await desk.shoot('wrong-number-and-missing-paper')
  // A line of the summary leads to its field.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Số giấy tờ')).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('036190012345', { delay: 45 })
  await tabTo(page, birthCertificate)
  await page.keyboard.press('Space')
  await expect(name).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(page.getByLabel('Địa chỉ')).toHaveValue('Xóm 5, Giao Yến')
  const codes = [await pressReceive(page)]
  await desk.shoot('received-once-mended')

  // The same from a card: some scanners send the marks apart; and a busy PC tears what was scanned in one go.
  await chooseProcedure(page, birthRegistration.code)
  const card = cards.quynh.normalize('NFD')
  await wedgeScan(page, card, { after: 11, pauseMs: 80 })
  await expect(name).toHaveValue('Công Tằng Tôn Nữ Quỳnh'.normalize('NFC'))
  await desk.shoot('decomposed-and-torn-card')
  codes.push(await pressReceive(page))
  const dossiers = await expectAllAtPortal(desk, codes, 0)
  expect(dossiers.map(({ applicantName }) => applicantName)).toEqual(['Nguyễn Thị Khánh Huyền'.normalize('NFC'), 'Công Tằng Tôn Nữ Quỳnh'.normalize('NFC')])
})

async function expectNothingLost(desk: Desk): Promise<void> {
  await expect(desk.page.getByLabel('Họ và tên')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(desk.page.getByLabel('Điện thoại')).toHaveValue('0912345678')
}

async function writeBadPapers(folder: string) {
  mkdirSync(folder, { recursive: true })
  const good = await writeSampleScan(join(folder, 'To khai.pdf'), 'Tờ khai')
  const good2 = await writeSampleScan(join(folder, 'Giay chung sinh.pdf'), 'Giấy chứng sinh')
  const at = (name: string): string => join(folder, name)
  writeFileSync(at('rong.pdf'), '')
  execFileSync('qpdf', ['--encrypt', 'mat-khau', 'chu', '256', '--', good, at('co mat khau.pdf')])
  writeFileSync(at('hong.pdf'), `%PDF-1.7\n${'x'.repeat(2000)}`)
  writeFileSync(at('bang tinh.pdf'), Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500)]))
  const bad = [
    { name: 'rong.pdf', sentence: 'Tệp rỗng (0 byte). Quét lại hoặc chọn tệp khác.' },
    { name: 'co mat khau.pdf', sentence: 'Tệp PDF có mật khẩu nên không lưu và ký được. Xin bản không đặt mật khẩu, hoặc quét bản giấy.' },
    { name: 'hong.pdf', sentence: 'Tệp bị hỏng, không đọc được. Xin tệp khác hoặc quét bản giấy.' },
    { name: 'bang tinh.pdf', sentence: 'Không nhận loại tệp này' }
  ].map((paper) => ({ ...paper, path: at(paper.name) }))
  return { good, good2, bad }
}
