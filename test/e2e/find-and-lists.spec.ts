import { wedgeScan } from '../harness/scanner.ts'
import { cards, chooseProcedure, fillIntake, pressReceive, procedureField, waitForFocus } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'
import { walkSizes } from './support/sizes.ts'

/** Interlinked: three agencies and weeks, so that its dossier stays open and has an appointment. */
const interlinked = '2.000986'

for (const size of walkSizes) {
  test(`finding and working through lists at ${size.width}x${size.height}`, async ({ desk }) => {
    // The first citizen is served before the book's numbers have come.
    desk.proxy.holdReplies('/v1/leases')
    const page = await desk.open({ size })
    await fillIntake(page, { card: cards.huyen })
    const first = await pressReceive(page)
    desk.proxy.releaseReplies()
    await chooseProcedure(page, interlinked)
    await wedgeScan(page, cards.duc)
    await waitForFocus(page.getByLabel('Điện thoại'))
    const second = await pressReceive(page)

    // From the intake, with nothing but Ctrl+F, four letters and Enter.
    await page.keyboard.press('Control+f')
    await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
    await page.keyboard.type('huye', { delay: 20 })
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('dossier-code')).toHaveText(first)

    // A receipt under the scanner opens its dossier, whatever screen is shown: no key at all.
    for (const screen of ['F4', 'F7', 'F10', 'F2']) {
      await page.keyboard.press(screen)
      const [scanned, other] = screen === 'F4' || screen === 'F10' ? [second, first] : [first, second]
      // The bar on the receipt holds the digits alone.
      await wedgeScan(page, screen === 'F7' ? scanned.replace(/\D/g, '') : scanned)
      await expect(page.getByTestId('dossier-code'), `scanned at ${screen}`).toHaveText(scanned)
      await expect(page.getByTestId('dossier-code')).not.toHaveText(other)
    }

    // Its line of the book is given afterwards, and told to whoever writes it on the receipt.
    const form = page.getByTestId('act-form')
    await page.getByRole('button', { name: /^Vào sổ/ }).press('Enter')
    await expect(form).toContainText('số thứ tự kế tiếp')
    await expectGoodLooks(desk, 'register-line')
    // The first lease may still be on its way.
    const line = page.getByText(/^quyển 01\/\d{4}, số \d+$/)
    await expect(async () => {
      if (!(await line.isVisible())) await page.keyboard.press('Control+Enter')
      await expect(line).toBeVisible({ timeout: 10_000 })
    }).toPass({ timeout: 90_000 })

    await page.keyboard.press('F2')
    await wedgeScan(page, second)
    await expect(page.getByTestId('dossier-code')).toHaveText(second)
    await page.getByRole('button', { name: /^Chuyển liên thông/ }).press('Enter')
    await waitForFocus(form.getByLabel(/^Phần chuyển/))
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: /^Trả lời liên thông/ }).press('Enter')
    await waitForFocus(form.getByLabel('Phần, cơ quan'))
    await form.getByLabel('Trả lời').selectOption('rejected')
    await page.keyboard.press('Control+Enter')
    await expect(form.getByRole('alert')).toContainText('lý do')
    await expectGoodLooks(desk, 'answer-of-an-agency')
    await page.keyboard.press('Escape')
    await page.getByTestId('legs').scrollIntoViewIfNeeded()
    await expect(page.getByTestId('legs')).toContainText('Đã chuyển')
    await expectGoodLooks(desk, 'legs')

    await page.keyboard.press('F4')
    await expect(page.getByTestId('worklist')).toContainText(first)
    await expectGoodLooks(desk, 'all-dossiers')
    await page.keyboard.press('Control+4')
    await expect(page.getByTestId('worklist-due-soon')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+8')
    await expect(page.getByRole('tabpanel')).toContainText('Mọi hồ sơ đã gửi tới Cổng.')
    await expectGoodLooks(desk, 'nothing-unsent')
    await page.keyboard.press('Control+g')
    await expect(page.getByRole('tabpanel')).toContainText('Không có hồ sơ nào giao cho anh/chị.')
    await expectGoodLooks(desk, 'handed-to-me')
    await page.keyboard.press('Control+m')
    await expect(page.getByTestId('worklist-whose')).toContainText('Tôi tiếp nhận')
    await page.keyboard.press('Control+0')
    await expect(page.getByTestId('worklist-groups')).toContainText('Vũ Thị Hồng Nhung')
    await expectGoodLooks(desk, 'by-officer-and-unit')
    await page.keyboard.press('Control+1')
    await expect(page.getByTestId('worklist').getByRole('row').filter({ hasText: second })).toBeVisible()
    await page.keyboard.press('Control+f')
    await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
    await page.keyboard.type('lien thong duc', { delay: 20 })
    await expect(page.getByText('1 hồ sơ khớp "lien thong duc"')).toBeVisible()
    await expectGoodLooks(desk, 'found')
    await page.keyboard.press('F1')
    await expect(page.getByTestId('help')).toContainText('Tìm một hồ sơ')
    await expectGoodLooks(desk, 'help-of-the-lists')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('help')).toHaveCount(0)
    await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
    await page.keyboard.press('Escape')
    await page.keyboard.press('F2')
    await waitForFocus(procedureField(page))
  })
}
