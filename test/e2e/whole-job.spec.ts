import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { demoReceptionist } from '../harness/demo-office.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { attachFiles, birthRegistration, cards, logIn, openPinWindow, pressReceive, procedureField, tabTo, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'
import { readPdfsig, readPdfText, readSubject, verifyWithOpenssl } from '../harness/judge.ts'

test('the whole job with the portal up', async ({ desk }) => {
  const scans = [
    await writeSampleScan(join(desk.folder, 'in', 'To khai dang ky khai sinh.pdf'), 'Tờ khai đăng ký khai sinh', 2),
    await writeSampleScan(join(desk.folder, 'in', 'Giay chung sinh.pdf'), 'Giấy chứng sinh')
  ]
  const page = await desk.start()
  await page.getByLabel('Mật khẩu', { exact: true }).waitFor({ timeout: 60_000 })
  await desk.shoot('log-in')
  await logIn(page)
  await desk.shoot('empty-intake')
  await waitForTokenReady(page)

  await page.keyboard.type('dang ky khai sinh', { delay: 40 })
  const wanted = page.getByRole('option', { name: `${birthRegistration.name} ${birthRegistration.code}` })
  await wanted.waitFor()
  // Hits of the text's beginning may still give way to those of the whole, and the choice with them: each key goes the way that is seen then.
  const wayTo = () =>
    wanted.evaluate((option) => {
      const options = [...(option.parentElement?.children ?? [])]
      return options.indexOf(option) - options.findIndex((one) => one.ariaSelected === 'true')
    })
  for (let step = 0, way = await wayTo(); step < 40 && way !== 0; step++, way = await wayTo()) await page.keyboard.press(way > 0 ? 'ArrowDown' : 'ArrowUp')
  await expect(wanted).toHaveAttribute('aria-selected', 'true')
  await desk.shoot('procedure-found')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('component-row')).toHaveCount(6)
  await waitForFocus(page.getByLabel('Số giấy tờ'))

  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await expect(page.getByLabel('Họ và tên')).toHaveValue('Nguyễn Thị Khánh Huyền')
  await expect(page.getByLabel('Số giấy tờ')).toHaveValue('036190012345')
  await expect(page.getByLabel('Ngày sinh')).toHaveValue('15/03/1990')
  await page.keyboard.type('0912345678')
  await desk.shoot('card-scanned')

  const citizenIdCard = page.getByTestId('component-row').nth(3).getByRole('checkbox')
  await tabTo(page, citizenIdCard)
  await page.keyboard.press('Space')
  await expect(citizenIdCard).toBeChecked()
  for (const [row, scan] of scans.entries()) await attachFiles(page, row, [scan])
  await desk.shoot('papers-ticked-and-imported')

  const promisedDue = (await page.getByTestId('due-date').textContent()) ?? ''
  expect(promisedDue).toMatch(/^\d\d:\d\d .* \d\d\/\d\d\/\d{4}$/)
  await expect(page.getByTestId('fee-total')).toHaveText(/5\.000/)
  let code = ''
  const pinWindow = await openPinWindow(desk.counter, async () => {
    code = await pressReceive(page)
  })
  expect(code).toMatch(/^000\.21\.05\.H40-\d{6}-0001$/)
  const bar = page.getByTestId('outcome-bar')
  await expect(bar).toContainText(promisedDue)
  await expect(bar).toContainText('5.000')
  await expect(procedureField(page)).toHaveValue('')
  await desk.shoot('received')
  await desk.shoot('pin-window', pinWindow)
  await typePin(pinWindow)
  await expect(page.getByTestId('sign-state')).toHaveText(/Đã ký 2 tệp/)
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  await expect(page.getByTestId('print-state')).toContainText('giấy hẹn lưu')
  await desk.shoot('signed-and-received-by-the-portal')

  const printed = readdirSync(join(desk.dataFolder, 'in')).filter((name) => name.includes(code))
  expect(printed).toHaveLength(1)
  const receipt = readPdfText(join(desk.dataFolder, 'in', printed[0] ?? ''))
  for (const words of [code, 'Nguyễn Thị Khánh Huyền', demoReceptionist.fullName, 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ']) expect(receipt).toContain(words)

  await expect(page.getByTestId('queue-count')).toHaveText(/Hàng đợi gửi trống/)
  await page.keyboard.press('Control+o')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await expect(page.getByTestId('portal-receipt')).toContainText('Đã tiếp nhận lúc')
  await expect(page.getByTestId('dossier-files').getByText('Cổng đã ký nhận')).toHaveCount(2)
  await desk.shoot('dossier')
  await page.keyboard.press('F4')
  await expect(page.getByTestId('worklist').getByText(code)).toBeVisible()
  await desk.shoot('work-list')
  await page.keyboard.press('F7')
  await expect(page.getByText('Mọi bước đã lưu đã đến Cổng')).toBeVisible()
  await desk.shoot('queue')

  const dossiers = await desk.inspect()
  expect(dossiers.map((dossier) => dossier.code)).toEqual([code])
  const [dossier] = dossiers
  expect(dossier?.applicantName).toBe('Nguyễn Thị Khánh Huyền')
  expect(dossier?.procedureCode).toBe(birthRegistration.code)
  expect(dossier?.entries.map(({ kind }) => kind)).toEqual(['dossier.received', 'file.attached', 'file.attached', 'file.signed', 'file.signed'])
  expect(dossier?.files).toHaveLength(2)
  expect(dossier?.files.every(({ present }) => present)).toBe(true)

  for (const { sha256 } of dossier?.files ?? []) {
    const signed = join(desk.folder, `${sha256}.pdf`)
    copyFileSync(join(desk.folder, 'portal', 'files', 'held', sha256), signed)
    const verdict = readPdfsig(signed)
    expect(verdict).toContain('Signature is Valid')
    expect(verdict).toContain('Total document signed')
    expect(readSubject(verifyWithOpenssl(signed, desk.token.caPath))).toContain(demoReceptionist.fullName)
  }
  await desk.counter.close()
})
