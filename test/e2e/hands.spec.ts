import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runHandTasks } from '../harness/hand-tasks.ts'
import { telexName, typeByInputMethod } from '../harness/hands.ts'
import { procedureField, waitForFocus } from '../harness/steps.ts'
import { expect, test } from './support/desk.ts'

/** The table "Speed of hands" of design/ui.md, counted; seconds are told and not judged, because this machine is shared. */
test('each task takes no more keys than the table allows', async ({ desk }) => {
  const page = await desk.open()
  const counts = await runHandTasks(page)
  const out = join(import.meta.dirname, '..', '..', 'out', 'test')
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'hands.json'), JSON.stringify(counts, undefined, 2))
  for (const { task, keys, scans, mostKeys } of counts) {
    expect.soft(keys, task).toBeLessThanOrEqual(mostKeys)
    expect.soft(scans, task).toBeLessThanOrEqual(1)
  }

  // Unikey's bursts lose no letter in any field that takes a name.
  await page.keyboard.press('F2')
  await waitForFocus(procedureField(page))
  for (const label of ['Họ và tên', 'Địa chỉ', 'Ghi chú']) {
    const field = page.getByLabel(label, { exact: true })
    await field.fill('')
    await field.focus()
    await typeByInputMethod(page, telexName.steps)
    await expect(field, label).toHaveValue(telexName.text)
  }
  await page.keyboard.press('Control+f')
  const find = page.getByLabel('Tìm hồ sơ (Ctrl+F)')
  await waitForFocus(find)
  await typeByInputMethod(page, telexName.steps)
  await expect(find).toHaveValue(telexName.text)
})
