import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lookupLink } from '../../electron/crypto/lookup-link.ts'
import { Client } from 'pg'
import { createTlsAuthority } from '../core/support/tls-authority.ts'
import { openBrowser } from '../harness/browser.ts'
import { cards, fillIntake, pressReceive, waitForFocus } from '../harness/steps.ts'
import { nationalAccount, startNationalDouble, type NationalDouble } from '../harness/national-double.ts'
import { renderNotTaken } from '../portal/online/filing-page.ts'
import { expect, test as base } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'

const test = base.extend<{ national: NationalDouble }>({
  national: async ({ browserName: _ }, use) => {
    const double = await startNationalDouble()
    await use(double)
    await double.close()
  },
  portalEnv: async ({ national }, use) => {
    const { username, password, unit, destination } = nationalAccount
    await use({ PORTAL_NATIONAL_URL: national.url, PORTAL_NATIONAL_USER: username, PORTAL_NATIONAL_PASSWORD: password, PORTAL_NATIONAL_UNIT: unit, PORTAL_NATIONAL_DESTINATION: destination })
  }
})

/** Filed online in the province of 2021: two papers. */
const onlineProcedure = '1.012893'
const citizen = 'Nguyễn Thị Phương Thảo Quỳnh Anh'

test('the portal in a browser: filed online and accepted at the counter, told to the citizen; counters, receipts, numbers, the national portal told; revoked', async ({ desk, national }) => {
  test.setTimeout(900_000)
  national.refuse = (dossier) => (dossier['KenhThucHien'] === '1' ? 'Chưa ánh xạ mã lĩnh vực của thủ tục' : undefined)
  const page = await desk.open()
  await fillIntake(page, { card: cards.huyen })
  const received = await pressReceive(page)
  const browser = await openBrowser({ width: 1366, height: 768 })
  const web = browser.page
  try {
    // The citizen files.
    await web.goto(`${desk.portal.url}/nop-truc-tuyen`)
    await web.getByLabel('Tên hoặc mã thủ tục').press('Enter')
    expect(await web.getByLabel('Tên hoặc mã thủ tục').evaluate((field: HTMLInputElement) => field.validationMessage)).toBe('Xin điền ô này.')
    await web.getByLabel('Tên hoặc mã thủ tục').fill('khong co thu tuc nay')
    await web.keyboard.press('Enter')
    await expect(web.getByRole('status')).toContainText('Không có thủ tục nào khớp')
    await web.getByLabel('Tên hoặc mã thủ tục').fill(onlineProcedure)
    await web.keyboard.press('Enter')
    const hits = web.getByRole('list', { name: 'Thủ tục tìm thấy' }).getByRole('link')
    await hits.first().focus()
    await expectGoodLooks(desk, 'choose', web)
    await hits.first().press('Enter')
    await web.getByRole('button', { name: 'Nộp hồ sơ' }).focus()
    await web.keyboard.press('Enter')
    expect(await web.getByLabel('Họ và tên').evaluate((field: HTMLInputElement) => field.validationMessage)).toBe('Xin điền ô này.')
    for (const [label, value] of [['Họ và tên', citizen], ['Số căn cước', '036190001234'], ['Ngày sinh', '2/5/1990'], ['Địa chỉ', 'Xóm 4, xã Giao Yến'], ['Điện thoại', '0912345678']] as const) {
      await web.getByLabel(label).fill(value)
    }
    const paper = join(desk.folder, 'giay-to-cua-toi.pdf')
    writeFileSync(paper, minimalPdf)
    for (const input of await web.locator('input[type=file]').all()) await input.setInputFiles(paper)
    await web.getByLabel(/dấu mật/).check()
    await expectGoodLooks(desk, 'file', web)
    await web.getByRole('button', { name: 'Nộp hồ sơ' }).click()
    await expect(web.getByRole('status')).toContainText('Đã nộp')
    const reference = await web.locator('code').first().innerText()
    await web.locator('a, button, code').first().evaluate((element: HTMLElement) => (element.tabIndex = 0, element.focus()))
    await expectGoodLooks(desk, 'filed', web)

    // Turned away at a rush (test/core/online.test.ts): the page says what became of the form, and where to go.
    const address = web.url()
    await web.setContent(renderNotTaken('busy'))
    await web.getByRole('link').focus()
    await expectGoodLooks(desk, 'turned-away', web)
    await web.goto(address)

    // The officer accepts.
    await page.keyboard.press('F7')
    await waitForFocus(page.getByTestId('queue'))
    await page.keyboard.press('Control+r')
    await page.keyboard.press('F4')
    await waitForFocus(page.getByTestId('worklist'))
    await page.keyboard.press('Control+9')
    await expect(page.getByTestId('worklist')).toContainText(reference, { timeout: 60_000 })
    await expectGoodLooks(desk, 'online-list')
    await waitForFocus(page.getByTestId('worklist'))
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('dossier-code')).toHaveText(reference)
    await expect(page.getByTestId('dossier-files')).toContainText('Công dân nộp trực tuyến', { timeout: 60_000 })
    await page.getByRole('button', { name: /^Xem giay-to/ }).first().press('Enter')
    await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready')
    await expectGoodLooks(desk, 'online-file')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('preview')).toHaveCount(0)
    await expect(page.getByRole('button', { name: /^Xem giay-to/ }).first()).toBeFocused()
    await expectGoodLooks(desk, 'online-dossier')
    await page.keyboard.press('F6')
    await expect(page.getByTestId('act-form')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('dossier-status')).toHaveText('Được tiếp nhận')
    const code = await page.getByTestId('dossier-code').innerText()
    expect(code).toMatch(/-\d{6}-\d{4}$/)
    await expect(page.getByText(/giấy tiếp nhận và hẹn trả lưu tại/)).toBeVisible()
    await expectGoodLooks(desk, 'accepted')
    await expect.poll(async () => (await desk.inspect()).map((dossier) => dossier.code).sort(), { timeout: 60_000 }).toEqual([received, code].sort())

    // The citizen is told, and nobody else of anything but the state.
    await web.reload()
    await expect(web.getByText(code)).toBeVisible()
    // With no camera: the two codes of the paper, typed.
    const [check = ''] = lookupLink(code, { baseUrl: desk.portal.url, secret: await readSecret(desk.databaseUrl) }).split('/').slice(-1)
    await web.goto(`${desk.portal.url}/tra-cuu`)
    await web.getByLabel('Mã hồ sơ').fill(code)
    await web.keyboard.press('Enter')
    expect(await web.getByLabel('Mã tra cứu').evaluate((field: HTMLInputElement) => field.validationMessage)).toBe('Xin điền ô này.')
    await web.getByLabel('Mã tra cứu').fill(check)
    await expectGoodLooks(desk, 'look-up', web)
    await web.keyboard.press('Enter')
    await expect(web.getByText('Được tiếp nhận')).toBeVisible()
    expect(await web.content()).not.toContain('Quỳnh Anh')
    await desk.shoot('public', web)

    // The administrator looks, and revokes the counter.
    await web.goto(`${desk.portal.url}/admin`)
    await expectGoodLooks(desk, 'sign-in', web)
    await web.getByLabel(/mã quản trị/).fill(desk.portal.adminToken)
    await web.keyboard.press('Enter')
    await expect(web.getByRole('table', { name: 'Máy quầy' })).toContainText('Quầy số 1')
    await expect(web.getByRole('table', { name: 'Máy quầy' })).toContainText(/báo lúc/)
    await desk.shoot('admin', web)
    await web.getByRole('link', { name: code }).click()
    await expect(web.getByRole('table', { name: 'Biên nhận của cổng' })).toContainText('Đúng')
    await expect(web.getByText('Sai', { exact: true })).toHaveCount(0)
    await desk.shoot('dossier', web)
    // What she has to say stands above the officer's screens until it is read.
    await web.goto(`${desk.portal.url}/admin`)
    await web.getByRole('link', { name: 'Thông báo cho máy quầy' }).click()
    await web.getByLabel(/^Nội dung/).fill('Cổng bảo trì từ 22 giờ đến 24 giờ tối nay; máy quầy cứ làm việc như thường, hồ sơ sẽ gửi khi Cổng chạy lại.')
    await web.keyboard.press('Tab')
    await expectGoodLooks(desk, 'message', web)
    await web.getByRole('button', { name: 'Gửi thông báo' }).click()
    await expect(web.getByRole('table', { name: 'Thông báo đã gửi' })).toContainText('Mọi đơn vị')
    await desk.shoot('message-sent', web)
    await page.keyboard.press('F7')
    await waitForFocus(page.getByTestId('queue'))
    await page.keyboard.press('Control+r')
    await expect(page.getByTestId('portal-message')).toContainText('Cổng bảo trì từ 22 giờ', { timeout: 60_000 })
    await expectGoodLooks(desk, 'message-read')
    await page.keyboard.press('F2')
    await expectGoodLooks(desk, 'message-over-intake')
    await page.keyboard.press('Shift+F1')
    await expect(page.getByTestId('portal-message')).toHaveCount(0)
    await page.keyboard.press('F10')
    await expect(page.getByText('Cổng bảo trì từ 22 giờ')).toBeVisible()
    await web.goto(`${desk.portal.url}/admin/numbers`)
    await expect(web.getByRole('table', { name: 'Sổ số' })).toBeVisible()
    await desk.shoot('numbers', web)
    // What came online is told from when it has its number; what the national portal will not take stands there in its words.
    await expect.poll(() => national.dossiers.get(code), { timeout: 60_000 }).toMatchObject({ KenhThucHien: '2', TrangThaiHoSo: '2', ChuHoSo: citizen, HoSoCoThanhPhanSoHoa: '1' })
    expect([...national.dossiers.keys()]).not.toContain(reference)
    await web.goto(`${desk.portal.url}/admin/national`)
    await expect(web.getByRole('table', { name: 'Chưa đồng bộ được' })).toContainText(received)
    await web.getByRole('link', { name: 'Về trang quản trị' }).focus()
    await expectGoodLooks(desk, 'national', web)
    await web.goto(`${desk.portal.url}/admin`)
    // The deeds that were commands: each asks first.
    await web.getByRole('link', { name: /^Mã khôi phục máy/ }).click()
    await web.getByRole('button', { name: 'Tạo mã' }).focus()
    await expectGoodLooks(desk, 'restore-code-asked', web)
    await web.keyboard.press('Enter')
    await expect(web.getByRole('status')).toContainText(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)
    await web.getByRole('link', { name: 'Về trang quản trị' }).focus()
    await expectGoodLooks(desk, 'restore-code', web)
    await web.goto(`${desk.portal.url}/admin/keys`)
    await web.getByRole('link', { name: 'Đổi khóa ký biên nhận…' }).click()
    await web.getByRole('button', { name: 'Đổi khóa' }).focus()
    await expectGoodLooks(desk, 'receipt-key-asked', web)
    await web.keyboard.press('Enter')
    await expect(web.getByRole('status')).toContainText('khóa ký biên nhận mới')
    await expect(web.getByRole('table', { name: 'Khóa ký biên nhận' })).toContainText('chờ đến lúc ký')
    await desk.shoot('keys', web)
    await web.goto(`${desk.portal.url}/admin`)
    await web.getByRole('link', { name: /^Thu hồi máy/ }).click()
    await expect(web.getByRole('heading', { name: 'Thu hồi quyền của máy quầy?' })).toBeVisible()
    await desk.shoot('revoke', web)
    await web.getByRole('button', { name: 'Thu hồi máy này' }).click()
    await expect(web.getByRole('status')).toContainText('Đã thu hồi quyền')
    await expect(web.getByRole('table', { name: 'Máy quầy' })).toContainText('Đã thu hồi')
    await page.keyboard.press('F7')
    await waitForFocus(page.getByTestId('queue'))
    await page.keyboard.press('Control+r')
    await expect(page.getByTestId('alarms')).toContainText('Cổng đã thu hồi quyền của máy này: nhận hồ sơ ở máy khác', { timeout: 60_000 })
    await expectGoodLooks(desk, 'revoked')

    // Which authorities counters hold the portal's HTTPS to: one that is none is refused, a real one announced.
    const authority = createTlsAuthority('CA của Cổng dịch vụ công tỉnh Nam Định')
    authority.close()
    for (const [pem, name] of [['-----BEGIN CERTIFICATE-----\nkhông\n-----END CERTIFICATE-----', 'authorities-refused'], [authority.pem, 'authorities']] as const) {
      await web.goto(`${desk.portal.url}/admin/keys/authorities`)
      await web.getByLabel(/^Các chứng thư CA/).fill(pem)
      if (pem === authority.pem) await expectGoodLooks(desk, 'authorities-asked', web)
      await web.getByRole('button', { name: 'Công bố', exact: true }).click()
      await web.locator('a').first().focus()
      await expectGoodLooks(desk, name, web)
    }
    await expect(web.getByRole('status')).toContainText('Đã công bố danh sách CA')
    await expect(web.getByRole('table', { name: 'CA của cổng' })).toContainText('CA của Cổng dịch vụ công tỉnh Nam Định')
  } finally {
    await browser.close()
  }
})

/** One empty page, by the book (ISO 32000-1 annex H). */
const minimalPdf = [
  '%PDF-1.4',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>endobj',
  'trailer<</Root 1 0 R>>',
  '%%EOF',
  ''
].join('\n')

async function readSecret(databaseUrl: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ secret: string }>(`select lookup_secret as secret from office o join device d on d.office_id = o.id where d.counter_number = 1 limit 1`)
  await client.end()
  return rows[0]?.secret ?? ''
}
