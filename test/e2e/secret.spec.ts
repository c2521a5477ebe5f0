import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeHeavyScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { birthRegistration, cards, chooseProcedure, fillIntake, procedureField, tabTo, waitForFocus } from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'

/** Law on the protection of state secrets: refused with the reason, before any byte is stored or sent. */

const law = 'Luật Bảo vệ bí mật nhà nước 2018 (Điều 5)'
const scanBytes = 300_000
/** What an idle counter may send meanwhile: requests for changes. */
const idleBytes = 40_000

test('a procedure marked secret', async ({ desk }) => {
  const page = await openOnline(desk)
  const before = desk.proxy.sent['to-portal']
  const scan = await writeHeavyScan(join(desk.folder, 'in', 'Van ban.pdf'), scanBytes)
  await chooseProcedure(page, '9.900001')
  await expect(page.getByText('Thủ tục này thuộc bí mật nhà nước: không tiếp nhận trên máy này.')).toContainText(law)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678')
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('draft-state')).toContainText('Không tiếp nhận bí mật nhà nước')
  await expect(page.getByRole('button', { name: /^Nhập tệp cho/ }).first()).toBeDisabled()
  await desk.shoot('secret-procedure-chosen')
  // The button is closed; should a file get past it, core still refuses.
  const row = page.getByTestId('component-row').first()
  await row.locator('input[type=file]').setInputFiles(scan)
  await expect(row).toContainText('Không quét, không nhận trên máy này: thủ tục thuộc danh mục bí mật nhà nước.')
  await desk.shoot('file-refused')
  await page.keyboard.press('Control+Enter')
  const summary = page.getByTestId('error-summary')
  await expect(summary).toContainText('Thủ tục thuộc bí mật nhà nước.')
  await expect(summary).toContainText(law)
  await expect(page.getByTestId('received-code')).toHaveCount(0)
  await desk.shoot('receive-refused')
  await expectNothingKept(desk, before)
  // What was typed is still there, for a procedure that is no secret.
  await expect(page.getByLabel('Họ và tên')).toHaveValue('Nguyễn Thị Khánh Huyền')
})

test('a document marked secret', async ({ desk }) => {
  const page = await openOnline(desk)
  const before = desk.proxy.sent['to-portal']
  const scan = await writeHeavyScan(join(desk.folder, 'in', 'Van ban.pdf'), scanBytes)
  await chooseProcedure(page, birthRegistration.code)
  await tabTo(page, page.getByRole('radio', { name: 'Không mật' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Mật', exact: true })).toBeChecked()
  await expect(page.getByText('Tài liệu độ Mật: không quét, không nhập tệp, không tiếp nhận trên máy này; bản nháp và tệp đã nhập được gỡ bỏ.')).toContainText(law)
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.press('Tab')
  await page.waitForTimeout(1_000)
  await desk.shoot('document-marked-secret')
  await page.getByTestId('component-row').first().locator('input[type=file]').setInputFiles(scan)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText('Có tài liệu mật.')
  await expect(page.getByTestId('error-summary')).toContainText(law)
  await expect(page.getByTestId('draft-file')).toHaveCount(0)
  await expect(page.getByTestId('received-code')).toHaveCount(0)
  await desk.shoot('receive-refused')
  await expectNothingKept(desk, before)

  await tabTo(page, procedureField(page), 'Shift+Tab')
  await chooseProcedure(page, '9.900002')
  const secretPaper = page.getByTestId('component-row').filter({ hasText: 'Mật: chỉ nhận giấy, không quét' })
  await expect(secretPaper).toHaveCount(1)
  await expect(secretPaper.getByRole('button', { name: /^Nhập tệp cho/ })).toBeDisabled()
  await desk.shoot('a-paper-that-is-always-secret')
})

test('papers found to be secret after they were taken in', async ({ desk }) => {
  const page = await openOnline(desk)
  const before = desk.proxy.sent['to-portal']
  const scan = await writeHeavyScan(join(desk.folder, 'in', 'Van ban.pdf'), scanBytes)
  await fillIntake(page, { card: cards.huyen, files: [scan] })
  await expect(page.getByTestId('draft-state')).toContainText('Bản đang nhập đã lưu')
  expect(listFiles(join(desk.dataFolder, 'files'))).toHaveLength(1)
  await tabTo(page, page.getByRole('radio', { name: 'Không mật' }))
  // By a slip of the hand nothing goes.
  await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId('question')).toContainText('1 tệp')
  await desk.shoot('asked-before')
  await page.keyboard.press('Enter')
  await waitForFocus(page.getByRole('radio', { name: 'Không mật' }))
  await expect(page.getByTestId('draft-file')).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+Delete')
  await expect(page.getByTestId('draft-file')).toHaveCount(0)
  await desk.shoot('draft-and-file-taken-away')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('error-summary')).toContainText(law)
  await expect.poll(() => listFiles(join(desk.dataFolder, 'files'))).toEqual([])
  await expectNothingKept(desk, before)
})

async function openOnline(desk: Desk) {
  const page = await desk.open()
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  return page
}

/** No draft, no dossier, no file, no word of it in any file of the counter; at the portal nothing, and on the line too little to have been it. */
async function expectNothingKept(desk: Desk, sentBefore: number): Promise<void> {
  const kept = await desk.page.evaluate(async () => {
    const { counter } = window as unknown as { counter: { call(name: string, input: unknown): Promise<{ value: unknown }> } }
    return [(await counter.call('draft.list', {})).value, (await counter.call('dossier.list', { limit: 10 })).value]
  })
  expect(kept).toEqual([[], []])
  const stored = listFiles(join(desk.dataFolder, 'files'))
  expect(stored).toEqual([])
  for (const path of listFiles(desk.dataFolder)) expect(readFileSync(path).includes('Khánh Huyền'), path).toBe(false)
  const counts = await desk.counts()
  expect([counts.entries, counts.dossiers, counts.filesHeld, counts.filesPending]).toEqual([0, 0, 0, 0])
  expect(desk.proxy.sent['to-portal'] - sentBefore).toBeLessThan(idleBytes)
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
