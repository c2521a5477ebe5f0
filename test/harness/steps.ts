import type { Locator, Page } from '@playwright/test'
import { demoPassword } from '../portal/seed-data.ts'
import type { CounterApp } from './counter-app.ts'
import { wedgeScan } from './scanner.ts'
import { demoPin } from './demo-office.ts'

/** What an officer's hands do at the counter: keys pressed where the focus is, a card held under the scanner, files from a dialog. */

/** Invented people, as the QR of their cards says. */
export const cards = {
  huyen: '036190012345||Nguyễn Thị Khánh Huyền|15031990|Nữ|Xóm 5, Giao Yến, Giao Thủy, Nam Định|10052021',
  duc: '036085004321|162345678|Trần Văn Đức|02091985|Nam|Xóm 8, Giao Yến, Giao Thủy, Nam Định|22042021',
  quynh: '036301007777||Công Tằng Tôn Nữ Quỳnh|30122001|Nữ|Tổ 3, thị trấn Ngô Đồng, Giao Thủy, Nam Định|01062021'
} as const

/** Birth registration: two papers required, a fee of 5.000 đồng, done the same day. */
export const birthRegistration = { code: '1.001193', name: 'Thủ tục đăng ký khai sinh' }

/** Logs in as on the first start (officers listed) and as on a later one (own name chosen already); done when her role's first screen has the focus. */
export async function logIn(page: Page, login = 'nhung', password = demoPassword): Promise<void> {
  const passwordField = page.getByLabel('Mật khẩu', { exact: true })
  await passwordField.waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => document.activeElement?.matches('[role=listbox], input[type=password]'), undefined, { timeout: 60_000 })
  if (await page.getByRole('listbox').evaluate((list) => document.activeElement === list)) {
    await chooseOfficer(page, login)
    await page.keyboard.press('Enter')
  }
  await waitForFocus(passwordField)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await waitForFirstScreen(page)
}

/** By the letters of her login name; anew where a busy machine took so long between two of them that they count as two names. */
async function chooseOfficer(page: Page, login: string): Promise<void> {
  const chosen = page.getByRole('option', { selected: true }).filter({ hasText: `· ${login}` })
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.type(login, { delay: 20 })
    // The list follows the letters a little later; and by then the next letters begin a name anew.
    const isChosen = await chosen.waitFor({ state: 'attached', timeout: 1_200 }).then(
      () => true,
      () => false
    )
    if (isChosen) return
    if (attempt === 5) throw new Error(`no officer ${login}`)
  }
}

/** Where her role's day begins is up and has the focus. */
export async function waitForFirstScreen(page: Page): Promise<void> {
  await page.locator('nav [aria-current="page"]').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => document.activeElement?.closest('main section, main form') !== null, undefined, { timeout: 60_000 })
}

/** One officer out and the next in, by keys alone: out, up to the list of names, in. */
export async function changeOfficer(page: Page, login: string): Promise<void> {
  await page.keyboard.press('Shift+F12')
  await page.getByLabel('Mật khẩu', { exact: true }).waitFor()
  await tabTo(page, page.getByRole('listbox'), 'Shift+Tab')
  await logIn(page, login)
}

export function procedureField(page: Page): Locator {
  return page.getByLabel('Thủ tục', { exact: true })
}

/**
 * Types into the procedure's box and takes the first hit. The catalogue of a counter just enrolled may still be on its way.
 * @param look runs while the hits are shown
 */
export async function chooseProcedure(page: Page, text: string, look?: () => Promise<unknown>): Promise<void> {
  await waitForFocus(procedureField(page))
  const comes = (what: Locator): Promise<boolean> =>
    what.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false
    )
  for (let attempt = 1; attempt <= 12; attempt++) {
    await page.keyboard.press('Control+a')
    await page.keyboard.type(text, { delay: 15 })
    if (!(await comes(page.getByRole('option').first()))) continue
    await look?.()
    await page.keyboard.press('Enter')
    // On a slow PC the hits may have been those of the first letters alone.
    if (await comes(page.getByTestId('component-row').first())) return
  }
  throw new Error(`the catalogue has nothing for "${text}"`)
}

