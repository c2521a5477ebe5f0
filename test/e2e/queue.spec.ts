import { Client } from 'pg'
import { getOk, pullNow, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { openSigningDesk, type SignedScan } from '../core/support/signing-desk.ts'
import { waitFor } from '../core/support/wait.ts'
import { demoReceptionist } from '../harness/demo-office.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { cards, fillIntake, logIn, pressReceive, tabTo, waitForFocus } from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'

/** What the portal refuses is understood, mended and withdrawn by keyboard at the smallest size. */

/** Telephone numbers this province's database takes from nobody. */
const refusedPhone = '0987000111'
const ours = {
  address: 'Xóm 9, thôn Phú Hữu, xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định, gần nhà văn hóa thôn',
  subject: 'Cấp lại theo giấy tờ của Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm, cư trú tại địa phương từ năm 1998'
}

async function makeRefuse(desk: Desk): Promise<void> {
  const client = new Client({ connectionString: desk.databaseUrl })
  await client.connect()
  await client.query(`alter table dossier add constraint province_rule check (coalesce(state -> 'applicant' ->> 'phone', '') <> '+84${refusedPhone.slice(1)}')`)
  await client.end()
}

test('a refused dossier is mended, another withdrawn, and nothing vanishes; two versions are put together', async ({ desk }) => {
  const page = await desk.start({ size: { width: 1024, height: 600 } })
  await logIn(page)
  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
  await makeRefuse(desk)
  const codes: string[] = []
  for (const card of [cards.huyen, cards.quynh, cards.duc]) {
    await fillIntake(page, { card, phone: refusedPhone })
    codes.push(await pressReceive(page))
  }
  const [first = '', second = '', third = ''] = codes

  await page.keyboard.press('F7')
  const queue = page.getByTestId('queue')
  const item = page.getByTestId('queue-item')
  const form = page.getByTestId('act-form')
  await expect(queue.getByText('Bị từ chối')).toHaveCount(3, { timeout: 60_000 })
  await waitForFocus(queue)
  await expectGoodLooks(desk, 'refused')
  // The one in the middle is withdrawn: the choice goes to its neighbour and not to the top of the list.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(item).toContainText(second)
  await page.keyboard.press('Control+Delete')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.type('Công dân xin lại giấy tờ')
  await expectGoodLooks(desk, 'withdraw')
  // Another list does not take what she wrote.
  await page.keyboard.press('Control+2')
  await expect(page.getByTestId('question')).toBeVisible()
  await page.keyboard.press('Enter')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(`Số ${second} đã hủy`)).toBeVisible()
  await expect(queue).not.toContainText(second)
  await expect(queue.getByRole('row', { selected: true })).toContainText(third)
  await page.keyboard.press('Home')

  await page.keyboard.press('Enter')
  await expect(item).toContainText('Cán bộ tại quầy')
  await expectGoodLooks(desk, 'why')

  // The citizen holds a receipt: whom to call, what to say, and that it was said.
  await expect(page.getByTestId('handed-out')).toContainText('0987 000 111')
  await page.keyboard.press('Control+d')
  await waitForFocus(form.getByLabel('Báo bằng cách nào'))
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/công dân đã được báo/)).toBeVisible()
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('handed-out')).toContainText('Đã báo qua điện thoại')
  await expectGoodLooks(desk, 'told')

  // The paper that fits opens with the focus in its form: the next key ticks what is asked for.
  await expect(item.getByRole('button', { name: /Phiếu yêu cầu bổ sung/ })).toHaveAttribute('aria-disabled', 'false')
  await page.keyboard.press('Control+p')
  await expect(page.getByTestId('dossier-stopped')).toContainText('Bị từ chối')
  const asked = form.getByRole('checkbox').first()
  await waitForFocus(asked)
  await page.keyboard.press('1')
  await expect(asked).toBeChecked()
  await expectGoodLooks(desk, 'paper')
  await page.keyboard.press('F7')
  await expect(page.getByTestId('question')).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await expect(item).toContainText('Cán bộ tại quầy')

  await page.keyboard.press('F8')
  await waitForFocus(form.getByLabel('Họ và tên'))
  // The form, and in the list what it is of, are in view.
  await expect(form.getByLabel('Điện thoại')).toBeInViewport({ ratio: 1 })
  await expect(queue.getByRole('row', { selected: true })).toBeInViewport({ ratio: 1 })
  await tabTo(page, form.getByLabel('Điện thoại'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('0912345678')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByRole('alert')).toContainText('lý do')
  // Above the keys, which stay in view.
  await expect.poll(() => form.evaluate((box) => box.querySelector('[role=alert]')!.getBoundingClientRect().bottom <= box.lastElementChild!.getBoundingClientRect().top)).toBe(true)
  await tabTo(page, form.getByLabel(/^Lý do/))
  await page.keyboard.type('Số điện thoại ghi sai')
  await expect(form.getByRole('alert')).toHaveCount(0)
  await expectGoodLooks(desk, 'mend')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/Đã sửa và gửi lại hồ sơ …/)).toBeVisible({ timeout: 30_000 })
  await expect(queue).not.toContainText(first, { timeout: 60_000 })
  expect((await desk.inspect()).map(({ code }) => code)).toEqual([first])

  // Settled elsewhere under her hands: what she was writing stays until she lets it go.
  await expect(page.getByText('1 mục chưa đến Cổng')).toBeVisible()
  await waitForFocus(queue)
  await page.keyboard.press('Enter')
  await expect(item).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.type('Công dân đã đến lấy lại')
  await withdrawByCall(desk, third)
  await expect(item).toContainText('Mục này không còn chờ')
  await expect(form.getByRole('textbox')).toHaveValue('Công dân đã đến lấy lại')
  await expectGoodLooks(desk, 'gone-while-open')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByRole('alert')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('question')).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await expect(form).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(item).toHaveCount(0)
  await page.keyboard.press('Control+3')
  await expect(page.getByTestId('settled')).toContainText(first)
  await expect(page.getByTestId('settled')).not.toContainText(second)
  await page.keyboard.press('Control+4')
  await expect(page.getByTestId('withdrawn')).toContainText(second)
  await expect(page.getByTestId('withdrawn')).not.toContainText(first)
  await expectGoodLooks(desk, 'withdrawn')
  await page.keyboard.press('Control+2')
  await expect(page.getByTestId('drafts')).toContainText('Không có bản nháp')
  expect((await desk.inspect()).map(({ code }) => code)).toEqual([first])
  await settleConflict(desk, first)
})

