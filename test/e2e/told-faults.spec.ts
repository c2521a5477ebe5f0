import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase as openCounter } from '../../electron/core/db/open.ts'
import { problemTypes } from '../../electron/contract/problem-types.ts'
import { wirePaths, type BatchedPushResponse, type SignedHead } from '../../electron/contract/wire.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { startAnswerProxy, type AnswerProxy, type Answered } from '../core/support/answer-proxy.ts'
import { openDatabase } from '../portal/database.ts'
import { getSigningKey } from '../portal/receipt-key-store.ts'
import { provision } from '../harness/demo-office.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { cards, changeOfficer, fillIntake, logIn, openPinWindow, pressReceive, tabTo, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { expect, test as base, type Desk } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'
import { readKey } from './support/read-key.ts'

/** What is wrong with portal, journal and disk reaches the officer in whole sentences at the smallest size: what it is, whether to go on receiving, what to do with the paper, whom to call. */

const size = { width: 1024, height: 600 }
const poison = 'Quỳnh'

const test = base.extend<{ line: AnswerProxy }>({
  /** The portal behind a line that lies, which the counter is enrolled by. */
  line: async ({ desk }, use) => {
    const line = await startAnswerProxy(desk.portal.url)
    provision(desk.dataFolder, line.url, desk.portal.enrolmentCodes[0]!)
    await use(line)
    await line.close()
  }
})

const problem = (status: number, type: string): Answered => ({ status, headers: { 'content-type': 'application/problem+json', 'tus-resumable': '1.0.0' }, body: JSON.stringify({ type, title: 'Thử', status }) })

