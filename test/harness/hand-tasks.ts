import type { Page } from '@playwright/test'
import { STATUS, STATUS_NAME, type DossierStatus } from '../../electron/domain/dossier-status.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { countTask, type Hands, type TaskCount } from './hands.ts'
import { wedgeScan } from './scanner.ts'
import { cards, procedureField, waitForFirstScreen, waitForFocus } from './steps.ts'

/** The tasks of design/ui.md ("Speed of hands") by pressed keys and real focus, in an order in which each finds what it needs. */
export async function runHandTasks(page: Page): Promise<TaskCount[]> {
  const counts: TaskCount[] = []
  const receivedAfter = async (act: () => Promise<void>): Promise<string> => {
    const shown = page.getByTestId('received-code')
    const before = (await shown.count()) > 0 ? await shown.textContent() : null
    await act()
    await page.waitForFunction((old) => ![undefined, null, '', old].includes(document.querySelector('[data-testid="received-code"]')?.textContent), before, { timeout: 60_000 })
    return (await shown.textContent()) ?? ''
  }
  const ready = async (): Promise<void> => waitForFocus(procedureField(page))
  const pickFirst = (): Promise<void> => page.getByTestId('component-row').first().waitFor({ timeout: 60_000 })

  // The catalogue of a counter just enrolled may still be on its way; the first dossier makes its citizen known and its procedure common.
  await page.keyboard.press('F2')
  await ready()
  for (;;) {
    await page.keyboard.type('khai sinh', { delay: 30 })
    if (await page.getByRole('option').first().waitFor({ timeout: 5_000 }).then(() => true, () => false)) break
    await page.keyboard.press('Control+a')
  }
  await page.keyboard.press('Enter')
  await pickFirst()
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678', { delay: 20 })
  await receivedAfter(() => page.keyboard.press('Control+Enter'))
  await ready()

  let code = ''
  counts.push(
    await countTask(page, 'receive-known-citizen', 10, async (hands) => {
      await hands.press('F2')
      await ready()
      await hands.scan(cards.huyen)
      await ready()
      await hands.type('sin')
      await hands.press('Enter')
      await pickFirst()
      code = await receivedAfter(() => hands.press('Control+Enter'))
    })
  )
  counts.push(
    await countTask(page, 'receive-new-citizen-no-card', 120, async (hands) => {
      await hands.press('F2')
      await ready()
      await hands.type('sin')
      await hands.press('Enter')
      await waitForFocus(page.getByLabel('Số giấy tờ'))
      await hands.press('Shift+Tab')
      await hands.press('End')
      await hands.press('Tab')
      await hands.press('Tab')
      await hands.type('Dang Van Binh')
      await hands.press('Enter')
      await hands.type('05091988')
      for (let fields = 0; fields < 2; fields++) await hands.press('Enter')
      await hands.type('Xom 5, Giao Yen, Nam Dinh')
      await hands.press('Enter')
      await hands.type('0912345679')
      await receivedAfter(() => hands.press('Control+Enter'))
    })
  )
  counts.push(
    await countTask(page, 'same-person-again', 10, async (hands) => {
      await ready()
      await hands.press('F3')
      await hands.type('sin')
      await hands.press('Enter')
      await pickFirst()
      await receivedAfter(() => hands.press('Control+Enter'))
    })
  )
  counts.push(
    await countTask(page, 'find-a-dossier', 6, async (hands) => {
      await hands.press('Control+f')
      await waitForFocus(page.getByLabel('Tìm hồ sơ (Ctrl+F)'))
      await hands.type('huye')
      await hands.press('Enter')
      await page.getByTestId('dossier-code').waitFor({ timeout: 60_000 })
    })
  )
  // The newest found by name is the one to be scanned: another screen first, or its page would be there before the scan is answered.
  await page.keyboard.press('F4')
  await page.getByTestId('worklist').waitFor({ timeout: 60_000 })
  counts.push(
    await countTask(page, 'find-by-receipt', 0, async (hands) => {
      await hands.scan(code)
      await page.getByTestId('dossier-code').filter({ hasText: code }).waitFor({ timeout: 60_000 })
    })
  )
  await page.keyboard.press('F2')
  await ready()
  counts.push(
    await countTask(page, 'open-the-duplicate', 5, async (hands) => {
      await hands.scan(cards.huyen)
      await ready()
      await hands.type('sin')
      await hands.press('Enter')
      await page.getByText('Người này đã có hồ sơ cùng thủ tục').waitFor({ timeout: 60_000 })
      await hands.press('Control+o')
      await page.getByTestId('dossier-code').waitFor({ timeout: 60_000 })
    })
  )
  return [...counts, ...(await runDossierTasks(page, code)), ...(await runDeskTasks(page))]
}

