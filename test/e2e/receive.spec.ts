import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { birthRegistration, cards, chooseProcedure, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'

/** The ways of an intake besides the plain one: another hands it in, it came by post, the same person has more, somebody was here before. All by keys. */
test('a representative, a letter, several dossiers of one person, and the people who were here before', async ({ desk }) => {
  const scans = join(desk.folder, 'scans')
  await writeSampleScan(join(scans, 'nguoi truoc.pdf'), 'Của người trước')
  const page = await desk.open({ size: { width: 1024, height: 600 }, env: { QMC_SCAN_FOLDER: scans } })
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.press('Control+d')
  await waitForFocus(page.locator('#field-ownerIdNumber'))
  // Handed in for another, and nothing said of her yet: told at once, each line a jump.
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText('Chủ hồ sơ: Nhập họ và tên')
  await expect(page.getByTestId('error-summary')).toContainText('Ghi tư cách người nộp thay')
  await expectGoodLooks(desk, 'representative-incomplete')
  // A card scanned in the owner's fields is the owner's.
  await tabTo(page, page.locator('#field-ownerIdNumber'))
  await wedgeScan(page, cards.quynh)
  await waitForFocus(page.locator('#field-representation'))
  await expect(page.locator('#field-ownerFullName')).toHaveValue('Công Tằng Tôn Nữ Quỳnh')
  await expect(page.locator('#field-fullName')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await page.keyboard.type('mẹ của trẻ', { delay: 15 })
  await tabTo(page, page.locator('#field-channel'))
  await page.keyboard.press('ArrowDown')
  await tabTo(page, page.locator('#field-tracking'))
  await page.keyboard.type('EB12', { delay: 15 })
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText('Số hiệu bưu gửi')
  await tabTo(page, page.locator('#field-tracking'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('eb 123456789 vn', { delay: 15 })
  await tabTo(page, page.locator('#field-note'))
  await page.keyboard.type('Thư không ghi số điện thoại; thiếu bản chính giấy chứng sinh', { delay: 15 })
  await expectGoodLooks(desk, 'representative-by-post')
  // Her next dossier: she stays, the owner and the letter do not.
  const before = await received(page)
  await page.keyboard.press('Control+Shift+Enter')
  await expect.poll(() => received(page)).not.toBe(before)
  await expect(page.locator('#field-fullName')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(page.locator('#field-ownerFullName')).toHaveCount(0)
  await expect(page.locator('#field-tracking')).toHaveCount(0)
  await chooseProcedure(page, '1.004873')
  await pressReceive(page)
  // The list by key: newest first, Escape leaves all as it was.
  await page.keyboard.press('Control+l')
  const list = page.getByRole('listbox', { name: 'Người nộp gần đây' })
  await waitForFocus(list)
  await expect(list.getByRole('option')).toHaveCount(1)
  await expectGoodLooks(desk, 'recent')
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
  await page.keyboard.press('Control+l')
  await waitForFocus(list)
  await page.keyboard.press('Enter')
  await expect(page.locator('#field-idNumber')).toHaveValue('036190012345')
  await chooseProcedure(page, birthRegistration.code)

  // The scanner's folder: five pages come onto the row with the focus and are taken apart, a key a paper.
  await page.keyboard.press('Control+h')
  await expect(page.getByTestId('scan-folder')).toContainText('1 tệp có từ trước để nguyên')
  await writeSampleScan(join(scans, 'may quet 001.pdf'), 'Nhiều giấy tờ', 5)
  const row = page.getByTestId('component-row')
  await expect(row.nth(0).getByTestId('draft-file')).toContainText('5 trang', { timeout: 60_000 })
  await expectGoodLooks(desk, 'scan-folder')
  // Behind another screen it ends: what comes meanwhile may be another citizen's.
  await page.keyboard.press('F7')
  await page.keyboard.press('F2')
  await expect(page.getByTestId('scan-folder')).toContainText('bấm Ctrl+H để lấy tiếp')
  await page.keyboard.press('Control+t')
  const pages = page.getByRole('listbox', { name: 'Các trang' })
  await waitForFocus(pages)
  await expect(page.getByTestId('split-panel')).toHaveAttribute('data-state', 'ready')
  for (const key of ['3', 'ArrowRight', 'ArrowRight', 'Space']) await page.keyboard.press(key)
  await expect(pages.getByRole('option').nth(4)).toHaveAttribute('data-begins', 'true')
  await page.waitForTimeout(500)
  await expectGoodLooks(desk, 'split')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('split-panel')).toHaveCount(0, { timeout: 60_000 })
  for (const [index, count] of [2, 2, 1].entries()) await expect(row.nth(index).getByTestId('draft-file')).toContainText(`${count} trang`)

  // It is found by its owner, and what was said is on the dossier's page.
  await page.keyboard.press('Control+f')
  await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
  await page.keyboard.type('ton nu quynh', { delay: 20 })
  await page.keyboard.press('Enter')
  await expect(page.getByText('mẹ của trẻ')).toBeVisible()
  await expect(page.getByText('EB123456789VN')).toBeVisible()
  await expect(page.getByText('thiếu bản chính giấy chứng sinh')).toBeVisible()
  await expect(page.getByText(/Công Tằng Tôn Nữ Quỳnh/).first()).toBeVisible()
  await desk.shoot('dossier')
})

function received(page: Page): Promise<string | null> {
  return page.evaluate(() => document.querySelector('[data-testid="received-code"]')?.textContent ?? null)
}
