import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { CounterApp } from '../../harness/counter-app.ts'
import { writeSampleScan } from '../../harness/sample-scan.ts'
import { openPinWindow, tabTo, typePin, waitForFocus } from '../../harness/steps.ts'
import { expect, type Desk } from './desk.ts'

/** What the walks of the signing screen do again and again. */

export const waitMs = 90_000
export const documents = (page: Page) => page.getByTestId('documents')
export const rowOf = (page: Page, title: string) => documents(page).getByRole('row').filter({ hasText: title.slice(0, 40) })

/** Takes a document in, by keyboard but for the file dialog. */
export async function takeIn(desk: Desk, page: Page, title: string, meanwhile?: () => Promise<unknown>, kind: 'outgoing' | 'copy' = 'outgoing'): Promise<void> {
  const paper = await writeSampleScan(join(desk.folder, 'in', `${title.slice(0, 30)}.pdf`), title.slice(0, 30), 2)
  await page.keyboard.press('Control+n')
  await waitForFocus(page.getByLabel('Trích yếu'))
  await page.keyboard.insertText(title)
  if (kind === 'copy') await page.getByTestId('import-document').getByLabel('Loại').selectOption('copy')
  else {
    await tabTo(page, page.getByLabel('Ký hiệu (số cấp khi đóng dấu)'))
    await page.keyboard.insertText('QĐ-UBND')
  }
  await page.getByTestId('document-file').setInputFiles([paper])
  await meanwhile?.()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('import-document')).toHaveCount(0, { timeout: waitMs })
}

/** Opens a document of the list in view. */
export async function look(page: Page, title: string): Promise<void> {
  await tabTo(page, documents(page))
  await page.keyboard.press('Home')
  // From the top again where the row came in above the choice.
  for (let step = 1; (await rowOf(page, title).getAttribute('aria-selected')) !== 'true'; step++) {
    if (step > 200) throw new Error(`the choice does not come to "${title}"`)
    await page.keyboard.press(step % 20 === 0 ? 'Home' : 'ArrowDown')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('preview')).toHaveAttribute('data-state', 'ready', { timeout: waitMs })
}

export async function signNow(counter: CounterApp, page: Page): Promise<void> {
  await typePin(await openPinWindow(counter, () => page.keyboard.press('Control+s')))
  await expect(page.getByText('Đã ký 1/1 tệp.')).toBeVisible({ timeout: waitMs })
}

export async function showList(page: Page, name: RegExp): Promise<void> {
  await page.getByLabel(name).focus()
  await page.keyboard.press('Space')
}
