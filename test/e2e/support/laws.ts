import type { DossierOverview } from '../../portal/admin/overview-store.ts'
import { expect, type Desk } from './desk.ts'

/**
 * What must hold after any fault (design/sync.md, laws 1, 2, 3 and 5): the portal has exactly these dossiers, in this order, every entry once and in the counter's
 * order, and none of their files is still missing.
 */
export async function expectAllAtPortal(desk: Desk, codes: readonly string[], filesEach: number): Promise<DossierOverview[]> {
  await expect(async () => {
    const dossiers = await desk.inspect()
    expect(dossiers.map(({ code }) => code)).toEqual(codes)
    expect(dossiers.map(({ files }) => files.filter(({ present }) => present).length)).toEqual(codes.map(() => filesEach))
  }).toPass({ timeout: 60_000, intervals: [250] })
  const dossiers = await desk.inspect()
  for (const dossier of dossiers) {
    const seqs = dossier.entries.map(({ seq }) => seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    expect(dossier.scansPending).toBe(false)
  }
  const keys = dossiers.flatMap(({ entries }) => entries.map(({ device, epoch, seq }) => `${device}/${epoch}/${seq}`))
  expect(new Set(keys).size).toBe(keys.length)
  return dossiers
}

/** What the counter's own list shows: these dossiers, newest first, each received by the portal. */
export async function expectAllReceivedOnScreen(desk: Desk, codes: readonly string[]): Promise<void> {
  const { page } = desk
  await page.keyboard.press('F4')
  const rows = page.getByTestId('worklist').getByRole('row').filter({ has: page.getByRole('gridcell') })
  await expect(rows).toHaveCount(codes.length)
  for (const [index, code] of [...codes].reverse().entries()) {
    await expect(rows.nth(index)).toContainText(code)
    await expect(rows.nth(index)).toContainText('Đã tiếp nhận', { timeout: 60_000 })
  }
}

/** The serials of these codes follow one another without a gap. */
export function expectConsecutive(codes: readonly string[], first = 1): void {
  expect(codes.map((code) => Number(code.slice(-4)))).toEqual(codes.map((_, index) => first + index))
  expect(new Set(codes.map((code) => code.slice(0, -5))).size).toBe(1)
}
