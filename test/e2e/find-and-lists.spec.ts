import { cards, chooseProcedure, fillIntake, pressReceive, procedureField, scanCard, waitForFocus } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'
import { walkSizes } from './support/sizes.ts'

/** A procedure that takes days, so that its dossier stays open and has an appointment. */
const withTerm = '1.000894'

for (const size of walkSizes) {
  test(`finding and working through lists at ${size.width}x${size.height}`, async ({ desk }) => {
    const page = await desk.open({ size })
    await fillIntake(page, { card: cards.huyen })
    const first = await pressReceive(page)
    await chooseProcedure(page, withTerm)
    await scanCard(page, cards.duc)
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
      await page.keyboard.type(screen === 'F7' ? scanned.replace(/\D/g, '') : scanned, { delay: 2 })
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('dossier-code'), `scanned at ${screen}`).toHaveText(scanned)
      await expect(page.getByTestId('dossier-code')).not.toHaveText(other)
    }

    await page.keyboard.press('F4')
    await expect(page.getByTestId('worklist')).toContainText(first)
    await expectGoodLooks(desk, 'all-dossiers')
    await page.keyboard.press('Control+4')
    await expect(page.getByTestId('worklist-due-soon')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+8')
    await expect(page.getByRole('tabpanel')).toContainText('Mọi hồ sơ đã gửi tới Cổng.', { timeout: 30_000 })
    await expectGoodLooks(desk, 'nothing-unsent')
    await page.keyboard.press('Control+m')
    await expect(page.getByTestId('worklist-whose')).toContainText('Tôi tiếp nhận')
    await page.keyboard.press('Control+0')
    await expect(page.getByTestId('worklist-groups')).toContainText('Vũ Thị Hồng Nhung')
    await expectGoodLooks(desk, 'by-officer-and-unit')
    await page.keyboard.press('Control+1')
    await expect(page.getByTestId('worklist').getByRole('row').filter({ hasText: second })).toBeVisible()
    await page.keyboard.press('Control+f')
    await page.keyboard.type('ket hon duc', { delay: 20 })
    await expect(page.getByText('1 hồ sơ khớp "ket hon duc"')).toBeVisible()
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
