import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { STATUS, STATUS_NAME, type DossierStatus } from '../../electron/domain/dossier-status.ts'
import { countTask, type Hands, type TaskCount } from '../harness/hands.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { attachFiles, chooseProcedure, openPinWindow, procedureField, tabTo, typePin, waitForDraft, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { expect, type Desk } from '../e2e/support/desk.ts'
import type { Noted } from './ledger.ts'
import { planDay, type Visit } from './visits.ts'

export interface PlayedDay {
  noted: Noted[]
  /** Who was sent away with a refusal: nothing of theirs was received. */
  refused: string[]
  costs: TaskCount[]
  /** In the till before the first citizen, VND. */
  openingFloat: number
}

const openingFloat = 500_000
/** No task of the day is judged by its keys here (hands.spec.ts does that); they are told. */
const untold = Number.POSITIVE_INFINITY

/** One officer's day by pressed keys in the real app: mixed procedures, supplements, returns, one power cut, a quarter of the day without the line. */
export async function playDay(desk: Desk, count: number, seed: number, untilMs: number): Promise<PlayedDay> {
  const { visits, incidents } = planDay(count, seed)
  const noted: Noted[] = []
  const refused: string[] = []
  const costs: TaskCount[] = []
  const supplementsDue: Noted[] = []
  let page = await desk.open()
  const task = (name: string, act: (hands: Hands) => Promise<void>): Promise<void> => countTask(page, name, untold, act).then((cost) => void costs.push(cost))

  await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online', { timeout: 60_000 })
  await waitForTokenReady(page)
  await openTill(page)
  for (const [index, visit] of visits.entries()) {
    if (Date.now() > untilMs) break
    if (index === incidents.lineDown) await desk.proxy.down()
    if (index === incidents.lineUp) await desk.proxy.up()
    if (index === incidents.powerCut) page = await cutPower(desk, visit)
    if (visit.course === 'refused') {
      await task('refuse', (hands) => refuse(page, visit, hands))
      refused.push(visit.citizen.fullName)
      continue
    }
    const note: Noted = { code: '', personName: visit.citizen.fullName, procedure: visit.procedure, status: STATUS.received, cash: 0, transfer: 0 }
    await task('receive', async (hands) => {
      note.code = await receive(desk, page, visit, hands)
    })
    noted.push(note)
    await task(visit.pays === 'cash' ? 'take-fee' : 'take-transfer', (hands) => takeFee(page, visit, note, hands))
    if (visit.course === 'done-while-waiting') await task('finish-and-return', (hands) => finishAndReturn(page, note, hands))
    if (visit.course === 'withdrawn') await task('withdraw', (hands) => withdraw(page, note, hands))
    if (visit.course === 'supplemented') {
      await task('ask-supplement', (hands) => askSupplement(page, note, hands))
      supplementsDue.push(note)
    }
    // The citizen of the supplement comes back while others wait.
    const back = supplementsDue.length > 0 && index % 4 === 2 ? supplementsDue.shift() : undefined
    if (back) await task('complete-supplement', (hands) => completeSupplement(page, back, hands))
    if (index % 10 === 9) await desk.shoot(`after-${index + 1}-citizens`)
  }
  // A day cut short must not end without the line.
  await desk.proxy.up()
  for (const back of supplementsDue) await task('complete-supplement', (hands) => completeSupplement(page, back, hands))
  return { noted, refused, costs, openingFloat }
}

async function openTill(page: Page): Promise<void> {
  await page.keyboard.press('F12')
  await tabTo(page, page.getByLabel('Tiền đầu ca'))
  await page.keyboard.type(String(openingFloat))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('expected-cash')).toBeVisible({ timeout: 60_000 })
}

