import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { demoOffice } from '../harness/demo-office.ts'
import { readPdfsig } from '../harness/judge.ts'
import { writeSampleScan, writeTransparentPng } from '../harness/sample-scan.ts'
import { logIn, tabTo, waitForFocus } from '../harness/steps.ts'
import type { CounterApp } from '../harness/counter-app.ts'
import { fetchDocument, startVgcaService, upload, type VgcaMessage, type VgcaService } from '../press/vgca-service.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { documents, look, rowOf, showList, signNow, takeIn, waitMs } from './support/documents-screen.ts'
import { expectGoodLooks } from './support/looks.ts'
import { hasAll, walkSizes } from './support/sizes.ts'
import { typeNames } from './support/type-names.ts'
import { head, nameServices, saveShown, startOfficeSigning, type OfficeSigning } from './support/office-signing.ts'

/** Two people at two PCs of one office: the head signs what she has looked at, the records clerk seals it with the agency's token. By keyboard; judged by poppler. */

const longTitle = 'Quyết định về việc công nhận kết quả giải quyết hồ sơ đăng ký khai sinh có yếu tố nước ngoài của cháu Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm'

for (const size of walkSizes) {
  test(`head signs at her PC, clerk seals at another, at ${size.width}x${size.height}`, async ({ desk }) => {
    test.setTimeout(600_000)
    const signing = await startOfficeSigning(desk)
    const vgca = await startVgcaService(desk.folder)
    try {
      const page = await desk.start({ size, env: signing.headEnv })
      const beside = await desk.startBeside({ size, env: { ...signing.agencyEnv, QMC_VGCA_URL: vgca.url, QMC_VGCA_TIMEOUT_MS: hasAll ? '6000' : '60000' } })
      await Promise.all([openSigning(page, head.login), openSigning(beside.page, 'tram')])
      await setPicture(desk, page, 'hand', [20, 40, 200])
      await setPicture(desk, beside.page, 'seal', [200, 20, 20])
      await walkByPortal(desk, beside, signing)
      await walkByStick(desk, beside)
      await walkDispute(desk, beside)
      await walkVgca(desk, beside, signing, vgca)
    } finally {
      await vgca.close()
      await signing.close()
    }
  })
}

/** The half-signed document travels through the portal; the seal's time is proved when the stamper is back. */
async function walkByPortal(desk: Desk, beside: CounterApp, signing: OfficeSigning): Promise<void> {
  const { page } = desk
  const clerk = beside.page
  await signing.stamper.down()
  await takeIn(desk, page, longTitle, async () => {
    await typeNames(page.getByTestId('import-document'))
    await expectGoodLooks(desk, 'import')
  })
  await look(page, longTitle)
  await page.keyboard.press('Space')
  await expect(page.getByTestId('certificates')).toContainText(`${head.fullName} · Lanh dao`)
  await expectGoodLooks(desk, 'head-looks')
  await signNow(desk.counter, page)
  await expect(documents(page).getByRole('row').nth(1)).toContainText('Không có tệp nào chờ ký.')

  await expect(rowOf(clerk, longTitle)).toBeVisible({ timeout: waitMs })
  await expect(rowOf(clerk, longTitle)).not.toContainText('đang tải', { timeout: waitMs })
  await look(clerk, longTitle)
  await expect(clerk.getByTestId('document-facts')).toContainText(`Lãnh đạo ký: ${head.fullName}`)
  await clerk.keyboard.press('Control+ArrowDown')
  await expect(clerk.getByText('Trang 2/2')).toBeVisible()
  await expectGoodLooks(desk, 'clerk-looks', clerk)
  await clerk.keyboard.press('Control+a')
  await signNow(beside, clerk)
  await showList(clerk, /Đã phát hành/)
  await expect(rowOf(clerk, longTitle)).toContainText('01/QĐ-UBND')
  await expect(rowOf(clerk, longTitle)).toContainText('đã thử 1 lần', { timeout: waitMs })
  await look(clerk, longTitle)
  await expect(clerk.getByTestId('document-facts')).toContainText('Không tới được nơi cấp dấu thời gian')
  await expectGoodLooks(desk, 'waits-for-its-time', clerk)
  // The stamper is back and the list of what was taken back is not: the time is proved, and the rest waits for the list.
  const list = join(desk.folder, 'ca', 'ca.crl')
  const whole = readFileSync(list)
  writeFileSync(list, 'no list')
  rmSync(join(desk.folder, 'beside', 'revocation'), { recursive: true, force: true })
  await signing.stamper.up()
  await clerk.keyboard.press('Control+t')
  await expect(clerk.getByTestId('document-facts')).toContainText('Chưa lấy được đủ dữ liệu thu hồi', { timeout: waitMs })
  await expectGoodLooks(desk, 'time-proved-alone', clerk)
  writeFileSync(list, whole)
  await clerk.keyboard.press('Control+t')
  await expect(clerk.getByTestId('document-facts')).toContainText('B-LT:', { timeout: waitMs })
  await expect(clerk.getByTestId('preview')).toHaveAttribute('data-state', 'ready', { timeout: waitMs })
  await expectGoodLooks(desk, 'time-proved', clerk)
  await clerk.keyboard.press('Escape')

  // The head's PC has the very same bytes, and poppler says who signed them.
  await showList(page, /Đã phát hành/)
  await expect(rowOf(page, longTitle)).toContainText('B-LT', { timeout: waitMs })
  await expect(rowOf(page, longTitle)).not.toContainText('đang tải', { timeout: waitMs })
  await look(page, longTitle)
  const said = readPdfsig(await saveShown(page, desk.folder))
  expect(said.match(/Signature is Valid/g)?.length).toBeGreaterThanOrEqual(2)
  expect(said).toContain(head.fullName)
  expect(said).toContain(demoOffice.name)
  expect(said).toContain('Total document signed')
  await page.keyboard.press('Escape')
}

