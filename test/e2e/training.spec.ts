import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { trainingPassword } from '../../electron/contract/training.ts'
import { launchCounter } from '../harness/counter-app.ts'
import { chooseProcedure, fillIntake, logIn, openWindow, pressReceive, cards, waitForFocus } from '../harness/steps.ts'
import { closeWindow } from './support/close-window.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'

/** Chế độ tập huấn: opened by a key of the log-in screen, beside the counter, on an office that nothing can come from. */
test('F9 at log-in opens a training office that is marked everywhere and leaves the counter alone', async ({ desk }) => {
  const page = await desk.start()
  await expect(page.getByLabel('Mật khẩu', { exact: true })).toBeVisible({ timeout: 60_000 })
  const before = readFileSync(join(desk.dataFolder, 'keys.json'), 'utf8')
  const trainingFolder = `${desk.dataFolder}-tap-huan`
  await page.keyboard.press('F9')
  await expect.poll(() => existsSync(join(trainingFolder, 'keys.json')), { timeout: 60_000 }).toBe(true)
  // The app of its own that the key started: Chromium's lock names its process.
  const pid = Number(readlinkSync(join(trainingFolder, 'chromium', 'SingletonLock')).split('-').at(-1))
  process.kill(pid, 'SIGTERM')
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  await expect(page.getByTestId('officer-name').or(page.getByLabel('Mật khẩu', { exact: true }))).toBeVisible()

  // The same app again, where this test can see it.
  const training = await launchCounter({ dataFolder: desk.dataFolder, env: desk.token.env, args: ['--training'], size: { width: 1024, height: 600 } })
  try {
    const { page: inside } = training
    const band = inside.locator('.training-band')
    await expect(inside.getByText('Mật khẩu của mọi người')).toBeVisible({ timeout: 60_000 })
    await expect(band).toBeVisible()
    await expectGoodLooks(desk, 'log-in', inside)
    await logIn(inside, 'tiepnhan', trainingPassword)
    const citizen = await openWindow(training, 'citizen.html', () => inside.keyboard.press('F11'))
    await fillIntake(inside, { card: cards.quynh })
    await expect(citizen.getByTestId('citizen-view')).toContainText('Công Tằng Tôn Nữ Quỳnh')
    await expect(citizen.locator('.training-band')).toBeVisible()
    await expectGoodLooks(desk, 'intake', inside)
    await desk.shoot('citizen', citizen)
    expect(await pressReceive(inside)).toMatch(/^000\.00\.00\.H00-/)
    const prints = join(desk.dataFolder, 'in-tap-huan')
    await expect.poll(() => existsSync(prints) && readdirSync(prints).filter((name) => name.endsWith('.pdf')).length).toBe(1)
    const [paper] = readdirSync(prints).filter((name) => name.endsWith('.pdf'))
    expect(paper).toMatch(/^BẢN TẬP HUẤN /)
    // It runs aslant, so letters of other lines stand between its own unless they are read as they were drawn.
    expect(execFileSync('pdftotext', ['-raw', join(prints, paper!), '-'], { encoding: 'utf8' }).normalize('NFC').replace(/\s+/g, '')).toContain('BẢNTẬPHUẤN')
    execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '80', join(prints, paper!), join(import.meta.dirname, '..', '..', 'out', 'e2e', 'training-paper')])
    await expect(inside.getByTestId('link-state')).toHaveAttribute('data-link', 'training')
    for (const [key, name] of [['F4', 'worklist'], ['F12', 'money'], ['Shift+F4', 'register'], ['F7', 'queue'], ['F9', 'signing'], ['F10', 'status']] as const) {
      await inside.keyboard.press(key)
      await inside.locator(`[aria-keyshortcuts="${key}"][aria-current="page"]`).waitFor()
      await expect(band).toBeVisible()
      await expect(inside.getByText('Đang mở…')).toHaveCount(0)
      await desk.shoot(name, inside)
      // The token that is in is the counter's own officer's.
      if (name === 'signing') await expect(inside.getByText('chứng thư trong thiết bị là của người khác')).toBeVisible()
    }
    await inside.keyboard.press('F2')
    await chooseProcedure(inside, '9.900001')
    await desk.shoot('secret', inside)
    // Closing asks here too, of what is typed alone: nothing here waits for a portal.
    await inside.keyboard.press('Control+y')
    await waitForFocus(inside.getByTestId('refuse-form').getByRole('textbox'))
    await inside.keyboard.type('Không thuộc thẩm quyền')
    expect(await closeWindow({ counter: training }, 'Ở lại')).toMatchObject({ message: '“Từ chối tiếp nhận” đang nhập dở, chưa lưu.' })
  } finally {
    await training.kill()
  }
  expect(readFileSync(join(desk.dataFolder, 'keys.json'), 'utf8')).toBe(before)
  expect(await desk.inspect()).toEqual([])
})
