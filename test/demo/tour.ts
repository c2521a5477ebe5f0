import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchCounter, type CounterApp } from '../harness/counter-app.ts'
import { demoPin, demoReceptionist, type RunningPortal } from '../harness/demo-office.ts'
import { demoPassword } from '../portal/seed-data.ts'

export interface TourOptions {
  dataFolder: string
  env: Record<string, string>
  /** Papers to import, PDF. */
  scans: string[]
  caPath: string
  outFolder: string
  portal: RunningPortal
}

const card = '036190012345||Nguyễn Thị Khánh Huyền|15031990|Nữ|Xóm 5, Giao Yến, Giao Thủy, Nam Định|10052021'

/**
 * The main job once, by pressed keys in the real app: log in, procedure, QR of the card, papers, Receive, PIN, signed receipt of the portal. Leaves pictures, the printed
 * receipt and the signed PDF as the portal got it in `outFolder`, and has the PDF judged by pdfsig and openssl.
 */
export async function playTour(options: TourOptions): Promise<void> {
  rmSync(options.outFolder, { recursive: true, force: true })
  mkdirSync(options.outFolder, { recursive: true })
  const counter = await launchCounter({ dataFolder: options.dataFolder, env: options.env })
  try {
    const code = await playMainJob(counter, options)
    collectOutputs(options, code)
    console.log(`tour: ${code} received by the portal; pictures, receipt and signed PDF are in ${options.outFolder}`)
  } finally {
    await counter.close()
  }
}

async function playMainJob(counter: CounterApp, options: TourOptions): Promise<string> {
  const { page } = counter
  let step = 0
  const shoot = async (name: string, of: Page = page): Promise<void> => {
    step += 1
    await of.screenshot({ path: join(options.outFolder, `${String(step).padStart(2, '0')}-${name}.png`) })
  }
  const password = page.getByLabel('Mật khẩu', { exact: true })
  await password.waitFor({ timeout: 60_000 })
  await page.getByText(demoReceptionist.fullName).first().click()
  await shoot('dang-nhap')
  await password.focus()
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')

  const procedure = page.getByLabel('Thủ tục', { exact: true })
  await procedure.waitFor()
  await page.waitForTimeout(3_000)
  await procedure.focus()
  await page.keyboard.type('dang ky khai sinh', { delay: 40 })
  await page.getByRole('option').first().waitFor()
  await shoot('chon-thu-tuc')
  await page.keyboard.press('Enter')
  await page.getByTestId('component-row').first().waitFor()
  await scanCard(page)
  await page.getByLabel('Điện thoại').focus()
  await page.keyboard.type('0912345678')
  for (const [index, scan] of options.scans.entries()) {
    await page.getByTestId('component-row').nth(index).locator('input[type=file]').setInputFiles(scan)
    await page.getByTestId('draft-file').nth(index).waitFor({ timeout: 60_000 })
  }
  await shoot('du-ho-so')
  const pinWindow = counter.app.waitForEvent('window', { timeout: 60_000, predicate: (window) => window.url().includes('pin.html') })
  await page.keyboard.press('Control+Enter')
  const code = (await page.getByTestId('received-code').textContent({ timeout: 20_000 })) ?? ''
  await shoot('da-luu')
  const pin = await pinWindow
  await pin.getByLabel('Mã PIN').waitFor()
  await shoot('nhap-pin', pin)
  await pin.keyboard.type(demoPin)
  // The window is gone before the key comes up again.
  await pin.keyboard.press('Enter').catch(() => undefined)
  await page.getByTestId('sign-state').getByText('Đã ký').waitFor({ timeout: 30_000 })
  await page.getByTestId('delivery-state').getByText('Đã tiếp nhận').waitFor({ timeout: 60_000 })
  await shoot('da-tiep-nhan')
  await page.keyboard.press('Control+o')
  await page.getByText('2 tệp chờ gửi').waitFor({ state: 'detached', timeout: 60_000 })
  await page.waitForTimeout(1_500)
  await shoot('ho-so')
  await page.keyboard.press('F4')
  await page.waitForTimeout(800)
  await shoot('danh-sach')
  await page.keyboard.press('F7')
  await page.waitForTimeout(800)
  await shoot('hang-doi')
  return code
}

/** A wedge scanner is a keyboard that types faster than hands and ends with Enter. */
export async function scanCard(page: Page, text = card): Promise<void> {
  await page.keyboard.type(text, { delay: 2 })
  await page.keyboard.press('Enter')
  await page.waitForTimeout(300)
}

/** The receipt as printed and the signed scans as the portal holds them, each judged by tools that are not ours. */
function collectOutputs(options: TourOptions, code: string): void {
  const printed = join(options.dataFolder, '..', 'in')
  for (const name of readdirSync(printed)) if (name.includes(code)) cpSync(join(printed, name), join(options.outFolder, 'giay-hen.pdf'))
  const held = join(options.dataFolder, '..', 'portal', 'files', 'held')
  let signed = 0
  for (const name of readdirSync(held)) {
    const path = join(held, name)
    signed += 1
    const target = join(options.outFolder, `da-ky-${signed}.pdf`)
    cpSync(path, target)
    const verdict = execFileSync('pdfsig', ['-nocert', target], { encoding: 'utf8' })
    writeFileSync(`${target}.pdfsig.txt`, verdict)
    if (!verdict.includes('Signature is Valid')) throw new Error(`pdfsig does not accept ${target}`)
    console.log(`tour: pdfsig accepts ${target}`)
  }
  if (signed === 0) throw new Error('no signed PDF reached the portal')
}
