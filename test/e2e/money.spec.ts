import { fillIntake, cards, logIn, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'

/** A fee from the till opened to the till counted, and the register, by keyboard at the smallest size. */
test('fees, till and register by keyboard', async ({ desk }) => {
  const page = await desk.start({ size: { width: 1024, height: 600 } })
  await logIn(page)
  await fillIntake(page, { card: cards.quynh })
  await pressReceive(page)
  await tabTo(page, page.getByTestId('outcome-bar').getByRole('button', { name: 'Thu phí' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('owed-total')).toContainText('5.000 đ', { timeout: 30_000 })
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Chưa mở két.')).toBeVisible({ timeout: 15_000 })
  await expectGoodLooks(desk, 'till-closed')

  await tabTo(page, page.getByLabel('Tiền đầu ca'))
  await page.keyboard.type('500.000')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('expected-cash')).toContainText('500.000 đ', { timeout: 15_000 })
  await tabTo(page, page.getByLabel('Khách đưa'), 'Shift+Tab')
  await page.keyboard.type('20.000')
  await expect(page.getByTestId('change')).toHaveText('Thối lại 15.000 đ')
  // The first lease of receipt serials may still be on its way to a counter just enrolled.
  await expect(async () => {
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('Đã thu 5.000 đ, thối lại 15.000 đ.')).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByTestId('expected-cash')).toContainText('505.000 đ')
  await expectGoodLooks(desk, 'fee-taken')

  await tabTo(page, page.locator('summary').last())
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Số tờ 500.000 đ'))
  await page.keyboard.type('1')
  await tabTo(page, page.getByLabel('Số tờ 5.000 đ'))
  await page.keyboard.type('1')
  await expect(page.getByTestId('counted')).toContainText('khớp sổ')
  await expectGoodLooks(desk, 'till-counted')
  await tabTo(page, page.getByRole('button', { name: 'Đóng két' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Biên bản kiểm đếm ca trước' }))
  await page.keyboard.press('Enter')
  await expect(page.frameLocator('[data-testid="form-preview"]').getByText('BIÊN BẢN KIỂM ĐẾM, BÀN GIAO KÉT')).toBeVisible({ timeout: 30_000 })
  await desk.shoot('till-sheet')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Shift+F4')
  await waitForFocus(page.getByTestId('register'))
  await expect(page.getByTestId('register-count')).toHaveText('1 hồ sơ', { timeout: 15_000 })
  await expectGoodLooks(desk, 'register')
  await page.keyboard.press('Control+p')
  await expect(page.frameLocator('[data-testid="form-preview"]').getByText('SỔ THEO DÕI HỒ SƠ')).toBeVisible({ timeout: 30_000 })
  await desk.shoot('register-preview')
})
