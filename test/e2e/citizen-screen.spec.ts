import { wedgeScan } from '../harness/scanner.ts'
import { birthRegistration, cards, chooseProcedure, logIn, openWindow, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import type { Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { failOn } from './support/fail-on.ts'
import { expectGoodLooks } from './support/looks.ts'
import { walkSizes } from './support/sizes.ts'

/** Type grows with the window, and nothing of it runs out. */
async function expectFits(desk: Desk, citizen: Page, { width, height }: { width: number; height: number }): Promise<void> {
  await desk.counter.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes('citizen.html'))?.setContentSize(size.width, size.height), { width, height })
  // A window as large as its screen loses a pixel to the frame that no window manager draws.
  await expect.poll(() => citizen.evaluate((size) => Math.max(Math.abs(innerWidth - size.width), Math.abs(innerHeight - size.height)), { width, height })).toBeLessThanOrEqual(1)
  await desk.shoot(`received-${width}`, citizen)
  const { size, wide } = await citizen.evaluate(() => ({
    size: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    wide: [...document.querySelectorAll<HTMLElement>('main *')].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().bottom > innerHeight + 1).map(({ className }) => String(className))
  }))
  expect(wide).toEqual([])
  expect(size).toBeCloseTo(Math.min(width / 64, height / 37.5), 0)
}

/** The window turned to the citizen: her own data while it is typed, then her number; nothing of anybody else, and nothing that could be asked from there. */
test('the citizen sees what is written about her, and nothing of another', async ({ desk }) => {
  const page = await desk.open({ size: { width: 1024, height: 600 } })
  const citizen = await openWindow(desk.counter, 'citizen.html', () => page.keyboard.press('F11'))
  await expect(citizen.getByTestId('citizen-idle')).toBeVisible()
  expect(await citizen.evaluate(() => ['counter', 'require', 'process'].filter((name) => name in window))).toEqual([])
  await desk.shoot('idle', citizen)

  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678', { delay: 20 })
  await expect(citizen.getByTestId('citizen-view')).toContainText('Nguyễn Thị Khánh Huyền')
  await expect(citizen.getByTestId('citizen-view')).toContainText('0912345678')
  await expect(citizen.getByTestId('citizen-fee')).not.toBeEmpty()
  await expectGoodLooks(desk, 'intake-with-the-button')
  await desk.shoot('what-is-typed', citizen)

  const code = await pressReceive(page)
  await expect(citizen.getByTestId('citizen-code')).toHaveText(code)
  // How was she served? Three levels, one answer, no second.
  await expect(citizen.getByTestId('citizen-question')).toBeVisible()
  for (const size of [{ width: 1366, height: 768 }, ...walkSizes]) await expectFits(desk, citizen, size)
  // Three levels by a touch, by the citizen's own keys, or by her pad through the officer's window: one answer, no second.
  await page.keyboard.press('Control+Alt+2')
  await expect(citizen.getByTestId('citizen-thanks')).toBeVisible()
  await page.keyboard.press('Control+Alt+1')

  // The next citizen sees nothing of the one before.
  await chooseProcedure(page, '1.000894')
  // What cannot be drawn is said, until the next thing is sent.
  const heal = await failOn(citizen, 'Trần Văn Đức')
  await wedgeScan(page, cards.duc)
  await expect(citizen.getByTestId('citizen-fault')).toBeVisible()
  await expectFits(desk, citizen, { width: 1024, height: 600 })
  await heal()
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678', { delay: 20 })
  await expect(citizen.getByTestId('citizen-view')).toContainText('Trần Văn Đức')
  await expect(citizen.getByTestId('citizen-view')).not.toContainText('Huyền')
  await expect(citizen.getByTestId('citizen-code')).toHaveCount(0)
  await expect(citizen.getByTestId('citizen-question')).toHaveCount(0)
  // What is marked secret is shown to nobody.
  await page.getByRole('radio', { name: 'Mật', exact: true }).check()
  await expect(citizen.getByTestId('citizen-idle')).toBeVisible()
  await page.getByRole('radio', { name: 'Không mật' }).check()

  const closed = citizen.waitForEvent('close')
  await page.keyboard.press('Shift+F12')
  await closed

  // The head of the office sees how many, never who.
  await page.getByLabel('Mật khẩu', { exact: true }).waitFor()
  await tabTo(page, page.getByRole('listbox'), 'Shift+Tab')
  await logIn(page, 'khanh')
  await expect(page.getByTestId('worklist-groups')).toBeVisible()
  await expect(page.getByTestId('satisfaction').getByRole('row', { name: /Vũ Thị Hồng Nhung/ })).toContainText('010')
  await expectGoodLooks(desk, 'answers-counted')
})