/** Presses Tab (or Shift+Tab) until the field has the focus, as hands without a mouse do. */
export async function tabTo(page: Page, field: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 80): Promise<void> {
  // A screen that is still being opened has no fields to go through.
  await field.first().waitFor({ state: 'attached', timeout: 60_000 })
  for (let presses = 0; presses <= most; presses++) {
    if (await hasFocus(field)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not reach ${String(field)}`)
}

/** A person's file dialog cannot be driven: the files go to the input behind the button. Resolves when the paper shows them. */
export async function attachFiles(page: Page, row: number, paths: string[]): Promise<void> {
  const component = page.getByTestId('component-row').nth(row)
  const before = await component.getByTestId('draft-file').count()
  await component.locator('input[type=file]').setInputFiles(paths)
  await component
    .getByTestId('draft-file')
    .nth(before + paths.length - 1)
    .waitFor({ timeout: 60_000 })
}

/** Drags files out of the system's file manager over an element and lets go, as the browser itself is told of it: with real paths, which a made-up event could not carry. */
export async function dropFiles(page: Page, onto: Locator, paths: string[]): Promise<void> {
  await onto.scrollIntoViewIfNeeded()
  const box = await onto.boundingBox()
  if (!box) throw new Error('nothing to drop onto')
  const browser = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await browser.send('Input.dispatchDragEvent', { type, ...at })
  await browser.detach()
}

/** A whole intake of a birth registration up to the last key. */
export async function fillIntake(page: Page, options: { card: string; files?: string[]; phone?: string }): Promise<void> {
  await chooseProcedure(page, birthRegistration.code)
  await wedgeScan(page, options.card)
  await waitForFocus(page.getByLabel('Điện thoại'))
  await page.keyboard.type(options.phone ?? '0912345678')
  await page.keyboard.press('Enter')
  for (const [row, file] of (options.files ?? []).entries()) await attachFiles(page, row, [file])
}

/** Ctrl+Enter, and the number that the dossier got; it must be another than the bar showed before. */
export async function pressReceive(page: Page): Promise<string> {
  const shown = page.getByTestId('received-code')
  const before = (await shown.count()) > 0 ? await shown.textContent() : null
  await page.keyboard.press('Control+Enter')
  await page.waitForFunction(
    (old) => {
      const text = document.querySelector('[data-testid="received-code"]')?.textContent
      return text !== undefined && text !== '' && text !== old
    },
    before,
    { timeout: 60_000 }
  )
  return (await shown.textContent()) ?? ''
}

/** The PIN window that opens while `act` runs, with its field focused. */
export async function openPinWindow(counter: CounterApp, act: () => Promise<unknown>): Promise<Page> {
  const window = await openWindow(counter, 'pin.html', act)
  await waitForFocus(window.getByLabel('Mã PIN'))
  return window
}

/** The window of that page that opens while `act` runs or soon after. It may be told of before it knows its page, so it is looked for and not waited for by its event. */
export async function openWindow({ app }: CounterApp, page: 'pin.html' | 'citizen.html', act: () => Promise<unknown>): Promise<Page> {
  const before = new Set(app.windows())
  await act()
  for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const opened = app.windows().find((window) => !before.has(window) && window.url().includes(page))
    if (opened) return opened
  }
  throw new Error(`no window of ${page} opens`)
}

/** Types the PIN where it belongs. The window may be gone before the key comes up again. */
export async function typePin(window: Page, pin = demoPin): Promise<void> {
  await window.keyboard.type(pin)
  await window.keyboard.press('Enter').catch(() => undefined)
}

/**
 * What was typed is on the disk, as core gives it back: what the screen says of the draft may be of the save before.
 * @param field by its name: a draft that is kept while a card is being scanned holds the card's whole text in the field with the focus
 */
export async function waitForDraft(page: Page, field: 'fullName' | 'phone', text: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await page.waitForTimeout(100)) if ((await readDrafts(page)).some((draft) => draft[field] === text)) return
  throw new Error(`no draft has "${text}" as ${field}`)
}

/** The fields of each half-filled intake. */
function readDrafts(page: Page): Promise<Record<string, string>[]> {
  return page.evaluate(async () => {
    const { counter } = window as unknown as { counter: { call(name: string, input: unknown): Promise<{ ok: boolean; value: unknown }> } }
    const listed = await counter.call('draft.list', {})
    const ids = listed.ok ? (listed.value as { id: string }[]) : []
    const drafts = await Promise.all(ids.map(({ id }) => counter.call('draft.get', { id })))
    return drafts.flatMap(({ ok, value }) => (ok ? [(value as { applicant: Record<string, string> }).applicant] : []))
  })
}

export async function waitForTokenReady(page: Page): Promise<void> {
  await page.locator('[data-testid="token-state"][data-token="ready"]').waitFor({ timeout: 60_000 })
}

export async function waitForFocus(field: Locator, timeoutMs = 60_000): Promise<void> {
  await field.waitFor({ timeout: timeoutMs })
  const until = Date.now() + timeoutMs
  while (!(await hasFocus(field))) {
    if (Date.now() > until) throw new Error(`${String(field)} does not get the focus`)
    await field.page().waitForTimeout(100)
  }
}

async function hasFocus(field: Locator): Promise<boolean> {
  return field.evaluateAll(([element]) => element !== undefined && document.activeElement === element)
}