/** The power goes in the middle of an intake; what was typed is offered again, and thrown away because the citizen starts anew. */
async function cutPower(desk: Desk, visit: Visit): Promise<Page> {
  const { page } = desk
  await page.keyboard.press('F2')
  await chooseProcedure(page, visit.procedure)
  await wedgeScan(page, visit.card)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.press('Tab')
  await waitForDraft(page, 'fullName', visit.citizen.fullName)
  await desk.counter.kill()
  const again = await desk.open()
  await expect(again.getByText('Hồ sơ nhập dở')).toContainText(visit.citizen.fullName, { timeout: 60_000 })
  await desk.shoot('draft-after-the-power-cut')
  return again
}

/** Her card under the scanner, and what she comes for. */
async function beginIntake(page: Page, visit: Visit, hands: Hands): Promise<void> {
  await hands.press('F2')
  await waitForFocus(procedureField(page))
  await hands.scan(visit.card)
  await waitForFocus(procedureField(page))
  await hands.type(visit.procedure)
  await page.getByRole('option').first().waitFor({ timeout: 60_000 })
  await hands.press('Enter')
  await page.getByTestId('component-row').first().waitFor({ timeout: 60_000 })
}

async function receive(desk: Desk, page: Page, visit: Visit, hands: Hands): Promise<string> {
  await beginIntake(page, visit, hands)
  if (!visit.withScan) return receivedAfter(page, () => hands.press('Control+Enter'))

  const scan = await writeSampleScan(join(desk.folder, 'in', `${visit.citizen.idNumber}.pdf`), 'Giấy tờ kèm theo hồ sơ')
  await attachFiles(page, 0, [scan])
  let code = ''
  const pin = await openPinWindow(desk.counter, async () => {
    code = await receivedAfter(page, () => hands.press('Control+Enter'))
  })
  await typePin(pin)
  await expect(page.getByTestId('sign-state')).toContainText('Đã ký 1 tệp', { timeout: 60_000 })
  return code
}

/** Papers that are not accepted: the form goes home with the citizen, nothing is received. */
async function refuse(page: Page, visit: Visit, hands: Hands): Promise<void> {
  await beginIntake(page, visit, hands)
  await hands.press('Control+y')
  const form = page.getByTestId('refuse-form')
  await waitForFocus(form.getByRole('textbox'))
  await hands.type('Khong thuoc tham quyen')
  await hands.press('Tab')
  await hands.press('Enter')
  await expect(page.getByText(/phiếu từ chối tiếp nhận (lưu tại|in)/i)).toBeVisible({ timeout: 60_000 })
}

/** The number in the bar, another than the one before. */
async function receivedAfter(page: Page, act: () => Promise<void>): Promise<string> {
  const shown = page.getByTestId('received-code')
  const before = (await shown.count()) > 0 ? await shown.textContent() : null
  await act()
  await page.waitForFunction((old) => ![undefined, null, '', old].includes(document.querySelector('[data-testid="received-code"]')?.textContent), before, { timeout: 60_000 })
  return (await shown.textContent()) ?? ''
}

