import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { attachFiles, birthRegistration, cards, chooseProcedure, logIn, openPinWindow, pressReceive, procedureField, tabTo, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { getLongestName } from '../unit/forms/receipt-fixture.ts'
import { failOn } from './support/fail-on.ts'
import { expectGoodLooks } from './support/looks.ts'

/** Every screen of the counter by keyboard alone, at both sizes and some at a third: axe finds nothing, nothing runs out at the side, the focus is somewhere and seen. */

/** The longest name of the catalogue: 1,094 characters. */
const longestProcedure = '1.013980'
const sizes = [
  { width: 1366, height: 768 },
  { width: 1024, height: 600 }
] as const

test('all screens by keyboard, each looked at in both sizes', async ({ desk }) => {
  const page = await desk.start({ size: sizes[0] })
  await page.getByLabel('Mật khẩu', { exact: true }).waitFor({ timeout: 60_000 })
  await expectBothGood(desk, 'log-in')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await waitForFocus(page.getByLabel('Mật khẩu', { exact: true }))
  await page.keyboard.type('sai mat khau')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
  await expectBothGood(desk, 'wrong-password')
  await logIn(page)
  await waitForTokenReady(page)
  await expectBothGood(desk, 'empty-intake')

  await page.keyboard.type('dang ky', { delay: 30 })
  await page.getByRole('option').first().waitFor()
  await expectBothGood(desk, 'procedures-found')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await chooseProcedure(page, longestProcedure)
  await wedgeScan(page, cards.quynh)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await expectBothGood(desk, 'longest-procedure')
  await page.keyboard.type('0912345678', { delay: 20 })
  const code = await pressReceive(page)
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await expect(page.getByText(getLongestName()).first()).toBeVisible()
  await expectBothGood(desk, 'longest-dossier')
  await page.keyboard.press('Escape')
  await waitForFocus(procedureField(page))
  await chooseProcedure(page, birthRegistration.code)
  await tabTo(page, page.getByLabel('Số giấy tờ'), 'Shift+Tab')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('12', { delay: 45 })
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toBeFocused()
  await expectBothGood(desk, 'what-is-wrong')

  await page.keyboard.press('F2')
  await tabTo(page, page.getByLabel('Số giấy tờ'))
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.waitForTimeout(300)
  await wedgeScan(page, cards.huyen)
  await attachFiles(page, 0, [await writeSampleScan(join(desk.folder, 'in', 'Tờ khai đăng ký khai sinh của cháu Nguyễn Thị Khánh Huyền, trang 1 và 2.pdf'), 'Tờ khai')])
  const pinWindow = await openPinWindow(desk.counter, () => pressReceive(page))
  await desk.shoot('pin-window', pinWindow)
  // A window that fails says what it did and what it did not, and Esc still closes it.
  await failOn(pinWindow, 'Nhập mã PIN.')
  await pinWindow.keyboard.press('Enter')
  await expect(pinWindow.getByTestId('pin-fault')).toContainText('Chưa gửi mã PIN, không mất lần nhập nào')
  await expectGoodLooks(desk, 'pin-window-failed', pinWindow)
  await pinWindow.keyboard.press('Escape').catch(() => undefined)
  await expect(page.getByTestId('sign-state')).toContainText('Đã hủy ký')
  await expectBothGood(desk, 'received')

  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toBeFocused()
  await expect(page.getByTestId('portal-receipt')).toBeVisible()
  await expectBothGood(desk, 'dossier')
  await readByKeys(page)
  await page.keyboard.press('Control+1')
  await expect(page.getByTestId('act-form')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Đã lưu: chuyển xử lý.')).toBeVisible()
  await expect(page.getByTestId('dossier-status')).toHaveText('Đang xử lý')
  await page.keyboard.press('Escape')
  await waitForFocus(procedureField(page))

  await page.keyboard.press('F4')
  await expect(page.getByTestId('worklist')).toContainText('Nguyễn Thị Khánh Huyền')
  await expectBothGood(desk, 'work-list')
  await page.keyboard.press('Control+f')
  await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
  await page.keyboard.type('huyen', { delay: 20 })
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('dossier-code')).toBeFocused()
  await page.keyboard.press('Escape')

  await desk.proxy.down()
  await page.keyboard.press('F9')
  await expect(page.getByTestId('unsigned-files').getByRole('row')).toHaveCount(2)
  await expectBothGood(desk, 'signing')
  await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
  await expect(page.getByText('Đã ký 1/1 tệp.')).toBeVisible()
  await page.keyboard.press('F7')
  await expect(page.getByTestId('queue')).toContainText('Tệp: Tờ khai đăng ký khai sinh')
  await expect(page.getByTestId('link-state')).toContainText('Mất mạng')
  await expectBothGood(desk, 'queue-offline')
  await desk.proxy.up()
  await expect(page.getByTestId('queue-count')).toHaveText('Hàng đợi gửi trống', { timeout: 60_000 })
  await page.keyboard.press('F10')
  await expect(page.getByRole('heading', { name: 'Trạng thái quầy' })).toBeVisible()
  await expectBothGood(desk, 'state')

  await failAndComeBack(desk)
  await page.keyboard.press('F12')
  await waitForFocus(page.getByLabel('Tìm hồ sơ để thu'))
  await expectBothGood(desk, 'till')
  await page.keyboard.press('Shift+F4')
  await expect(page.getByTestId('register-count')).toHaveText('2 hồ sơ')
  await expectBothGood(desk, 'register')
  await page.keyboard.press('Shift+F9')
  await waitForFocus(page.getByRole('heading', { name: 'Kiểm tra chữ ký số' }))
  await expectBothGood(desk, 'verification')
  await lookAtLarge(desk)

  // The officer with the longest name, by the keys alone: out, down to her, in.
  await page.keyboard.press('Shift+F12')
  await expect(page.getByText('đã để nháp trên máy này (1 bản)')).toBeVisible()
  await expectBothGood(desk, 'logged-out-with-a-draft')
  await tabTo(page, page.getByRole('listbox'), 'Shift+Tab')
  await logIn(page, 'tram')
  await expect(page.getByTestId('worklist-handed')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('F2')
  await chooseProcedure(page, longestProcedure)
  await expect(page.getByText('Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm')).toBeVisible()
  await tabTo(page, page.locator('summary').first(), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expectBothGood(desk, 'longest-names-in-full')
})

/** From the title, where every act leaves the focus: the end of the dossier is read without a mouse, and Ctrl+S says what it does not do. */
async function readByKeys(page: Page): Promise<void> {
  const end = page.getByRole('button', { name: 'In biên nhận của Cổng' })
  await expect(end).not.toBeInViewport()
  await page.keyboard.press('PageDown')
  await expect(end).toBeInViewport()
  await page.keyboard.press('PageUp')
  await expect(end).not.toBeInViewport()
  await page.keyboard.press('F6')
  await expect(page.getByTestId('act-form')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('lưu bằng Ctrl+Enter, hoặc Esc để thôi, rồi mới ký.')).toBeVisible()
  await page.keyboard.press('Escape')
  await waitForFocus(page.getByTestId('dossier-code'))
}

/** Code that cannot be read, then code that throws: never a blank window, nothing typed is lost, Enter brings the officer back, and the log holds no citizen. */
async function failAndComeBack(desk: Desk): Promise<void> {
  const { page } = desk
  const name = page.getByLabel('Họ và tên')
  const fault = page.getByTestId('page-fault')
  await page.keyboard.press('F2')
  await tabTo(page, name)
  await page.keyboard.type('Trần Dở Dang', { delay: 20 })
  // As a disk or an antivirus that keeps one file of the app from it.
  await desk.counter.app.evaluate(({ session }) =>
    session.defaultSession.webRequest.onBeforeRequest((details, answer) => answer({ cancel: details.url.includes('/assets/money-page-') }))
  )
  await page.keyboard.press('F12')
  await expect(fault).toContainText(/thiếu một phần của ứng dụng.*mã lỗi [0-9a-f]{8}\./)
  await expect(fault.getByRole('button')).toBeFocused()
  await expectBothGood(desk, 'part-missing')
  // Back where the hands were.
  await page.keyboard.press('F2')
  await waitForFocus(name)
  await expect(name).toHaveValue('Trần Dở Dang')
  await page.keyboard.press('End')
  await page.keyboard.type(' Nữa', { delay: 20 })
  // A bug whose words quote a citizen.
  await page.evaluate(() => {
    window.ResizeObserver = class {
      constructor() {
        throw new TypeError('036190012345 Trần Dở Dang')
      }
    } as unknown as typeof ResizeObserver
  })
  await page.keyboard.press('F4')
  await expect(fault).toContainText(/gặp lỗi ngoài dự kiến.*mã lỗi [0-9a-f]{8}\./)
  await expectGoodLooks(desk, 'crashed')
  await page.keyboard.press('Enter')
  await waitForFocus(procedureField(page), 60_000)
  await page.keyboard.press('F5')
  await expect(name).toHaveValue('Trần Dở Dang Nữa')
  await throwDraftAway(desk)
  const log = readFileSync(join(desk.dataFolder, 'log', 'counter.log'), 'utf8')
  expect(log).toMatch(/bug [0-9a-f]{8} in page, money: part-missing \w*Error/)
  expect(log).toMatch(/bug [0-9a-f]{8} in page, worklist: crashed TypeError +at [\w.-]+\.js:\d+:\d+/)
  expect(log).not.toMatch(/036190012345|Dở Dang/)
  await desk.counter.app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null))
}

/** One half-filled intake set aside, another begun; in the list of drafts Delete asks, Escape and Enter keep, Ctrl+Delete throws away, and the other comes back. */
async function throwDraftAway(desk: Desk): Promise<void> {
  const { page } = desk
  await page.keyboard.press('Control+n')
  await expect(page.getByText('Trần Dở Dang Nữa đã để sang nháp')).toBeVisible()
  await wedgeScan(page, cards.duc)
  await expect(page.getByTestId('draft-state')).toContainText('đã lưu')
  await page.keyboard.press('F7')
  await waitForFocus(page.getByTestId('queue'))
  await page.keyboard.press('Control+2')
  const drafts = page.getByTestId('drafts')
  await expect(drafts).toContainText('Trần Dở Dang Nữa')
  await waitForFocus(drafts)
  const question = page.getByTestId('question')
  for (const answer of ['Escape', 'Enter', 'Control+Delete']) {
    await page.keyboard.press('Delete')
    await expect(question).toContainText('Bỏ hẳn hồ sơ nhập dở (Trần Văn Đức')
    if (answer === 'Control+Delete') await expectBothGood(desk, 'draft-thrown-away-asked')
    await page.keyboard.press(answer)
    await expect(question).toHaveCount(0)
    await expect(drafts.getByText('Trần Văn Đức')).toHaveCount(answer === 'Control+Delete' ? 0 : 1)
  }
  await page.keyboard.press('F2')
  await expect(page.getByLabel('Họ và tên')).toHaveValue('')
  await page.keyboard.press('F5')
  await expect(page.getByLabel('Họ và tên')).toHaveValue('Trần Dở Dang Nữa')
}

/** As a monitor of an office shows them. */
async function lookAtLarge(desk: Desk): Promise<void> {
  const { page } = desk
  await setSize(desk, { width: 1920, height: 1080 })
  for (const [key, name] of [['F2', 'intake'], ['F4', 'work-list'], ['Enter', 'dossier'], ['F7', 'queue'], ['F9', 'signing']] as const) {
    await page.keyboard.press(key)
    await page.waitForFunction(() => document.activeElement !== document.body && document.querySelector('main .empty')?.textContent !== 'Đang mở…')
    await expectGoodLooks(desk, `${name}-1920`)
  }
  await setSize(desk, sizes[0])
}

/** The screen as it is at one size and then at the other, where it stays: every second screen is walked to in the smaller one. */
async function expectBothGood(desk: Desk, name: string): Promise<void> {
  const isWide = (): Promise<boolean> => desk.page.evaluate(() => innerWidth > 1200)
  for (const size of (await isWide()) ? sizes : [...sizes].reverse()) {
    await setSize(desk, size)
    await expectGoodLooks(desk, `${name}-${size.width}`)
  }
}

async function setSize({ page, counter }: Desk, size: { width: number; height: number }): Promise<void> {
  const window = await counter.app.browserWindow(page)
  await window.evaluate((main, { width, height }) => main.setContentSize(width, height), size)
  // A window as large as its screen loses a pixel to the frame that no window manager draws.
  await page.waitForFunction(({ width, height }) => Math.abs(innerWidth - width) <= 1 && Math.abs(innerHeight - height) <= 1, size)
}
