import type { Page } from '@playwright/test'
import { readPdfText } from '../harness/judge.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { birthRegistration, cards, chooseProcedure, logIn, pressReceive, procedureField, tabTo, waitForFocus } from '../harness/steps.ts'
import { closeWindow } from './support/close-window.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'
import { walkSizes } from './support/sizes.ts'
import { typeNames } from './support/type-names.ts'

/** From receipt to return by keyboard, with each act's form; keys counted against design/ui.md. */


/** Presses keys one by one and counts them. */
async function press(page: Page, ...keys: string[]): Promise<number> {
  for (const key of keys) await page.keyboard.press(key)
  return keys.length
}

/** A slow PC at its slowest: the next letters that go into a field keep the page busy, each for so long. */
function busyWithEachLetter({ letters, ms }: { letters: number; ms: number }): void {
  let left = letters
  document.addEventListener('beforeinput', function keepBusy() {
    for (const endMs = performance.now() + ms; performance.now() < endMs; );
    if (--left === 0) document.removeEventListener('beforeinput', keepBusy)
  })
}

async function receive(page: Page): Promise<string> {
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  for (const row of [0, 1]) {
    const box = page.getByTestId('component-row').nth(row).getByRole('checkbox')
    if (!(await box.isChecked())) {
      await tabTo(page, box)
      await page.keyboard.press('Space')
    }
  }
  const code = await pressReceive(page)
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  return code
}

