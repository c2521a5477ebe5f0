import { join } from 'node:path'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { cards, fillIntake, openPinWindow, pressReceive, typePin, waitForTokenReady } from '../harness/steps.ts'
import { closeWindow } from './support/close-window.ts'
import { expect, test } from './support/desk.ts'
import { expectAllAtPortal, expectAllReceivedOnScreen, expectConsecutive } from './support/laws.ts'

test('three dossiers offline arrive by themselves, once and in order', async ({ desk }) => {
  const page = await desk.open()
  await waitForTokenReady(page)
  // The catalogue comes with the first contact.
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  await desk.proxy.down()

  const codes: string[] = []
  for (const [index, card] of [cards.huyen, cards.duc, cards.quynh].entries()) {
    const scan = await writeSampleScan(join(desk.folder, 'in', `To khai ${index + 1}.pdf`), `Tờ khai đăng ký khai sinh, hồ sơ ${index + 1}`)
    await fillIntake(page, { card, files: [scan] })
    const pinWindow = await openPinWindow(desk.counter, async () => codes.push(await pressReceive(page)))
    await desk.shoot(`received-offline-${index + 1}`)
    // The first is signed at once; the others wait for one PIN together.
    if (index === 0) await typePin(pinWindow)
    else await pinWindow.keyboard.press('Escape').catch(() => undefined)
    await expect(page.getByTestId('sign-state')).toContainText(index === 0 ? 'Đã ký 1 tệp' : 'Đã hủy ký')
    await expect(page.getByTestId('delivery-state')).toHaveText(/Đã lưu trên máy/)
  }
  expectConsecutive(codes)
  await expect(page.getByTestId('link-state')).toHaveText('Mất mạng: vẫn nhận hồ sơ được; 3 hồ sơ chờ gửi')
  expect(await desk.inspect()).toEqual([])

  await page.keyboard.press('F9')
  await expect(page.getByTestId('unsigned-files')).toContainText('To khai 3.pdf')
  await desk.shoot('two-wait-for-a-signature')
  await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
  await expect(page.getByText('Đã ký 2/2 tệp.')).toBeVisible()
  await desk.shoot('signed-as-one-batch')
  await page.keyboard.press('F7')
  await expect(page.getByTestId('queue')).toContainText(codes[2] ?? '')
  // What waits is said once, with the reason and what comes of it; nobody is promised an answer that cannot come.
  await expect(page.getByTestId('queue-count')).toHaveText('3 tệp chờ gửi')
  await expect(page.getByTestId('queue')).toContainText(/Mất mạng từ \d\d:\d\d: có mạng lại thì tự gửi/)
  await desk.shoot('queue-offline')
  await page.keyboard.press('Control+r')
  await expect(page.getByText('Máy đang mất mạng: có mạng lại thì tự gửi, không phải bấm lại.')).toBeVisible()
  const chosen = page.getByTestId('queue').getByRole('row', { selected: true })
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    expect(await chosen.textContent()).toContain(codes[2])
  }).toPass({ timeout: 60_000, intervals: [50] })
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('queue-item')).toContainText(`${codes[2]}, Công Tằng Tôn Nữ Quỳnh`)
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-unsent')).toHaveText('Đã lưu trên máy')
  await desk.shoot('dossier-offline')
  await page.keyboard.press('Escape')
  await expect(chosen).toContainText(codes[2] ?? '')
  // Closing says what stays here; whoever stays has lost nothing.
  expect(await closeWindow(desk, 'Ở lại')).toMatchObject({ message: 'Trên máy còn 3 hồ sơ chờ gửi, 3 tệp chờ gửi.', buttons: ['Ở lại', 'Thoát'], defaultId: 0, cancelId: 0 })
  await expect(page.getByTestId('queue')).toContainText(codes[2] ?? '')

  await desk.proxy.up()
  const dossiers = await expectAllAtPortal(desk, codes, 1)
  expect(dossiers.map(({ applicantName }) => applicantName)).toEqual(['Nguyễn Thị Khánh Huyền', 'Trần Văn Đức', 'Công Tằng Tôn Nữ Quỳnh'])
  await expect(page.getByTestId('link-state')).toHaveText(/^Đã gửi \d\d:\d\d$/)
  await expect(page.getByTestId('queue-count')).toHaveText('Hàng đợi gửi trống')
  await desk.shoot('queue-empty-again')
  await expectAllReceivedOnScreen(desk, codes)
  await desk.shoot('all-received')
  // With nothing left the window closes unasked, and the app with it.
  const ended = desk.counter.app.waitForEvent('close')
  expect(await closeWindow(desk, 'Ở lại').catch(() => undefined)).toBeUndefined()
  await ended
})