/** On a dossier just received: ask for a supplement, and later hand the result back. */
async function runDossierTasks(page: Page, code: string): Promise<TaskCount[]> {
  const counts: TaskCount[] = []
  const form = page.getByTestId('act-form')
  const reach = (status: DossierStatus): Promise<void> => page.getByTestId('dossier-status').filter({ hasText: STATUS_NAME[status] }).waitFor({ timeout: 60_000 })
  const open = async (hands?: Hands): Promise<void> => {
    // Another screen first: the page would be there before the scan is answered.
    await page.keyboard.press('F4')
    await page.getByTestId('worklist').waitFor({ timeout: 60_000 })
    await (hands?.scan(code) ?? wedgeScan(page, code))
    await page.getByTestId('dossier-code').filter({ hasText: code }).waitFor({ timeout: 60_000 })
  }
  await open()
  counts.push(
    await countTask(page, 'ask-for-a-supplement', 8, async (hands) => {
      await hands.press('F6')
      await waitForFocus(form.getByRole('checkbox').first())
      await hands.type('13')
      await hands.press('Control+Enter')
      await reach(STATUS.supplementRequested)
    })
  )
  await page.keyboard.press('F6')
  await waitForFocus(form.getByRole('textbox'))
  await page.keyboard.press('Control+Enter')
  await reach(STATUS.received)
  await page.getByRole('button', { name: 'Có kết quả' }).press('Enter')
  await form.waitFor()
  await page.keyboard.press('Control+Enter')
  await reach(STATUS.processed)
  counts.push(
    await countTask(page, 'hand-back-a-result', 4, async (hands) => {
      await open(hands)
      await waitForFocus(form.getByRole('radio', { checked: true }))
      await hands.press('Control+Enter')
      await reach(STATUS.returned)
    })
  )
  return counts
}

/** Another officer sits down and gets up again; what was half-filled comes back by one key. */
async function runDeskTasks(page: Page): Promise<TaskCount[]> {
  const counts: TaskCount[] = []
  const password = page.getByLabel('Mật khẩu', { exact: true })
  const changeTo = async (login: string, hands: Hands): Promise<void> => {
    await hands.press('Shift+F12')
    await waitForFocus(password, 30_000)
    await hands.press('Shift+Tab')
    await waitForFocus(page.getByRole('listbox'))
    await hands.type(login)
    await hands.press('Enter')
    await waitForFocus(password)
    await hands.type(demoPassword)
    await hands.press('Enter')
    await waitForFirstScreen(page)
  }
  // Back to the field that was left, then to the procedure's box.
  await page.keyboard.press('F2')
  await page.keyboard.press('F2')
  await waitForFocus(procedureField(page))
  await wedgeScan(page, cards.duc)
  await page.getByTestId('draft-state').filter({ hasText: 'đã lưu' }).waitFor({ timeout: 60_000 })
  counts.push(await countTask(page, 'change-officers', 6 + demoPassword.length, (hands) => changeTo('tr', hands)))
  await countTask(page, 'change-back', Number.POSITIVE_INFINITY, (hands) => changeTo('nh', hands))
  await page.getByText('Hồ sơ nhập dở').waitFor({ timeout: 60_000 })
  counts.push(
    await countTask(page, 'reopen-a-draft', 1, async (hands) => {
      await hands.press('F5')
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#field-fullName')?.value === 'Trần Văn Đức', undefined, { timeout: 60_000 })
    })
  )
  return counts
}
