import { describe, expect, it } from 'vitest'
import { barcodeDigits } from '../../../electron/domain/forms/barcode.ts'
import { longDate, readablePhone, timeLimitInWords } from '../../../electron/domain/forms/form-text.ts'
import { escapeHtml } from '../../../electron/domain/forms/markup.ts'
import { renderReceiptForm } from '../../../electron/domain/forms/receipt.ts'
import type { ReceiptFormData } from '../../../electron/domain/forms/receipt-data.ts'
import { birthReceipt, getLongestName, longReceipt, template2018, template2025 } from './receipt-fixture.ts'

/** What a reader sees: the document's text without style and tags, entities read back, spaces collapsed. */
function textOf(html: string): string {
  return html
    .replace(/<style>[^]*?<\/style>/g, ' ')
    .replace(/<\/?b>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
}

function tagsOf(html: string): string[] {
  return [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([tag]) => tag)
}

function receiptText(change: Partial<ReceiptFormData> = {}, template = template2018): string {
  return textOf(renderReceiptForm(birthReceipt(change), template).html)
}

describe('what the receipt says', () => {
  it('has every part of Mẫu 01 in order', () => {
    const text = receiptText()
    const parts = [
      'UBND HUYỆN GIAO THỦY', 'ỦY BAN NHÂN DÂN XÃ GIAO HÀ', 'BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ', 'Số: 0001/BPTNTKQ',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc', 'Giao Hà, ngày 05 tháng 3 năm 2021',
      'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ', 'Mã hồ sơ: 000.17.22.H40-210305-0001',
      'Tiếp nhận hồ sơ của: Nguyễn Đình Khuyến; Số CCCD: 036090001234', 'Địa chỉ: Xóm 5', 'Số điện thoại: 0912 345 678; Email: khuyen.nguyendinh@example.vn',
      'Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh', '1. Thành phần hồ sơ', 'Bản chính', 'Bản sao', '2. Số lượng hồ sơ: 01 (bộ)',
      '3. Thời gian giải quyết hồ sơ theo quy định là: trong ngày', '4. Thời gian nhận hồ sơ: 09 giờ 32 phút, ngày 05 tháng 3 năm 2021',
      '5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 05 tháng 3 năm 2021', '6. Đăng ký nhận kết quả tại: Bộ phận Tiếp nhận và Trả kết quả UBND xã Giao Hà',
      '7. Phí, lệ phí: Lệ phí đăng ký khai sinh quá hạn: 8.000 đ (Tám nghìn đồng)', 'Vào Sổ theo dõi hồ sơ, Quyển số: ………',
      'mã tra cứu k3m9qy7t2w', 'NGƯỜI NỘP HỒ SƠ', '(Ký và ghi rõ họ tên)', 'Nguyễn Đình Khuyến', 'NGƯỜI TIẾP NHẬN HỒ SƠ', '(Ký và ghi rõ họ tên)', 'Trần Thị Thu Hường'
    ]
    const foot = 'Mẫu số 01 ban hành kèm theo Thông tư số 01/2018/TT-VPCP'
    expect(text).toContain(foot)
    let at = 0
    for (const part of parts) {
      const found = text.indexOf(part, at)
      expect(found, part).toBeGreaterThanOrEqual(at)
      at = found + part.length
    }
  })

  it('says of a letter how it came and what lay in it, which the sender did not see', () => {
    const remark = (letter: ReceiptFormData['letter']): string => /Ghi chú: (.*?) 1\. Thành phần/.exec(receiptText({ letter }))?.[1] ?? ''
    expect(remark({ trackingNumber: 'EB123456789VN', note: '' })).toBe('gửi qua bưu chính, bưu gửi số EB123456789VN.')
    expect(remark({ trackingNumber: null, note: 'thiếu bản chính giấy chứng sinh' })).toBe('gửi qua bưu chính, không có số hiệu bưu gửi; thiếu bản chính giấy chứng sinh')
    expect(remark(null)).toBe('')
  })

  it('says there is no date where the law sets none, and never a date then', () => {
    const text = receiptText({ timeLimit: { unit: 'none' }, dueAt: null })
    expect(text).toContain('3. Thời gian giải quyết hồ sơ theo quy định là: không có ngày hẹn trả cụ thể theo quy định')
    expect(text).toContain('5. Thời gian trả kết quả giải quyết hồ sơ: Không có ngày hẹn trả cụ thể theo quy định 6.')
  })

  it('explains an appointment after the 15:00 cut-off, and only that one', () => {
    expect(receiptText({ receivedAt: '2021-03-05T15:20:00+07:00', dueAt: '2021-03-08T17:00:00+07:00' })).toContain(
      'trong ngày; nhận sau 15 giờ 00 thì trả trong ngày làm việc tiếp theo'
    )
    expect(receiptText()).not.toContain('ngày làm việc tiếp theo')
  })

  it('marks a reprint and nothing else as one', () => {
    expect(receiptText({ reprint: true })).toContain('BẢN IN LẠI')
    expect(receiptText({ reprint: false })).not.toContain('IN LẠI')
  })

  it('takes number, circular and agency of the law in force from the data', () => {
    const text = textOf(renderReceiptForm(longReceipt(), template2025).html)
    expect(text).toContain('Mẫu số 01 ban hành kèm theo Thông tư số 03/2025/TT-VPCP')
    expect(text).toContain('/TTPVHCC')
    expect(text).toContain('TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG')
    expect(text).not.toContain('01/2018')
    expect(() => renderReceiptForm(birthReceipt(), { ...template2018, kind: 'refusal' })).toThrow(RangeError)
  })

  it('keeps phí and lệ phí apart and says what is reduced, waived or due later', () => {
    const text = textOf(renderReceiptForm(longReceipt(), template2025).html)
    expect(text).toContain('7. Phí, lệ phí: 1.255.000 đ (Một triệu hai trăm năm mươi lăm nghìn đồng)')
    expect(text).toContain('- Phí thẩm định hồ sơ cấp Giấy chứng nhận quyền sử dụng đất 1.205.000 đ')
    expect(text).toContain('- Lệ phí cấp Giấy chứng nhận, đã giảm, thu khi trả kết quả 50.000 đ')
    expect(text).toContain('- Lệ phí đăng ký biến động, được miễn 0 đ')
    expect(receiptText({ fees: { lines: [], serviceFees: 0, statutoryFees: 0, total: 0 } })).toContain('7. Phí, lệ phí: không thu')
  })

  it('names the owner when another hands the dossier in, and the address when the result goes by post', () => {
    const text = textOf(renderReceiptForm(longReceipt(), template2025).html)
    expect(text).toContain('Chủ hồ sơ: Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư & Phát triển "Thành Nam"; địa chỉ: Khu công nghiệp')
    expect(text).toContain('6. Đăng ký nhận kết quả tại: nhà, qua dịch vụ bưu chính công ích; địa chỉ: Số nhà 125')
    expect(receiptText()).not.toContain('Chủ hồ sơ')
  })

  it('counts certified copies apart from plain ones where there are any', () => {
    const paper = { name: 'Giấy chứng minh nhân dân', originals: 0, copies: 2 }
    expect(receiptText({ components: [paper] })).toContain('Bản chính Bản sao 1 Giấy chứng minh nhân dân 02 2.')
    expect(receiptText({ components: [{ ...paper, certifiedCopies: 1 }] })).toContain('Bản chính Chứng thực Bản chụp 1 Giấy chứng minh nhân dân 01 02 2.')
  })

  it('cuts nothing off: a name of 1,094 characters and every one of twenty papers', () => {
    const data = longReceipt()
    const text = textOf(renderReceiptForm(data, template2025).html)
    expect(getLongestName()).toHaveLength(1094)
    expect(text).toContain(getLongestName())
    expect(data.components).toHaveLength(20)
    // Some names of the national catalogue are decomposed; the paper has them composed.
    for (const { name } of data.components) expect(text).toContain(name.normalize('NFC'))
  })
})

describe('data in the page', () => {
  it('cannot become markup, whatever it is and wherever it goes', () => {
    const evil = `</title></style></td><script>alert(1)</script><img src=x onerror="x()"> ' " & <b>`
    const person = { fullName: evil, idKind: 'cccd' as const, idNumber: evil, address: evil, phone: evil, email: evil }
    const hostile = (text: string) =>
      birthReceipt({
        office: { parentAgency: text, agency: text, counter: text, place: text, notation: text, phone: text, website: text, lookup: null },
        code: `${text}-1`, number: text, applicant: { ...person, fullName: text, idNumber: text, address: text, phone: text, email: text },
        owner: { fullName: text, address: text }, procedureName: text, components: [{ name: text, originals: 1, copies: 2 }],
        register: { book: text, line: text }, officerName: text, lookupUrl: 'app://same/for/both', fees: { ...longReceipt().fees, lines: longReceipt().fees.lines.map((line) => ({ ...line, name: text })) }
      })
    const { html, title } = renderReceiptForm(hostile(evil), { ...template2018, title: evil, formNumber: evil, circular: evil })
    const plain = renderReceiptForm(hostile('x'), { ...template2018, title: 'x', formNumber: 'x', circular: 'x' })
    // The bar's own drawing differs with the digits it holds, in lines but not in kinds of tags.
    const withoutBar = (text: string) => text.replace(/<div class="bar"[^]*?<\/div>/, '')
    expect(tagsOf(withoutBar(html))).toEqual(tagsOf(withoutBar(plain.html)))
    expect(html).not.toMatch(/<script|onerror="|<img/i)
    expect(title).toContain('<script>')
  })

  it('is NFC on the page, whatever form it was typed in', () => {
    const { html } = renderReceiptForm(birthReceipt({ officerName: 'Trần Thị Thu Hường'.normalize('NFD') }), template2018)
    expect(html).toContain('Trần Thị Thu Hường'.normalize('NFC'))
    expect(html).toBe(html.normalize('NFC'))
  })

  it('needs no script, no style attribute, and no address but its fonts', () => {
    const { html } = renderReceiptForm(birthReceipt(), template2018)
    expect(html).not.toMatch(/<script|\son\w+=|\sstyle=|javascript:/i)
    const addresses = [...html.matchAll(/[a-z]+:\/\/[^\s"')]+/g)].map(([address]) => address)
    expect(addresses.filter((address) => !address.startsWith('app://counter/fonts/Tinos_') && address !== 'http://www.w3.org/2000/svg')).toEqual([])
  })

  it('refuses a font address that could leave the style sheet', () => {
    for (const fontBaseUrl of ['app://counter/fonts', 'app://x/");}</style>/', 'javascript:alert(1)/', '']) {
      expect(() => renderReceiptForm(birthReceipt({ fontBaseUrl }), template2018), fontBaseUrl).toThrow(RangeError)
    }
  })

  it('is escaped in every character that means something', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;')
  })
})

describe('words and figures of forms', () => {
  it.each([
    ['2021-02-05', 'ngày 05 tháng 02 năm 2021'],
    ['2021-01-31', 'ngày 31 tháng 01 năm 2021'],
    ['2021-03-15', 'ngày 15 tháng 3 năm 2021'],
    ['2026-11-24', 'ngày 24 tháng 11 năm 2026']
  ])('writes %s as %s', (day, words) => expect(longDate(day)).toBe(words))

  it.each([
    [{ unit: 'working-day', value: 5 }, '05 ngày làm việc'],
    [{ unit: 'working-day', value: 20 }, '20 ngày làm việc'],
    [{ unit: 'day', value: 7 }, '07 ngày'],
    [{ unit: 'month', value: 1 }, '01 tháng'],
    [{ unit: 'hour', value: 8 }, '08 giờ làm việc'],
    [{ unit: 'same-day', cutOff: '15:00' }, 'trong ngày'],
    [{ unit: 'none' }, 'không có ngày hẹn trả cụ thể theo quy định']
  ] as const)('words the limit %o', (limit, words) => expect(timeLimitInWords(limit)).toBe(words))

  it('writes a phone number the way it is dialled', () => {
    expect(readablePhone('+84912345678')).toBe('0912 345 678')
    expect(readablePhone('113')).toBe('113')
  })

  it('puts only digits into the bar', () => expect(barcodeDigits('000.17.22.H40-210305-0001')).toBe('0001722402103050001'))
})
