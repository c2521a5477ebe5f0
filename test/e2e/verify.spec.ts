import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signPdf } from '../../electron/press/pades.ts'
import { changeOfficer, logIn, tabTo, waitForFocus } from '../harness/steps.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { startAuthority, type IssuedKey } from '../press/authority.ts'
import { expect, test } from './support/desk.ts'
import { expectGoodLooks } from './support/looks.ts'
import { walkSizes } from './support/sizes.ts'

/** Signatures of files from elsewhere, by keyboard, on the smallest screen. */

const longName = 'Quyết định về việc công nhận kết quả giải quyết hồ sơ đăng ký khai sinh của cháu Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm.pdf'

async function sign(source: Buffer, key: IssuedKey, officerName: string): Promise<Buffer> {
  const appearance = { kind: 'digitised-by-officer', officerName, agencyName: 'UBND huyện Ý Yên', signedAt: new Date().toISOString() } as const
  const signed = await signPdf({ source, appearance, chain: [], ...key })
  if (!signed.ok) throw new Error(signed.error.kind)
  return signed.value.bytes
}

for (const size of walkSizes) {
  test(`checked, trusted, checked again, reported: files from elsewhere, at ${size.width}x${size.height}`, async ({ desk }) => {
    const folder = join(desk.folder, 'in')
    mkdirSync(folder, { recursive: true })
    const authority = await startAuthority(join(desk.folder, 'ca'), 'Tổ chức chứng thực thử nghiệm')
    try {
      const officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
      const good = join(folder, longName)
      const signed = await sign(readFileSync(await writeSampleScan(join(folder, 'goc.pdf'), 'Quyết định', 1)), officer, 'Nguyễn Thị Hường')
      writeFileSync(good, signed)
      const tampered = join(folder, 'sua noi dung.pdf')
      const bytes = Buffer.from(signed)
      bytes[Math.floor(signed.indexOf('startxref') / 3)]! ^= 1
      writeFileSync(tampered, bytes)

      // A driver's shell for browsers beside the one that works.
      const shell = join(folder, 'vnptca_p11_v8.so')
      writeFileSync(shell, 'no library')
      const modules = `${desk.token.env['QMC_PKCS11_MODULES']}:${shell}`
      const page = await desk.start({ size, env: { QMC_PKCS11_MODULES: modules } })
      await logIn(page, 'dat')
      await expect(page.getByTestId('link-state')).toHaveAttribute('data-link', 'online')
      await page.keyboard.press('Shift+F9')
      await waitForFocus(page.getByRole('heading', { name: 'Kiểm tra chữ ký số' }))
      await expectGoodLooks(desk, 'empty')
      const verdict = page.getByTestId('verdict')
      await page.getByTestId('verify-file').setInputFiles([good])
      await expect(verdict).toContainText('Chưa đủ căn cứ', { timeout: 60_000 })
      await expect(verdict).toContainText('không có trong danh sách tổ chức tin cậy')

      // The administrator compares the fingerprint and trusts the authority.
      await page.keyboard.press('Control+2')
      await waitForFocus(page.getByRole('heading', { name: 'Tổ chức tin cậy', exact: true }))
      await page.getByTestId('authority-file').setInputFiles([authority.pemPath])
      await waitForFocus(page.getByRole('checkbox'), 60_000)
      await page.keyboard.press('Control+Enter')
      await expect(page.getByText('Đối chiếu dấu vân tay rồi đánh dấu ô xác nhận')).toBeVisible()
      await page.keyboard.press('Space')
      await expectGoodLooks(desk, 'fingerprint')
      // A comparison that was ticked off is not thrown away by another list's key.
      await page.keyboard.press('Control+1')
      await expect(page.getByTestId('question')).toContainText('“Thêm tổ chức tin cậy”')
      await page.keyboard.press('Enter')
      await waitForFocus(page.getByRole('checkbox'))
      await page.keyboard.press('Control+Enter')
      await expect(page.getByTestId('authorities')).toContainText('Cơ quan tự thêm ở máy này (1)')
      await page.getByTestId('revocation-file').setInputFiles([join(authority.folder, 'ca.crl')])
      await expect(page.getByTestId('revocation')).toContainText('Còn hạn dùng')
      await expectGoodLooks(desk, 'trust-list')

      await page.keyboard.press('Control+1')
      await page.getByTestId('verify-file').setInputFiles([good])
      await expect(verdict).toContainText('Hợp lệ', { timeout: 60_000 })
      await tabTo(page, page.getByTestId('check-report'))
      await expectGoodLooks(desk, 'valid')
      await page.getByTestId('verify-file').setInputFiles([tampered])
      await expect(verdict).toContainText('Không hợp lệ', { timeout: 60_000 })

      await page.keyboard.press('Control+3')
      await expect(page.getByTestId('diagnosis')).toContainText('Ký được với 1 chứng thư', { timeout: 60_000 })
      await expect(page.getByTestId('modules')).toContainText('Tệp không phải thư viện của hệ điều hành này')
      await page.keyboard.press('Control+e')
      await expect(page.getByText(/Đã lưu báo cáo, không chứa mã PIN/)).toBeVisible()
      await expectGoodLooks(desk, 'token-doctor')

      // Reception finds the same list, prints the report, and goes back where she was.
      await changeOfficer(page, 'nhung')
      await page.keyboard.press('F9')
      await page.keyboard.press('Shift+F9')
      await page.getByTestId('verify-file').setInputFiles([tampered])
      await expect(verdict).toContainText('Không hợp lệ', { timeout: 60_000 })
      await expectGoodLooks(desk, 'tampered')
      await page.keyboard.press('Control+p')
      await expect(page.frameLocator('[data-testid="form-preview"]').getByText('KHÔNG HỢP LỆ', { exact: true })).toBeVisible()
      await page.keyboard.press('Control+p')
      await expect(page.getByText(/báo cáo kiểm tra chữ ký số lưu tại/)).toBeVisible({ timeout: 60_000 })
      await desk.shoot('report')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('heading', { name: 'Ký số', exact: true })).toBeVisible()
    } finally {
      await authority.close()
    }
  })
}
