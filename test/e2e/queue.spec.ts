import { AxeBuilder } from '@axe-core/playwright'
import { Client } from 'pg'
import { cards, fillIntake, logIn, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'

/** What the portal refuses is understood, mended and withdrawn by keyboard at the smallest size. */

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Telephone numbers this province's database takes from nobody. */
const refusedPhone = '0987000111'

async function expectGood(desk: Desk, name: string): Promise<void> {
  await desk.shoot(name)
  const { violations } = await new AxeBuilder({ page: desk.page }).withTags(standards).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), name).toEqual([])
  expect(await desk.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

async function makeRefuse(desk: Desk): Promise<void> {
  const client = new Client({ connectionString: desk.databaseUrl })
  await client.connect()
  await client.query(`alter table dossier add constraint province_rule check (coalesce(state -> 'applicant' ->> 'phone', '') <> '+84${refusedPhone.slice(1)}')`)
  await client.end()
}

test('a refused dossier is mended, another withdrawn, and nothing vanishes', async ({ desk }) => {
  const page = await desk.start({ size: { width: 1024, height: 600 } })
  await logIn(page)
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online', { timeout: 30_000 })
  await makeRefuse(desk)
  const codes: string[] = []
  for (const card of [cards.huyen, cards.quynh]) {
    await fillIntake(page, { card, phone: refusedPhone })
    codes.push(await pressReceive(page))
  }
  const [first = '', second = ''] = codes

  await page.keyboard.press('F7')
  const queue = page.getByTestId('queue')
  const item = page.getByTestId('queue-item')
  await expect(queue.getByText('Bị từ chối')).toHaveCount(2, { timeout: 60_000 })
  await waitForFocus(queue)
  await expectGood(desk, 'refused')
  await page.keyboard.press('Enter')
  await expect(item).toContainText('Cán bộ tại quầy')
  await expectGood(desk, 'why')

  // The citizen holds a receipt: whom to call, what to say, and that it was said.
  const form = page.getByTestId('act-form')
  await expect(page.getByTestId('handed-out')).toContainText('0987 000 111')
  await page.keyboard.press('Control+d')
  await waitForFocus(form.getByLabel('Báo bằng cách nào'))
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/công dân đã được báo/)).toBeVisible({ timeout: 30_000 })
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('handed-out')).toContainText('Đã báo qua điện thoại')
  await expectGood(desk, 'told')

  await page.keyboard.press('F8')
  await waitForFocus(form.getByLabel('Họ và tên'))
  await tabTo(page, form.getByLabel('Điện thoại'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('0912345678')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByRole('alert')).toContainText('lý do')
  await tabTo(page, form.getByLabel(/^Lý do/))
  await page.keyboard.type('Số điện thoại ghi sai')
  await expectGood(desk, 'mend')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/Đã ghi lại 1 bước và gửi lên Cổng/)).toBeVisible({ timeout: 30_000 })
  await expect(queue).not.toContainText(first, { timeout: 60_000 })
  expect((await desk.inspect()).map(({ code }) => code)).toEqual([first])

  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(item).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.type('Công dân xin lại giấy tờ')
  await expectGood(desk, 'withdraw')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(`Số ${second} đã hủy`)).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('Control+3')
  await expect(page.getByTestId('withdrawn')).toContainText(second)
  await expect(page.getByTestId('withdrawn')).toContainText(first)
  await expectGood(desk, 'withdrawn')
  await page.keyboard.press('Control+2')
  await expect(page.getByTestId('drafts')).toContainText('Không có bản nháp')
  expect((await desk.inspect()).map(({ code }) => code)).toEqual([first])
})
