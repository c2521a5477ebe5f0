import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { demoOffice, demoPin } from '../harness/demo-office.ts'
import { writeSampleScan, writeTransparentPng } from '../harness/sample-scan.ts'
import { logIn, openPinWindow, tabTo, typePin, waitForFocus } from '../harness/steps.ts'
import { createSoftToken } from '../native/softhsm.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { walkSizes } from './support/looks.ts'

/** Two people, one after the other, at one PC: the head signs what she has looked at, the records clerk seals it with the agency's token. By keyboard. */

const longTitle = 'Quyết định về việc công nhận kết quả giải quyết hồ sơ đăng ký khai sinh có yếu tố nước ngoài của cháu Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm'

for (const size of walkSizes) {
  test(`head signs, clerk seals at ${size.width}x${size.height}`, async ({ desk }) => {
    test.setTimeout(400_000)
    const dir = join(desk.folder, 'token')
    const head = demoOffice.officers.find(({ role }) => role === 'head')!
    createSoftToken({ dir, label: 'Lanh dao', pin: demoPin, commonName: head.fullName })
    createSoftToken({ dir, label: 'Co quan', pin: demoPin, commonName: demoOffice.name })
    const paper = await writeSampleScan(join(desk.folder, 'in', 'quyet dinh.pdf'), 'Quyết định', 2)
    const page = await desk.start({ size })
    const documents = page.getByTestId('documents')
    await logIn(page, 'khanh')
    await page.keyboard.press('F9')
    await waitForFocus(documents)
    await page.keyboard.press('Control+n')
    await waitForFocus(page.getByLabel('Trích yếu'))
    await page.keyboard.insertText(longTitle)
    await tabTo(page, page.getByLabel('Ký hiệu (số cấp khi đóng dấu)'))
    await page.keyboard.insertText('QĐ-UBND')
    await page.getByTestId('document-file').setInputFiles([paper])
    await expectGoodLooks(desk, page, 'import')
    await page.keyboard.press('Control+Enter')
    await expect(documents).toContainText('Quyết định về việc công nhận', { timeout: 60_000 })
    await page.getByTestId('signature-picture').setInputFiles([writeTransparentPng(join(desk.folder, 'in', 'hand.png'), [20, 40, 200])])
    await expect(page.getByText('Đã lưu hình chữ ký.')).toBeVisible({ timeout: 30_000 })
    await tabTo(page, documents)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
    await page.keyboard.press('Space')
    await expect(page.getByTestId('certificates')).toContainText(`${demoOffice.name} · Co quan`)
    await expect(page.getByTestId('certificates')).toContainText('không mang tên người ký')
    await expectGoodLooks(desk, page, 'head-looks')
    await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
    await expect(page.getByText('Đã ký 1/1 tệp.')).toBeVisible({ timeout: 60_000 })
    await expect(documents.getByRole('row').nth(1)).toContainText('Không có tệp nào chờ ký.')

    // The next officer finds the screen the last one left; the log-in step waits for the intake.
    await page.keyboard.press('F2')
    await tabTo(page, page.getByRole('button', { name: 'Đăng xuất' }), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByLabel('Mật khẩu', { exact: true }).waitFor()
    await tabTo(page, page.getByRole('listbox'), 'Shift+Tab')
    await logIn(page, 'tram')
    await page.keyboard.press('F9')
    await expect(documents).toContainText('Quyết định về việc công nhận', { timeout: 30_000 })
    await page.getByTestId('signature-picture').setInputFiles([writeTransparentPng(join(desk.folder, 'in', 'seal.png'), [200, 20, 20])])
    await expect(page.getByText('Đã lưu hình con dấu.')).toBeVisible({ timeout: 30_000 })
    await tabTo(page, documents)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
    await page.keyboard.press('Control+ArrowDown')
    await page.waitForTimeout(500)
    await expectGoodLooks(desk, page, 'clerk-looks')
    await page.keyboard.press('Control+a')
    await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
    await expect(page.getByText('Đã ký 1/1 tệp.')).toBeVisible({ timeout: 60_000 })
    await page.getByLabel(/Đã phát hành/).focus()
    await page.keyboard.press('Space')
    await expect(documents).toContainText('Chờ dấu thời gian', { timeout: 30_000 })
    await expect(documents).toContainText('01/QĐ-UBND')
    await tabTo(page, documents)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
    await page.keyboard.press('Control+ArrowDown')
    await page.waitForTimeout(500)
    await expectGoodLooks(desk, page, 'issued')

    // Out on a stick and, at the same PC, in again: nothing new.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+b')
    await waitForFocus(page.getByRole('textbox', { name: /^Thư mục trên USB/ }))
    const stick = join(desk.folder, 'usb')
    mkdirSync(stick)
    await page.keyboard.insertText(stick)
    await page.keyboard.press('Control+Enter')
    const handOver = page.getByTestId('hand-over')
    await expect(handOver).toContainText('Đã xuất 1 văn bản', { timeout: 60_000 })
    await expectGoodLooks(desk, page, 'hand-over')
    const [bundle = ''] = readdirSync(stick)
    await page.getByTestId('hand-over-file').setInputFiles([join(stick, bundle)])
    await expect(handOver).toContainText('1 văn bản đã có trên máy', { timeout: 60_000 })
  })
}

async function expectGoodLooks(desk: Desk, page: Page, name: string): Promise<void> {
  await desk.shoot(name)
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).setLegacyMode().analyze()
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`), `axe on ${name}`).toEqual([])
}
