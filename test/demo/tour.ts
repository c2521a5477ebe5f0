import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchCounter, type CounterApp } from '../harness/counter-app.ts'
import type { RunningPortal } from '../harness/demo-office.ts'
import { readPdfsig, readSubject, verifyWithOpenssl } from '../harness/judge.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { attachFiles, birthRegistration, cards, chooseProcedure, logIn, openPinWindow, pressReceive, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'

export interface TourOptions {
  dataFolder: string
  env: Record<string, string>
  /** Papers to import, PDF. */
  scans: string[]
  caPath: string
  outFolder: string
  portal: RunningPortal
}

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
  await page.getByLabel('Mật khẩu', { exact: true }).waitFor({ timeout: 60_000 })
  await shoot('dang-nhap')
  await logIn(page)
  await waitForTokenReady(page)
  await chooseProcedure(page, birthRegistration.code, () => shoot('chon-thu-tuc'))
  await wedgeScan(page, cards.huyen)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type('0912345678')
  for (const [row, scan] of options.scans.entries()) await attachFiles(page, row, [scan])
  await shoot('du-ho-so')
  let code = ''
  const pin = await openPinWindow(counter, async () => {
    code = await pressReceive(page)
  })
  await shoot('da-luu')
  await shoot('nhap-pin', pin)
  await typePin(pin)
  await page.getByTestId('sign-state').getByText('Đã ký').waitFor({ timeout: 30_000 })
  await page.getByTestId('delivery-state').getByText('Đã tiếp nhận').waitFor({ timeout: 60_000 })
  await shoot('da-tiep-nhan')
  await page.keyboard.press('Control+o')
  await page.getByTestId('dossier-code').waitFor()
  await page.getByTestId('queue-count').getByText('Hàng đợi gửi trống').waitFor({ timeout: 60_000 })
  await shoot('ho-so')
  await page.keyboard.press('F4')
  await page.getByTestId('worklist').getByText(code).waitFor()
  await shoot('danh-sach')
  await page.keyboard.press('F7')
  await page.getByText('Mọi bước đã lưu đã đến Cổng').waitFor()
  await shoot('hang-doi')
  return code
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
    const verdict = readPdfsig(target)
    writeFileSync(`${target}.pdfsig.txt`, verdict)
    if (!verdict.includes('Signature is Valid')) throw new Error(`pdfsig does not accept ${target}`)
    const signer = readSubject(verifyWithOpenssl(target, options.caPath)).trim()
    console.log(`tour: pdfsig and openssl cms accept ${target} (${signer})`)
  }
  if (signed === 0) throw new Error('no signed PDF reached the portal')
}
