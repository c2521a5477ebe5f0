import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STATUS } from '../../electron/domain/dossier-status.ts'
import { tabTo } from '../harness/steps.ts'
import { expect, type Desk } from '../e2e/support/desk.ts'
import { compareBook, readCsv, type Disagreement } from './ledger.ts'
import type { PlayedDay } from './play-day.ts'

/** At closing time: the register, the till, the printed receipts and the portal's books beside the officer's own notes. */
export async function compareBooks(desk: Desk, { noted, refused, openingFloat }: PlayedDay): Promise<Disagreement[]> {
  const { page } = desk
  await expect(page.getByTestId('queue-count')).toHaveText('Hàng đợi gửi trống', { timeout: 180_000 })
  return [...(await compareRegister(desk, noted)), ...(await compareRefusals(desk, refused)), ...(await compareTill(desk, openingFloat, noted)), ...comparePrinted(desk, noted), ...(await comparePortal(desk, noted))]
}

async function compareRegister(desk: Desk, noted: PlayedDay['noted']): Promise<Disagreement[]> {
  const { page } = desk
  await page.keyboard.press('Shift+F4')
  await expect(page.getByTestId('register-count')).toHaveText(`${noted.length} hồ sơ`, { timeout: 60_000 })
  await desk.shoot('register')
  await page.keyboard.press('Control+e')
  const told = page.getByText(/Đã xuất \d+ dòng: /)
  await expect(told).toBeVisible({ timeout: 60_000 })
  const path = /dòng: (.+\.csv)/.exec((await told.textContent()) ?? '')?.[1] ?? ''
  const lines = readCsv(readFileSync(path, 'utf8')).map((line) => ({ code: line['Mã hồ sơ'] ?? '', person: line['Tên cá nhân, tổ chức'] ?? '', returned: (line['Ngày trả kết quả'] ?? '') !== '' }))
  const returned = new Set(noted.filter(({ status }) => status === STATUS.returned).map(({ code }) => code))
  const marks = lines.filter((line) => line.returned !== returned.has(line.code)).map(({ code }) => `register: ${code} is told as ${returned.has(code) ? 'not returned' : 'returned'}`)
  return [...compareBook('register', noted, lines, ({ person }) => ({ personName: person })), ...marks]
}

/** Beside the register: who was refused, each with the number of the form. */
async function compareRefusals(desk: Desk, refused: string[]): Promise<Disagreement[]> {
  const { page } = desk
  await page.keyboard.press('Control+2')
  await expect(page.getByTestId('register-count')).toHaveText(`${refused.length} lần từ chối`, { timeout: 60_000 })
  await desk.shoot('refusals')
  const rows = page.getByTestId('refusals').getByRole('row').filter({ has: page.getByRole('gridcell') })
  const told = await rows.allTextContents()
  return refused.flatMap((name) => {
    const line = told.find((text) => text.includes(name))
    return line === undefined ? [`refusals: ${name} is not told`] : /^\d\d/.test(line) ? [] : [`refusals: ${name} has no number`]
  })
}

/** The till counted to the noted sum must fit its own books. */
async function compareTill(desk: Desk, openingFloat: number, noted: PlayedDay['noted']): Promise<Disagreement[]> {
  const { page } = desk
  const inTill = noted.reduce((sum, { cash }) => sum + cash, openingFloat)
  await page.keyboard.press('F12')
  await expect(page.getByTestId('expected-cash')).toBeVisible({ timeout: 60_000 })
  const told = Number(((await page.getByTestId('expected-cash').textContent()) ?? '').replace(/\D/g, ''))
  await tabTo(page, page.locator('summary').last())
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Số tờ 1.000 đ'))
  await page.keyboard.type(String(inTill / 1_000))
  const counted = (await page.getByTestId('counted').textContent()) ?? ''
  await desk.shoot('till-counted')
  await tabTo(page, page.getByRole('button', { name: 'Đóng két' }))
  await page.keyboard.press('Enter')
  await expect(page.getByText(/Đã đóng két/)).toBeVisible({ timeout: 60_000 })
  return [...(told === inTill ? [] : [`till: its books say ${told}, noted ${inTill}`]), ...(counted.includes('khớp sổ') ? [] : [`till: counted as noted it says ${counted}`])]
}

function comparePrinted(desk: Desk, noted: PlayedDay['noted']): Disagreement[] {
  const papers = readdirSync(join(desk.dataFolder, 'in'))
  return noted.filter(({ code }) => !papers.some((name) => name.endsWith('.pdf') && name.includes(code))).map(({ code }) => `printed: no receipt of ${code}`)
}

async function comparePortal(desk: Desk, noted: PlayedDay['noted']): Promise<Disagreement[]> {
  const dossiers = await desk.inspect()
  const seqs = dossiers.flatMap(({ entries }) => entries.map(({ device, epoch, seq }) => `${device}/${epoch}/${seq}`))
  const found = compareBook('portal', noted, dossiers, ({ status, applicantName, procedureCode, paid }) => ({
    status: status as PlayedDay['noted'][number]['status'],
    personName: applicantName,
    procedure: procedureCode,
    cash: paid.cash,
    transfer: paid.transfer
  }))
  return new Set(seqs).size === seqs.length ? found : [...found, 'portal: an entry stands twice']
}
