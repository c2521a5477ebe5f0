import { purgedText } from '../../../electron/domain/retention.ts'
import { age } from '../../core/support/aged.ts'
import { changeOfficer, procedureField, tabTo, waitForFocus } from '../../harness/steps.ts'
import { openDatabase } from '../../portal/database.ts'
import { expect, type Desk } from './desk.ts'
import { expectGoodLooks } from './looks.ts'
import { readKey } from './read-key.ts'
import { walkSizes } from './sizes.ts'

type Call = (method: string, input: unknown) => Promise<unknown>

/** Twenty-one years after a dossier was handed back: an administrator looks, gives the decision, types the number, is asked, keeps once, purges; reception then finds it by its code. By keyboard alone. */
export async function purgeByKeyboard(desk: Desk, call: Call, code: string): Promise<void> {
  const { page } = desk
  const id = await handBack(call, code)
  const database = await openDatabase({ databaseUrl: desk.databaseUrl, folder: '' })
  await age({ dataFolder: desk.dataFolder, key: await readKey(desk.dataFolder) }, database, [id], 21)
  await database.close()
  await changeOfficer(page, 'dat')
  const before = await resize(desk, walkSizes[0]!)
  const panel = page.getByRole('region', { name: 'Xóa nội dung hồ sơ hết thời hạn lưu' })
  await tabTo(page, panel.getByRole('button', { name: 'Xem trước' }))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('retention-preview')).toBeFocused()
  await expect(page.getByTestId('retention-preview')).toContainText('1 hồ sơ xóa được')
  await tabTo(page, panel.getByLabel(/^Căn cứ xóa/))
  await page.keyboard.type('Quyết định 12/QĐ-UBND về hủy tài liệu hết giá trị')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('alert')).toContainText('Số hồ sơ gõ vào không đúng')
  await expectGoodLooks(desk, 'purge-looked-at')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('question')).toContainText('Xóa hẳn nội dung 1 hồ sơ khỏi máy này?')
  await expectGoodLooks(desk, 'purge-asked')
  // Enter keeps.
  await page.keyboard.press('Enter')
  await waitForFocus(panel.getByLabel(/^Gõ lại số hồ sơ/))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('question')).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await expect(panel).toContainText('đã xóa nội dung 1 hồ sơ')
  await expectGoodLooks(desk, 'purged')
  await changeOfficer(page, 'nhung')
  await waitForFocus(procedureField(page))
  await page.keyboard.press('F4')
  await expect(page.getByTestId('worklist')).toContainText(purgedText)
  await page.keyboard.press('Control+f')
  await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
  await page.keyboard.type(code, { delay: 30 })
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('dossier-code')).toHaveText(code)
  await expect(page.getByText(/^Nội dung đã xóa ngày .* theo thời hạn lưu/)).toBeVisible()
  await expectGoodLooks(desk, 'purged-dossier')
  await resize(desk, before)
  await page.keyboard.press('F2')
  await waitForFocus(procedureField(page))
}

async function handBack(call: Call, code: string): Promise<string> {
  const found = (await call('dossier.search', { text: code, limit: 1 })) as { value: { id: string }[] }
  const { id } = found.value[0]!
  const seen = (await call('dossier.get', { id })) as { value: { revision: number } }
  const { revision } = seen.value
  expect(await call('dossier.change-status', { id, baseRevision: revision, to: 9, note: '' })).toMatchObject({ ok: true })
  expect(await call('dossier.return-result', { id, baseRevision: revision + 1, handBack: { collector: { kind: 'applicant' }, originals: [] }, note: '' })).toMatchObject({ ok: true })
  await expect.poll(async () => ((await call('status.get', {})) as { value: { queue: { entriesWaiting: number } } }).value.queue.entriesWaiting, { timeout: 60_000 }).toBe(0)
  return id
}

async function resize({ counter, page }: Desk, size: { width: number; height: number }): Promise<{ width: number; height: number }> {
  const window = await counter.app.browserWindow(page)
  return window.evaluate((main, wanted) => {
    const [width = 0, height = 0] = main.getContentSize() as [number, number]
    main.setContentSize(wanted.width, wanted.height)
    return { width, height }
  }, size)
}