/** Without a line at the head's: signed there, brought on a stick, sealed here, and by the line later it is one document. */
async function walkByStick(desk: Desk, beside: CounterApp): Promise<void> {
  const { page } = desk
  const clerk = beside.page
  const title = 'Giấy xác nhận mang bằng USB'
  await desk.proxy.down()
  await showList(page, /Chờ lãnh đạo/)
  await takeIn(desk, page, title)
  await expect(rowOf(page, title)).toBeVisible({ timeout: waitMs })
  await tabTo(page, documents(page))
  // What she has not looked at is not signed: it is listed, and shown by one key.
  await page.keyboard.press('Control+s')
  await expect(page.getByTestId('unseen').getByRole('listitem')).toHaveText([title])
  await expectGoodLooks(desk, 'not-looked-at')
  await page.keyboard.press('F6')
  await expect(page.getByText('Đã xem hết. Bấm Ctrl+S để ký.')).toBeVisible({ timeout: waitMs })
  await signNow(desk.counter, page)
  await page.keyboard.press('Escape')
  await showList(page, /Chờ văn thư/)
  await expect(rowOf(page, title)).toBeVisible()
  await page.keyboard.press('Control+b')
  await waitForFocus(page.getByRole('textbox', { name: /^Thư mục trên USB/ }))
  const stick = join(desk.folder, 'usb')
  mkdirSync(stick)
  await page.keyboard.insertText(stick)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('hand-over')).toContainText('Đã xuất 1 văn bản', { timeout: waitMs })
  await expectGoodLooks(desk, 'hand-over')
  await page.keyboard.press('Escape')
  const [bundle = ''] = readdirSync(stick)

  await showList(clerk, /Chờ văn thư/)
  await clerk.keyboard.press('Control+b')
  const handOver = clerk.getByTestId('hand-over')
  for (const said of ['Đã nhận 1 văn bản từ quầy', '1 văn bản đã có trên máy']) {
    await clerk.getByTestId('hand-over-file').setInputFiles([join(stick, bundle)])
    await expect(handOver).toContainText(said, { timeout: waitMs })
  }
  await clerk.keyboard.press('Escape')
  await look(clerk, title)
  await signNow(beside, clerk)
  await clerk.keyboard.press('Escape')
  await walkHeld(desk, clerk)
  await desk.proxy.up()
  await showList(page, /Đã phát hành/)
  await expect(rowOf(page, title)).toContainText('02/QĐ-UBND', { timeout: waitMs })
  for (const each of [page, clerk]) await expect(each.getByTestId('queue-count')).toContainText('Hàng đợi gửi trống', { timeout: waitMs })
}