for (const size of walkSizes) {
  test(`a dossier's life at ${size.width}x${size.height}`, async ({ desk }) => {
    const page = await desk.start({ size })
    await logIn(page)
    const code = await receive(page)
    const status = page.getByTestId('dossier-status')
    const form = page.getByTestId('act-form')
    await expectGoodLooks(desk, 'dossier')

    let keys = await press(page, 'F6')
    await expect(form).toBeVisible()
    await waitForFocus(form.getByRole('checkbox').first())
    keys += await press(page, '1', '3')
    await expect(form.getByRole('checkbox', { checked: true })).toHaveCount(2)
    await typeNames(form)
    await expectGoodLooks(desk, 'ask-supplement')
    keys += await press(page, 'Control+Enter')
    await expect(status).toHaveText('Yêu cầu bổ sung giấy tờ')
    expect(keys).toBeLessThanOrEqual(8)
    const outcome = page.getByText(/Đã lưu: yêu cầu bổ sung/)
    await expect(outcome).toContainText('lưu tại')
    const printed = readPdfText(/lưu tại (.+\.pdf)/.exec((await outcome.textContent()) ?? '')?.[1] ?? '')
    for (const words of [code, 'Thiếu: Giấy tờ có giá trị']) expect(printed).toContain(words)
    await expectGoodLooks(desk, 'supplement-asked')

    await press(page, 'F6')
    await waitForFocus(form.getByRole('textbox'))
    await press(page, 'Control+Enter')
    await expect(status).toHaveText('Được tiếp nhận')
    await page.getByText('Vì sao hẹn ngày này').click()
    await expectGoodLooks(desk, 'supplemented')

    await page.keyboard.press('Control+2')
    await expect(form).toContainText('nghĩa vụ tài chính')
    await press(page, 'Control+Enter')
    await expect(form.getByRole('alert')).toContainText('Nhập số đồng')
    await expectGoodLooks(desk, 'payment-refused')
    // What is typed is not thrown away unasked, by Escape or by a key of another screen; Escape and Enter keep it.
    await page.keyboard.type('Thuế trước bạ', { delay: 15 })
    const question = page.getByTestId('question')
    for (const key of ['Escape', 'F4']) {
      await press(page, key)
      await expect(question).toContainText('Bỏ phần đang nhập ở “Yêu cầu thực hiện')
      if (key === 'F4') await expectGoodLooks(desk, 'throw-away-asked')
      await press(page, key === 'F4' ? 'Enter' : 'Escape')
      await expect(question).toHaveCount(0)
      await expect(form).toBeVisible()
    }
    // Another citizen's card in the middle of it, in a field too short for it and on a page that is busy with each letter: she stays, and the intake behind is as it was.
    await waitForFocus(form.getByLabel('Số tiền (đồng)'))
    await page.evaluate(busyWithEachLetter, { letters: cards.duc.length, ms: 40 })
    await wedgeScan(page, cards.duc)
    await expect(question).toBeVisible()
    await press(page, 'Enter')
    await expect(question).toHaveCount(0)
    await expect(page.locator('#field-idNumber')).toHaveValue('')
    // Left in the very moment of saving: what fails is told where she is.
    await page.evaluate(() => {
      for (const key of [{ key: 'Enter', ctrlKey: true }, { key: 'F4' }]) window.dispatchEvent(new KeyboardEvent('keydown', { ...key, cancelable: true }))
    })
    await expect(form.getByRole('alert')).toContainText('Nhập số đồng')
    await expect(question).toHaveCount(0)
    expect(await closeWindow(desk, 'Ở lại')).toMatchObject({ message: expect.stringContaining('“Yêu cầu thực hiện nghĩa vụ tài chính” đang nhập dở, chưa lưu.') })
    // Thrown away for a card, the card goes on to the intake; then the dossier again.
    await wedgeScan(page, cards.duc)
    await expect(question).toBeVisible()
    await press(page, 'Control+Delete')
    await expect(page.locator('#field-idNumber')).toHaveValue(/^\d{12}$/)
    await waitForFocus(procedureField(page))
    await press(page, 'Control+n', 'Control+o')
    await expect(status).toHaveText('Được tiếp nhận')
    await expect(form).toHaveCount(0)
    await page.getByRole('button', { name: 'Sửa thông tin' }).press('Enter')
    await typeNames(form)
    await form.getByLabel('Địa chỉ').fill('Xóm 9, xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định')
    // What is missing has the focus, so that the next letters land there.
    await press(page, 'Control+Enter')
    await waitForFocus(form.getByLabel('Lý do sửa'))
    await page.keyboard.insertText('Ghi nhầm xóm')
    await expectGoodLooks(desk, 'amend')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('timeline')).toContainText('→ Xóm 9')

    await page.getByRole('button', { name: 'Giao hồ sơ' }).press('Enter')
    await waitForFocus(form.getByLabel('Bước của quy trình'))
    await form.getByLabel('Người nhận', { exact: true }).selectOption({ label: 'Người của đơn vị, cơ quan khác' })
    await press(page, 'Control+Enter')
    await expect(form.getByRole('alert')).toContainText('người nhận')
    await waitForFocus(form.getByLabel('Họ và tên người nhận'))
    await typeNames(form)
    await form.getByLabel('Họ và tên người nhận').fill('Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm')
    await expectGoodLooks(desk, 'hand-over')
    await press(page, 'Control+Enter')
    await expect(status).toHaveText('Đang xử lý')
    await expect(page.getByTestId('holder')).toContainText('chờ ký nhận')
    await press(page, 'F6')
    await waitForFocus(form.getByRole('textbox'))
    await expectGoodLooks(desk, 'take-over')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('holder')).toContainText('Hồ sơ đang ở: Công Tằng Tôn Nữ')
    await expect(page.getByTestId('steps').getByRole('listitem')).toHaveCount(4)
    await page.getByTestId('steps').scrollIntoViewIfNeeded()
    await expectGoodLooks(desk, 'steps')

    await page.getByRole('button', { name: 'Có kết quả' }).press('Enter')
    await form.getByLabel('Số, ký hiệu').fill('KS-12/2021')
    await expectGoodLooks(desk, 'finish')
    await press(page, 'Control+Enter')
    await expect(status).toHaveText('Đã xử lý xong')

    // The citizen comes for it: her receipt is scanned while another screen is up.
    await page.keyboard.press('F4')
    await expect(page.getByTestId('worklist').getByText(code)).toBeVisible()
    await wedgeScan(page, code)
    await expect(page.getByTestId('dossier-code')).toHaveText(code)
    await waitForFocus(form.getByRole('radio', { checked: true }))
    await expectGoodLooks(desk, 'return')
    await form.getByLabel('Người khác nhận thay').check()
    await expectGoodLooks(desk, 'return-to-another')
    await typeNames(form)
    await press(page, 'Control+Enter')
    await expect(form.getByRole('alert')).toContainText('giấy ủy quyền')
    await form.getByLabel(/Người nộp: /).check()
    const returnKeys = await press(page, 'Control+Enter')
    await expect(status).toHaveText('Đã trả kết quả')
    expect(returnKeys).toBeLessThanOrEqual(4)
    await expectGoodLooks(desk, 'returned')

    // Papers that are not accepted: refused with a reason, printed, nothing received.
    await page.keyboard.press('F2')
    await chooseProcedure(page, birthRegistration.code)
    await wedgeScan(page, cards.huyen)
    await waitForFocus(page.getByLabel('Điện thoại'))
    await press(page, 'Control+y')
    const refusal = page.getByTestId('refuse-form')
    await waitForFocus(refusal.getByRole('textbox'))
    await typeNames(refusal)
    // What is missing is told until it is there; Enter is a line of the reason, and Ctrl+Enter in a field beside receives nothing.
    await press(page, 'Control+Enter')
    await expect(refusal.getByRole('alert')).toContainText('Nhập lý do từ chối')
    await page.keyboard.type('Thiếu bản chính')
    await expect(refusal.getByRole('alert')).toHaveCount(0)
    await press(page, 'Enter')
    await page.keyboard.type('Không thuộc thẩm quyền của xã')
    await expect(refusal.getByRole('textbox')).toHaveValue('Thiếu bản chính\nKhông thuộc thẩm quyền của xã')
    await page.getByLabel('Điện thoại').focus()
    await press(page, 'Control+Enter')
    await waitForFocus(refusal.getByRole('textbox'))
    await expect(page.getByTestId('receive-button')).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByTestId('draft-state')).toHaveText('Đang từ chối: Esc để thôi')
    await expectGoodLooks(desk, 'refuse-at-counter')
    // Another citizen's card and Ctrl+N ask before they take the reason; kept, nothing has changed.
    for (const take of [() => wedgeScan(page, cards.duc), () => press(page, 'Control+n')]) {
      await take()
      await expect(question).toContainText('“Từ chối tiếp nhận”')
      await press(page, 'Enter')
      await expect(question).toHaveCount(0)
      await expect(refusal.getByRole('textbox')).toHaveValue(/xã$/)
      await expect(page.getByLabel('Họ và tên')).toHaveValue(/Huyền|Huyen/i)
    }
    await waitForFocus(refusal.getByRole('textbox'))
    // Ctrl+Enter commits what is open: the refusal, not the intake behind it.
    await press(page, 'Control+Enter')
    const refused = page.getByText(/phiếu từ chối tiếp nhận lưu tại/)
    await expect(refused).toContainText('Đã từ chối tiếp nhận hồ sơ của Nguyễn Thị Khánh Huyền, không cấp mã.')
    const slip = readPdfText(/lưu tại (.+\.pdf)/.exec((await refused.textContent()) ?? '')?.[1] ?? '')
    for (const words of ['Không thuộc thẩm quyền của xã', 'PHIẾU TỪ CHỐI']) expect(slip).toContain(words)
    expect(slip).not.toContain('BẢN IN LẠI')
    await expectGoodLooks(desk, 'refused-at-counter')
    await press(page, 'Shift+F4')
    await page.getByTestId('register-count').waitFor()
    await press(page, 'Control+2')
    await expect(page.getByTestId('refusals')).toContainText('Không thuộc thẩm quyền của xã')
    await expectGoodLooks(desk, 'book-of-refusals')
    await desk.counter.close()
  })
}