async function withdrawByCall({ page }: Desk, code: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { counter } = window as unknown as { counter: { call(name: string, input: unknown): Promise<{ value: { seq: number; dossierCode?: string; state: string }[] }> } }
    const listed = await counter.call('queue.list', {})
    const refused = listed.value.find(({ dossierCode, state }) => dossierCode === wanted && state === 'needs-officer')
    await counter.call('queue.withdraw', { seq: refused?.seq, reason: 'Rút ở màn hình khác' })
  }, code)
}

/** What the other counter received: its timeline by the portal, and its scan, fetched when it is looked at. */
async function lookAtOther(desk: Desk, other: Counter, { code, id }: SignedScan): Promise<void> {
  const { page } = desk
  const { revision } = getOk(await other.call('dossier.get', { id }))
  getOk(await other.call('dossier.change-status', { id, baseRevision: revision, to: 4, note: '' }))
  await waitFor('it and its scan at the portal', async () => {
    const { queue } = getOk(await other.call('status.get', {}))
    return queue.entriesWaiting + queue.filesWaiting === 0
  }, 60_000)
  await page.keyboard.press('F7')
  await waitForFocus(page.getByTestId('queue'))
  await page.keyboard.press('Control+r')
  await expect(async () => {
    await wedgeScan(page, code)
    await expect(page.getByTestId('dossier-code')).toHaveText(code, { timeout: 10_000 })
  }).toPass({ timeout: 90_000 })
  const timeline = page.getByTestId('timeline')
  await expect(page.getByTestId('timeline-elsewhere')).toContainText('Gồm cả việc làm ở quầy khác', { timeout: 60_000 })
  await expect(timeline.getByRole('listitem')).toHaveCount(4)
  await expect(timeline.getByRole('listitem').first()).toContainText(`${demoReceptionist.fullName} · Quầy\u00a02`)
  await timeline.scrollIntoViewIfNeeded()
  await expectGoodLooks(desk, 'other-counter-timeline')
  await desk.proxy.down()
  await page.getByRole('button', { name: 'Tải về Tờ khai' }).press('Enter')
  await expect(page.getByTestId('dossier-files')).toContainText('chưa tải về')
  await expect(page.getByText('Khi có mạng lại thì bấm Tải về lần nữa')).toBeVisible({ timeout: 60_000 })
  await expectGoodLooks(desk, 'other-counter-offline')
  await desk.proxy.up()
  await page.getByRole('button', { name: 'Tải về Tờ khai' }).press('Enter')
  await expect(page.getByTestId('dossier-files')).toContainText('Quầy khác nhận, đã tải về', { timeout: 60_000 })
  await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready')
  await expectGoodLooks(desk, 'other-counter-scan')
  await page.keyboard.press('Escape')
}