/** What was done to a document from a stick says for whom it waits, and what can be done where that PC is lost. */
async function walkHeld(desk: Desk, clerk: Page): Promise<void> {
  await clerk.keyboard.press('F7')
  const queue = clerk.getByTestId('queue')
  await expect(queue).toContainText('chờ máy quầy số', { timeout: waitMs })
  await waitForFocus(queue)
  await clerk.keyboard.press('Enter')
  await expect(clerk.getByTestId('queue-item')).toContainText('Máy ấy gửi xong thì mục này tự đi')
  await clerk.keyboard.press('F8')
  const form = clerk.getByTestId('act-form')
  await waitForFocus(form.getByLabel(/^Lý do/))
  await expectGoodLooks(desk, 'held-document', clerk)
  for (const key of ['Escape', 'Escape', 'F9']) await clerk.keyboard.press(key)
}

/** Sent back at one PC while it was signed at the other: the refused step is understood and settled in the queue. */
async function walkDispute(desk: Desk, beside: CounterApp): Promise<void> {
  const { page } = desk
  const clerk = beside.page
  const title = 'Thông báo về việc lấy ý kiến'
  await takeIn(desk, clerk, title)
  await showList(page, /Chờ lãnh đạo/)
  await expect(rowOf(page, title)).toBeVisible({ timeout: waitMs })
  await expect(rowOf(page, title)).not.toContainText('đang tải', { timeout: waitMs })
  await desk.proxy.down()
  await look(page, title)
  // Ctrl+S in the form of a return signs nothing of what is about to be returned.
  await page.keyboard.press('Control+Delete')
  await waitForFocus(page.getByTestId('return-document').getByRole('textbox'))
  await page.keyboard.press('Control+s')
  await expect(page.getByText(/Đang trả lại văn bản.*rồi mới ký/)).toBeVisible()
  await page.keyboard.press('Escape')
  await signNow(desk.counter, page)
  await page.keyboard.press('Escape')

  await showList(clerk, /Chờ lãnh đạo/)
  await look(clerk, title)
  await clerk.keyboard.press('Control+Delete')
  const returning = clerk.getByTestId('return-document')
  await waitForFocus(returning.getByRole('textbox'))
  await clerk.keyboard.press('Control+Enter')
  await expect(returning.getByRole('alert')).toContainText('lý do')
  await clerk.keyboard.insertText('Thiếu căn cứ pháp lý, đề nghị bổ sung')
  await expectGoodLooks(desk, 'return', clerk)
  // Another form, another list: neither takes what she wrote.
  for (const key of ['Control+b', 'Control+4']) {
    await clerk.keyboard.press(key)
    await expect(clerk.getByTestId('question')).toBeVisible()
    await clerk.keyboard.press('Enter')
    await waitForFocus(returning.getByRole('textbox'))
  }
  await clerk.keyboard.press('Control+Enter')
  await expect(clerk.getByText(/Đã trả lại văn bản/)).toBeVisible({ timeout: waitMs })
  await expect(clerk.getByTestId('queue-count')).toContainText('Hàng đợi gửi trống', { timeout: waitMs })

  await desk.proxy.up()
  await page.keyboard.press('F7')
  const queue = page.getByTestId('queue')
  // A key before the screen stands is nobody's, and then the next attempt comes when the pause is over.
  await waitForFocus(queue)
  await page.keyboard.press('Control+r')
  await expect(queue).toContainText('Hai bản khác nhau', { timeout: waitMs })
  await expect(queue).toContainText(`Ký văn bản, người ký: ${head.fullName}`)
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('queue-item')).toContainText('Văn bản đã được xử lý ở máy khác trước')
  await expectGoodLooks(desk, 'document-refused')
  await page.keyboard.press('F8')
  const dispute = page.getByTestId('document-dispute')
  await expect(dispute).toContainText('Thiếu căn cứ pháp lý', { timeout: waitMs })
  const form = page.getByTestId('act-form')
  await waitForFocus(form.getByRole('radio').first())
  await tabTo(page, form.getByLabel(/^Lý do/))
  await page.keyboard.insertText('Văn thư trả lại trước, làm lại văn bản')
  await expectGoodLooks(desk, 'document-dispute')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/Đã rút 1 bước/)).toBeVisible({ timeout: waitMs })
  await page.keyboard.press('Control+4')
  await expect(page.getByTestId('withdrawn')).toContainText('Ký văn bản')
  await expectGoodLooks(desk, 'withdrawn')
  await page.keyboard.press('F9')
  await showList(page, /Đã phát hành/)
  await expect(rowOf(page, title)).toContainText('Bị trả lại')
}

