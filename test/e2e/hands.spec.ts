import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runHandTasks } from '../harness/hand-tasks.ts'
import { countTask, telexName, typeByInputMethod } from '../harness/hands.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { wedgeScan } from '../harness/scanner.ts'
import { birthRegistration, cards, chooseProcedure, openPinWindow, pressReceive, procedureField, typePin, waitForFocus, waitForTokenReady } from '../harness/steps.ts'
import { demoPin } from '../harness/demo-office.ts'
import { expect, test } from './support/desk.ts'

/** The table "Speed of hands" of design/ui.md, counted; seconds are told and not judged, because this machine is shared. */
test('each task takes no more keys than the table allows', async ({ desk }) => {
  const scans = join(desk.folder, 'scans')
  mkdirSync(scans)
  const page = await desk.open({ env: { QMC_SCAN_FOLDER: scans } })
  const counts = await runHandTasks(page)

  // Ten pages out of the feeder: F8 opens the same panel by itself that Ctrl+T opens for pages of the scanner's own folder.
  await page.keyboard.press('F2')
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, cards.quynh)
  await page.keyboard.press('Control+h')
  await expect(page.getByTestId('scan-folder')).toBeVisible()
  await writeSampleScan(join(scans, 'may quet 001.pdf'), 'Nhiều giấy tờ', 10)
  const rows = page.getByTestId('component-row')
  await expect(rows.first().getByTestId('draft-file')).toContainText('10 trang', { timeout: 60_000 })
  counts.push(
    await countTask(page, 'split-ten-pages', 2 + 2, async (hands) => {
      await hands.press('Control+t')
      await expect(page.getByTestId('split-panel')).toHaveAttribute('data-state', 'ready')
      await hands.type('4')
      await hands.type('0')
      await hands.press('Control+Enter')
      await expect(page.getByTestId('split-panel')).toHaveCount(0, { timeout: 60_000 })
    })
  )
  for (const [index, pages] of [3, 6, 1].entries()) await expect(rows.nth(index).getByTestId('draft-file')).toContainText(`${pages} trang`)
  await waitForTokenReady(page)
  const refused = await openPinWindow(desk.counter, () => pressReceive(page))
  await refused.keyboard.press('Escape').catch(() => undefined)
  await expect(page.getByTestId('sign-state')).toContainText('Đã hủy ký')
  counts.push(
    await countTask(page, 'sign-a-batch', 3 + demoPin.length + 1, async (hands) => {
      await hands.press('F9')
      await expect(page.getByTestId('unsigned-files').getByRole('row')).toHaveCount(4)
      await hands.press('Control+a')
      const pin = await openPinWindow(desk.counter, () => hands.press('Control+s'))
      await typePin(pin)
      await expect(page.getByText('Đã ký 3/3 tệp.')).toBeVisible({ timeout: 60_000 })
    })
  )

  const out = join(import.meta.dirname, '..', '..', 'out', 'test')
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'hands.json'), JSON.stringify(counts, undefined, 2))
  for (const { task, keys, scans: scanned, mostKeys } of counts) {
    expect.soft(keys, task).toBeLessThanOrEqual(mostKeys)
    expect.soft(scanned, task).toBeLessThanOrEqual(1)
  }

  // Unikey's bursts lose no letter in any field that takes a name; those of a dossier's acts are typed into in life.spec.ts.
  await page.keyboard.press('F2')
  await waitForFocus(procedureField(page))
  await page.keyboard.press('Control+d')
  for (const id of ['fullName', 'address', 'note', 'ownerFullName', 'ownerAddress', 'representation']) {
    const field = page.locator(`#field-${id}`)
    await field.fill('')
    await field.focus()
    await typeByInputMethod(page, telexName.steps)
    await expect(field, id).toHaveValue(telexName.text)
  }
  await page.keyboard.press('Control+f')
  const find = page.getByLabel('Tìm hồ sơ (Ctrl+F)')
  await waitForFocus(find)
  await typeByInputMethod(page, telexName.steps)
  await expect(find).toHaveValue(telexName.text)
})