test('an entry the portal fails on, a file it refuses for good, a file damaged here, and a portal that holds another journal', async ({ desk, line }) => {
  test.setTimeout(900_000)
  const page = await desk.start({ size })
  await logIn(page)
  await waitForTokenReady(page)
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  const queue = page.getByTestId('queue')
  const item = page.getByTestId('queue-item')
  const needed = page.getByTestId('needs-officer-count')

  line.answer = ({ method, path, body }) => {
    if (path === wirePaths.entries && body.includes(poison)) return problem(500, 'about:blank')
    return method === 'POST' && path.startsWith(wirePaths.files) ? problem(413, problemTypes.tooLarge) : undefined
  }
  await fillIntake(page, { card: cards.quynh })
  await pressReceive(page)
  await receiveAndSign(desk, cards.duc)
  await expect(needed).toContainText('2 việc', { timeout: 60_000 })
  await page.keyboard.press('F7')
  await expect(queue).toContainText('Gác lại')
  await expect(queue).toContainText('Bị từ chối')
  await expectGoodLooks(desk, 'put-aside-and-refused')
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(item).toContainText('Cổng gặp lỗi khi nhận riêng mục này')
  await expect(item).not.toContainText('Cổng trả lời')
  // An apology is the head's to make: its key says so, and opens no other paper.
  await expect(item.getByRole('button', { name: /Phiếu xin lỗi, hẹn lại: .*lãnh đạo lập/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Control+p')
  await expectGoodLooks(desk, 'put-aside')
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(item).toContainText('Tệp lớn hơn mức Cổng cho phép')
  // A title says no more than the sentence.
  await expect(item).not.toContainText('Cổng trả lời')
  await expectGoodLooks(desk, 'file-refused')

  // Signed while the portal takes nothing, and spoilt on the disk before it comes back.
  await page.keyboard.press('F2')
  line.answer = ({ path }) => (path.startsWith('/v1/') ? { status: 503, body: '' } : undefined)
  await receiveAndSign(desk, cards.huyen)
  spoil(join(desk.dataFolder, 'files'))
  line.answer = () => undefined
  await page.keyboard.press('F7')
  await waitForFocus(page.getByTestId('queue'))
  await page.keyboard.press('Control+r')
  await expect(queue.getByText('Tệp hỏng')).toHaveCount(2, { timeout: 60_000 })
  await waitForFocus(queue)
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(item).toContainText('Giữ bản giấy, chưa trả lại công dân')
  await expectGoodLooks(desk, 'file-damaged')
  // One key to where its paper is scanned anew.
  await page.keyboard.press('F8')
  await waitForFocus(page.getByTestId('act-form').getByLabel('Giấy tờ', { exact: true }))
  await expectGoodLooks(desk, 'to-scan-anew')
  await page.keyboard.press('F7')
  await expect(item).toContainText('Giữ bản giấy, chưa trả lại công dân')

  const database = await openDatabase({ databaseUrl: desk.databaseUrl, folder: '' })
  const { keyId, privateKey } = await getSigningKey(database, new Date())
  await database.close()
  line.alter = (exchange, answered) => {
    const told = exchange.path.startsWith(wirePaths.changes) && answered.status === 200 ? (JSON.parse(answered.body) as { head?: SignedHead }) : {}
    return told.head ? { ...answered, body: JSON.stringify({ ...told, head: signStatement({ ...told.head.statement, hash: 'f'.repeat(64) }, keyId, privateKey) }) } : answered
  }
  await page.keyboard.press('Control+r')
  const alarms = page.getByTestId('alarms')
  await expect(alarms).toContainText('ngừng tiếp nhận ở đây, nhận ở máy khác', { timeout: 90_000 })
  await expectWhole(desk)
  await page.keyboard.press('F2')
  await fillIntake(page, { card: cards.duc })
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText('Ngừng tiếp nhận trên máy này')
  await expectGoodLooks(desk, 'closed')
})

test('a receipt that does not verify: nothing counts as received, work goes on, and all is received when the portal proves it', async ({ desk, line }) => {
  const page = await desk.start({ size })
  await logIn(page)
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  const forged = Buffer.alloc(64, 7).toString('base64')
  line.alter = ({ path }, answered) => {
    if (path !== wirePaths.entries || answered.status !== 200) return answered
    const told = JSON.parse(answered.body) as BatchedPushResponse
    // What it holds already has receipts of its own when it is sent again.
    for (const signed of [told.batch, ...told.results.map((result) => (result.outcome === 'accepted' ? result.receipt?.batch : undefined))]) if (signed) signed.signature = forged
    return { ...answered, body: JSON.stringify(told) }
  }
  await fillIntake(page, { card: cards.quynh })
  const code = await pressReceive(page)
  const alarms = page.getByTestId('alarms')
  await expect(alarms).toContainText('Xác nhận của Cổng không đúng chữ ký', { timeout: 60_000 })
  await expectWhole(desk)
  await page.keyboard.press('F7')
  const queue = page.getByTestId('queue')
  await expect(queue).toContainText(code)
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('queue-item')).toContainText('Chưa gửi được, sẽ tự gửi lại')
  await expectGoodLooks(desk, 'receipt-unproven')
  line.alter = (_exchange, answered) => answered
  await page.keyboard.press('Control+r')
  await expect(page.getByTestId('queue-count')).toContainText('Hàng đợi gửi trống', { timeout: 60_000 })
  await expect(alarms).toHaveCount(0)
  await expectGoodLooks(desk, 'receipt-proven')
})

test('a journal whose bytes were changed: above every screen and by the self-test; the backup folder is asked about, refused and taken by Enter, and so is the share of the line', async ({ desk }) => {
  let page = await desk.open({ size })
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  await fillIntake(page, { card: cards.huyen })
  await pressReceive(page)
  await changeOfficer(page, 'dat')
  const folder = page.getByLabel(/^Thư mục sao lưu/)
  await tabTo(page, folder)
  await page.keyboard.type(join(desk.folder, 'khong-co'))
  await page.keyboard.press('F7')
  await expect(page.getByTestId('question')).toContainText('“Bản sao dự phòng”')
  await expectGoodLooks(desk, 'folder-asked')
  await page.keyboard.press('Enter')
  await waitForFocus(folder)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Không ghi được vào thư mục này')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(desk.folder)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Đã lưu thư mục sao lưu.')).toBeVisible()
  await expect(folder).toBeFocused()
  await expectGoodLooks(desk, 'folder-taken')
  const share = page.getByLabel(/^KB mỗi giây cho tệp quét/)
  await tabTo(page, share)
  await page.keyboard.type('nhanh')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Ghi số KB mỗi giây')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('60')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Đã lưu: nhiều nhất 60 KB mỗi giây.')).toBeVisible()
  await expect(page.getByText('Gửi sau hồ sơ; nhiều nhất 60 KB mỗi giây')).toBeVisible()
  await expect(share).toBeFocused()
  await expectGoodLooks(desk, 'share-of-the-line')
  // Nothing is left to be asked about.
  await page.keyboard.press('F7')
  await waitForFocus(page.getByTestId('queue'))
  await desk.counter.close()

  const db = openCounter({ path: join(desk.dataFolder, 'counter.db'), key: await readKey(desk.dataFolder), mustExist: true })
  db.exec(`UPDATE journal SET payload = replace(payload, 'Huyền', 'Huyen') WHERE kind = 'dossier.received'`)
  db.close()
  page = await desk.start({ size })
  await logIn(page, 'dat')
  await expect(page.getByTestId('alarms')).toContainText('Sổ nhật ký không khớp từ mục 1', { timeout: 60_000 })
  await expectWhole(desk)
  await tabTo(page, page.getByRole('button', { name: 'Kiểm tra ngay' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Tự kiểm tra máy này' })).toContainText('Sổ nhật ký không khớp từ mục 1: vẫn tiếp nhận được')
  await expectGoodLooks(desk, 'self-test-of-a-changed-journal')
})

test('enrolled by hand: what is missing, an address without TLS, one where nobody answers, a wrong code, the right one', async ({ desk }) => {
  rmSync(join(desk.dataFolder, 'enrolment.json'))
  const page = await desk.start({ size })
  const [address, code] = [page.getByLabel('Địa chỉ Cổng'), page.getByLabel('Mã ghi danh')]
  await waitForFocus(address)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nhập mã ghi danh do quản trị viên cấp.')).toBeVisible()
  await expectGoodLooks(desk, 'what-is-missing')
  await page.keyboard.type('http://cong.example')
  await page.keyboard.press('Tab')
  await page.keyboard.type('SAI-MA')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Quầy số 1')
  await page.keyboard.press('Enter')
  await waitForFocus(address)
  await expect(page.getByText('bắt đầu bằng https://')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('https://127.0.0.1:9')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Không kết nối được Cổng')
  await waitForFocus(address)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(desk.address)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Mã ghi danh')
  await expectGoodLooks(desk, 'wrong-code')
  await waitForFocus(code)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(desk.portal.enrolmentCodes[0]!)
  await page.keyboard.press('Enter')
  await logIn(page)
})

/** No end of a sentence above the screen is cut off. */
async function expectWhole(desk: Desk): Promise<void> {
  await expectGoodLooks(desk, 'alarm')
  const alarms = desk.page.getByTestId('alarms')
  await expect(alarms).toBeInViewport({ ratio: 1 })
  expect(await alarms.evaluate((box) => [...box.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1).length)).toBe(0)
}

async function receiveAndSign(desk: Desk, card: string): Promise<void> {
  const { page } = desk
  await fillIntake(page, { card, files: [await writeSampleScan(join(desk.folder, 'in', 'Giấy khai sinh.pdf'), 'Giấy khai sinh')] })
  await typePin(await openPinWindow(desk.counter, () => pressReceive(page)))
  await expect(page.getByTestId('sign-state')).toContainText('Đã ký')
}

/** As a failing disk does, to all that is stored. */
function spoil(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    const stored = statSync(path)
    if (stored.isFile()) writeFileSync(path, Buffer.alloc(stored.size, 7))
  }
}