/** An office bound to VGCA's Sign Service: what goes wrong in its windows is told and leaves the document waiting; then it is sealed. */
async function walkVgca(desk: Desk, beside: CounterApp, { authority, services }: OfficeSigning, vgca: VgcaService): Promise<void> {
  const { page: clerk } = beside
  const title = 'Bản sao giấy khai sinh ký bằng VGCA'
  const agency = authority.issue('vgca-agency', { commonName: demoOffice.name })
  await nameServices(desk, { ...services, signsBy: 'vgca' })
  await clerk.keyboard.press('F7')
  await waitForFocus(clerk.getByTestId('queue'))
  await clerk.keyboard.press('Control+r')
  await clerk.keyboard.press('F9')
  await showList(clerk, /Chờ văn thư/)
  await expect(clerk.getByText(/Cơ quan ký bằng VGCA Sign Service/)).toBeVisible({ timeout: waitMs })
  await takeIn(desk, clerk, title, undefined, 'copy')
  await look(clerk, title)
  const answer = '{"Status":0,"Message":"","FileName":"","FileServer":"","DocumentNumber":"","DocumentDate":""}'
  const bring = async (message: VgcaMessage, bytes: Uint8Array): Promise<string> => (await upload(message, bytes), answer)
  const other = readFileSync(await writeSampleScan(join(desk.folder, 'in', 'khac.pdf'), 'Văn bản khác', 1))
  let given: Buffer = Buffer.alloc(0)
  const cases: [string, VgcaService['act'], RegExp][] = [
    ['vgca-cancelled', async (message) => ((given = await fetchDocument(message)), '{"Status":1,"Message":"Hủy"}'), /không ký \(mã 1\)/],
    ['vgca-wrong-file', (message) => bring(message, other), /trả về tệp không phải văn bản đã gửi ký/],
    ['vgca-timed-out', () => Promise.resolve(undefined), /không trả lời trong thời gian chờ/]
  ]
  // What goes wrong in other ways, and takes the service's whole time, is for the long run.
  for (const [name, act, sentence] of cases.slice(0, hasAll ? cases.length : 1)) {
    vgca.act = act
    await clerk.keyboard.press('Control+s')
    await expect(clerk.getByText(sentence)).toBeVisible({ timeout: waitMs })
    await expect(rowOf(clerk, title)).toContainText('Chờ văn thư')
    await expectGoodLooks(desk, name, clerk)
  }
  // Signed beforehand: the service has seconds, and this machine may be busy.
  const signed = await signPdf({ source: given, appearance: { kind: 'certified-copy', formOfCopy: 'SAO Y', agencyName: demoOffice.name, signedAt: toLocalTime(Date.now()) }, certificate: agency.certificate, chain: [], signDigest: agency.signDigest })
  if (!signed.ok) throw new Error(signed.error.kind)
  vgca.act = async (message) => (expect((await fetchDocument(message)).equals(given)).toBe(true), bring(message, signed.value.bytes))
  await clerk.keyboard.press('Control+s')
  await expect(clerk.getByText('Đã ký 1/1 tệp.')).toBeVisible({ timeout: waitMs })
  await clerk.keyboard.press('Escape')
  await showList(clerk, /Đã phát hành/)
  await look(clerk, title)
  await expectGoodLooks(desk, 'vgca-sealed', clerk)
  expect(readPdfsig(await saveShown(clerk, desk.folder))).toContain('Total document signed')
}

async function openSigning(page: Page, login: string): Promise<void> {
  await logIn(page, login)
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online', { timeout: waitMs })
  await page.keyboard.press('F9')
  await waitForFocus(documents(page))
}

async function setPicture(desk: Desk, page: Page, name: string, colour: readonly [number, number, number]): Promise<void> {
  mkdirSync(join(desk.folder, 'in'), { recursive: true })
  await page.getByTestId('signature-picture').setInputFiles([writeTransparentPng(join(desk.folder, 'in', `${name}.png`), colour)])
  await expect(page.getByText(/^Đã lưu hình/)).toBeVisible({ timeout: waitMs })
}