/** The same texts changed here without the line and at another counter: both versions side by side, chosen line by line. */
async function settleConflict(desk: Desk, code: string): Promise<void> {
  const { page } = desk
  const signing = openSigningDesk()
  const other = await startCounter(desk.portal.url, { codes: desk.portal.enrolmentCodes, officerId: () => demoReceptionist.id }, { code: 1, press: signing.press })
  try {
    const row = await waitFor('it at the other counter', async () => getOk(await other.call('dossier.list', { limit: 5 })).find((each) => each.code === code), 60_000)
    await desk.proxy.down()
    await page.keyboard.press('F4')
    await waitForFocus(page.getByTestId('worklist'))
    await expect(page.getByTestId('worklist')).toContainText(code)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('dossier-code')).toHaveText(code)
    await page.getByRole('button', { name: 'Sửa thông tin' }).press('Enter')
    const form = page.getByTestId('act-form')
    for (const [label, value] of [['Địa chỉ', ours.address], ['Nội dung yêu cầu', ours.subject], ['Ghi chú', 'Trả buổi sáng'], ['Lý do sửa', 'Công dân báo lại']] as const) await form.getByLabel(label).fill(value)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('timeline')).toContainText('Xóm 9')
    const { revision, applicant } = getOk(await other.call('dossier.get', { id: row.id }))
    const { email: _email, taxCode: _taxCode, ...known } = applicant
    const changes = { applicant: { ...known, birthDate: known.birthDate ?? undefined, sex: known.sex ?? undefined, phone: known.phone ?? '', address: 'Xóm 12, xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định' } as never, subject: 'Cấp lại theo lời khai của người thân', note: 'Trả buổi chiều' }
    getOk(await other.call('dossier.amend', { id: row.id, baseRevision: revision, reason: 'Người thân báo lại', changes }))
    await waitFor('the other counter’s change at the portal', async () => getOk(await other.call('status.get', {})).queue.entriesWaiting === 0, 60_000)

    await desk.proxy.up()
    await page.keyboard.press('F7')
    const queue = page.getByTestId('queue')
    await waitForFocus(page.getByTestId('queue'))
    await page.keyboard.press('Control+r')
    await expect(queue).toContainText('Hai bản khác nhau', { timeout: 60_000 })
    await waitForFocus(queue)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('queue-item')).toContainText('sửa ở Cổng. So hai bản.')
    await expectGoodLooks(desk, 'conflict')
    // On its own page it does not look as if all were well, and one key leads to where it is settled.
    await page.keyboard.press('Control+o')
    await expect(page.getByTestId('dossier-stopped')).toContainText('Hai bản khác nhau')
    await expectGoodLooks(desk, 'conflict-dossier')
    await page.keyboard.press('F7')
    await expect(page.getByTestId('queue-item')).toContainText('So hai bản')
    await page.keyboard.press('F8')
    await expect(form.getByTestId('compare')).toContainText('Xóm 12', { timeout: 60_000 })
    await expect(form.getByTestId('compare')).toContainText(`${demoReceptionist.fullName}, Quầy\u00a02`, { timeout: 60_000 })
    const radios = form.getByRole('radio')
    // The focus stands on the side that is chosen in the first line, the portal's; arrows choose a side, Tab goes to the next line.
    await waitForFocus(radios.nth(1))
    await page.keyboard.press('ArrowLeft')
    await expect(radios.first()).toBeChecked()
    await expectGoodLooks(desk, 'compare')
    await tabTo(page, form.getByLabel(/^Lý do/))
    await page.keyboard.insertText('Đã hỏi công dân: địa chỉ theo quầy này')
    await expectGoodLooks(desk, 'compare-reason')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText(/Đã giải quyết hồ sơ …/)).toBeVisible({ timeout: 30_000 })
    await expect(page.getByTestId('queue-count')).toContainText('Hàng đợi gửi trống', { timeout: 60_000 })
    await pullNow(other)
    const settled = await waitFor('the settled version at the other counter', async () => {
      const view = getOk(await other.call('dossier.get', { id: row.id }))
      return view.revision > revision + 1 ? view : undefined
    }, 60_000)
    expect([settled.applicant.address, settled.life.subject, settled.life.note]).toEqual([ours.address, changes.subject, changes.note])
    await lookAtOther(desk, other, await signing.receiveWithScan(other, 20_000))
  } finally {
    await other.close()
    await signing.close()
    removeFolder(other)
  }
}
