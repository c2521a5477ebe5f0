import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoPin } from '../harness/demo-office.ts'
import { countInMemory } from '../harness/process-memory.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { cards, fillIntake, openPinWindow, pressReceive, typePin, waitForTokenReady } from '../harness/steps.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { expectAllAtPortal } from './support/laws.ts'

/** Whatever the token does, the row and the receipt go; only the file waits for its signature. */

test('wrong PIN: one attempt, a sentence, and the right PIN later', async ({ desk }) => {
  const scan = await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh')
  const page = await desk.open()
  await waitForTokenReady(page)
  await fillIntake(page, { card: cards.huyen, files: [scan] })
  // The receipt is printed from a window of its own, which is none of these.
  let pinWindows = 0
  desk.counter.app.on('window', (window) => (pinWindows += window.url().includes('pin.html') ? 1 : 0))
  const codes: string[] = []
  const pinWindow = await openPinWindow(desk.counter, async () => codes.push(await pressReceive(page)))
  await typePin(pinWindow, '00')
  await expect(pinWindow.getByRole('alert')).toContainText('vừa nhập 2. Chưa gửi, không mất lần nhập.')
  await desk.shoot('pin-too-short', pinWindow)
  await pinWindow.keyboard.press('Control+a')
  await typePin(pinWindow, '00000000')
  const state = page.getByTestId('sign-state')
  await expect(state).toContainText('Mã PIN không đúng.')
  await expect(page.getByTestId('print-state')).toContainText('giấy hẹn lưu')
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  await expect(page.getByTestId('unsigned-count')).toHaveText('Chờ ký: 1 tệp')
  await expect.poll(() => pinWindow.isClosed()).toBe(true)
  expect(pinWindows).toBe(1)
  await desk.shoot('wrong-pin')

  await expect.poll(async () => (await desk.inspect())[0]?.entries.map(({ kind }) => kind)).toEqual(['dossier.received', 'file.attached'])
  const [waiting] = await desk.inspect()
  expect(waiting?.code).toBe(codes[0])
  expect(waiting?.files.filter(({ present }) => present)).toEqual([])
  await page.keyboard.press('F7')
  await expect(page.getByTestId('queue')).toContainText('Chờ cán bộ ký: F9')
  await desk.shoot('file-waits-for-its-signature')

  await page.keyboard.press('F2')
  const again = await openPinWindow(desk.counter, () => page.keyboard.press('Control+s'))
  await desk.shoot('pin-window-after-a-wrong-pin', again)
  await typePin(again)
  await expect(state).toContainText('Đã ký 1 tệp')
  await expectAllAtPortal(desk, codes, 1)
  await expect(page.getByTestId('unsigned-count')).toHaveCount(0)
  await desk.shoot('signed-after-all')
  await expectPinNowhere(desk, codes[0]!)
})

/** In no process of the app but the signer: not in main, which has the keys' events, nor in the window, core, press, GPU or network. What the window shows is found in it, so the search finds what is there. */
async function expectPinNowhere(desk: Desk, code: string): Promise<void> {
  const { app } = desk.counter
  const windowPid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
  const processes = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid, type, serviceName, name }) => ({ pid, name: `${type} ${name ?? serviceName ?? ''}` })))
  const searched: string[] = []
  for (const { pid, name } of processes.filter((one) => !one.name.includes('qmc-signer'))) {
    // Of a sandboxed page nobody but root may read.
    if (!isReadable(pid)) continue
    const [pins, codes] = countInMemory(pid, [demoPin, code])
    expect.soft(pins, `the PIN in ${name}`).toBe(0)
    if (pid === windowPid) expect(codes).toBeGreaterThan(0)
    searched.push(name)
  }
  expect(searched).toEqual(expect.arrayContaining(['Browser ', 'Utility qmc-core', 'Utility qmc-press']))
}

function isReadable(pid: number): boolean {
  try {
    closeSync(openSync(`/proc/${pid}/mem`, 'r'))
    return true
  } catch {
    return false
  }
}

test('token absent: the officer reads what to do, and signs when it is there', async ({ desk }) => {
  const scan = await writeSampleScan(join(desk.folder, 'in', 'To khai.pdf'), 'Tờ khai đăng ký khai sinh')
  let page = await desk.open({ env: prepareEmptyReader(join(desk.folder, 'no-token')) })
  await expect(page.getByTestId('token-state')).toHaveText('Chưa cắm thiết bị ký')
  await fillIntake(page, { card: cards.huyen, files: [scan] })
  const codes = [await pressReceive(page)]
  const state = page.getByTestId('sign-state')
  await expect(state).toHaveText(/1 tệp chờ ký: chưa cắm thiết bị ký số\. Hồ sơ và giấy hẹn vẫn gửi\./)
  await expect(page.getByTestId('delivery-state')).toHaveText(/Đã tiếp nhận/)
  await expect(page.getByTestId('print-state')).toContainText('giấy hẹn lưu')
  await desk.shoot('received-without-a-token')
  await page.keyboard.press('Control+s')
  await expect(state).toContainText('Cắm thiết bị rồi bấm Ctrl+S.')
  await desk.shoot('told-to-plug-it-in')
  await page.keyboard.press('F9')
  await expect(page.getByText('Chưa cắm thiết bị ký. Hồ sơ và giấy hẹn vẫn gửi; tệp chờ ký.')).toBeVisible()
  await expect(page.getByTestId('unsigned-files')).toContainText('To khai.pdf')
  await desk.shoot('signing-page-without-a-token')
  const [waiting] = await desk.inspect()
  expect(waiting?.code).toBe(codes[0])
  expect(waiting?.files.filter(({ present }) => present)).toEqual([])
  await desk.counter.kill()

  page = await desk.open()
  await page.keyboard.press('F9')
  await expect(page.getByTestId('unsigned-files')).toContainText('To khai.pdf')
  await typePin(await openPinWindow(desk.counter, () => page.keyboard.press('Control+s')))
  await expect(page.getByText('Đã ký 1/1 tệp.')).toBeVisible()
  await expectAllAtPortal(desk, codes, 1)
  await desk.shoot('signed-once-it-is-there')
})

/** A reader with nothing in it: SoftHSM on an empty store. */
function prepareEmptyReader(folder: string): Record<string, string> {
  const tokens = join(folder, 'tokens')
  mkdirSync(tokens, { recursive: true })
  const configPath = join(folder, 'softhsm2.conf')
  writeFileSync(configPath, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n`)
  return { SOFTHSM2_CONF: configPath }
}