/** What the screen says is owed is taken and noted; nothing where nothing is. */
async function takeFee(page: Page, visit: Visit, note: Noted, hands: Hands): Promise<void> {
  await hands.press('F12')
  await waitForFocus(page.getByLabel('Tìm hồ sơ để thu'))
  const panel = page.getByLabel('Thu phí, lệ phí')
  await expect(async () => {
    if (!(await page.getByLabel('Tìm hồ sơ để thu').isVisible())) await hands.press('F12')
    await waitForFocus(page.getByLabel('Tìm hồ sơ để thu'))
    await hands.scan(note.code)
    await expect(panel).toContainText(note.code, { timeout: 10_000 })
  }).toPass({ timeout: 90_000 })
  const owed = panel.getByTestId('owed-total')
  const nothing = panel.getByText('không thu').or(panel.getByText('Thủ tục này không thu phí, lệ phí.')).first()
  await expect(owed.or(nothing).first()).toBeVisible({ timeout: 60_000 })
  if ((await owed.count()) === 0) return
  const total = Number(((await owed.textContent()) ?? '').replace(/\D/g, ''))
  if (visit.pays === 'cash') {
    // The first lease of receipt serials may still be on its way to a counter just enrolled.
    const receipts = panel.getByRole('list', { name: 'Biên lai của hồ sơ' }).getByRole('listitem')
    await expect(async () => {
      if ((await receipts.count()) === 0) await hands.press('Control+Enter')
      await expect(receipts.first()).toBeVisible({ timeout: 10_000 })
    }).toPass({ timeout: 90_000 })
    note.cash = total
    return
  }
  await hands.press('Control+q')
  await expect(panel.getByText(/Chờ chuyển khoản/).first()).toBeVisible({ timeout: 60_000 })
  const pending = page.getByTestId('pending-transfers').getByRole('listitem').filter({ hasText: visit.citizen.fullName })
  await expect(pending).toHaveCount(1, { timeout: 60_000 })
  await tabTo(page, page.getByLabel('Số giao dịch trong sao kê'))
  await hands.type(`FT${note.code.slice(-4)}`)
  await tabTo(page, pending.getByRole('button', { name: /Đã thấy tiền/ }))
  await hands.press('Enter')
  await expect(pending).toHaveCount(0, { timeout: 60_000 })
  note.transfer = total
}

/** Her receipt under the scanner, whatever is on the screen; held there again where a busy machine tore the burst into single keys. */
async function openDossier(page: Page, note: Noted, hands: Hands): Promise<void> {
  // At the till a receipt shows its fees.
  await hands.press('F4')
  await page.getByTestId('worklist').waitFor({ timeout: 60_000 })
  await expect(async () => {
    await hands.scan(note.code)
    await expect(page.getByTestId('dossier-code')).toHaveText(note.code, { timeout: 10_000 })
  }).toPass({ timeout: 90_000 })
}

/** Opens the form of an act by its button and saves it. */
async function act(page: Page, note: Noted, name: string, to: DossierStatus, hands: Hands, fill?: () => Promise<void>): Promise<void> {
  const button = page.getByRole('button', { name })
  await expect(button).toBeVisible({ timeout: 60_000 })
  await hands.press((await button.getAttribute('aria-keyshortcuts'))?.replace('Ctrl', 'Control') ?? '')
  await expect(page.getByTestId('act-form')).toBeVisible({ timeout: 60_000 })
  await fill?.()
  await hands.press('Control+Enter')
  await expect(page.getByTestId('dossier-status')).toHaveText(STATUS_NAME[to], { timeout: 60_000 })
  note.status = to
}

async function finishAndReturn(page: Page, note: Noted, hands: Hands): Promise<void> {
  await openDossier(page, note, hands)
  await act(page, note, 'Có kết quả', STATUS.processed, hands)
  await openDossier(page, note, hands)
  await expect(page.getByTestId('act-form')).toBeVisible({ timeout: 60_000 })
  await hands.press('Control+Enter')
  await expect(page.getByTestId('dossier-status')).toHaveText(STATUS_NAME[STATUS.returned], { timeout: 60_000 })
  note.status = STATUS.returned
}

async function withdraw(page: Page, note: Noted, hands: Hands): Promise<void> {
  await openDossier(page, note, hands)
  await act(page, note, 'Công dân xin rút', STATUS.withdrawalRequested, hands)
  await act(page, note, 'Cho rút hồ sơ', STATUS.stopped, hands)
}

async function askSupplement(page: Page, note: Noted, hands: Hands): Promise<void> {
  await openDossier(page, note, hands)
  await act(page, note, 'Yêu cầu bổ sung', STATUS.supplementRequested, hands, () => hands.press('1'))
}

async function completeSupplement(page: Page, note: Noted, hands: Hands): Promise<void> {
  await openDossier(page, note, hands)
  await act(page, note, 'Đã bổ sung đủ', STATUS.received, hands)
}
