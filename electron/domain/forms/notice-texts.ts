import type { FormTemplate } from '../catalogue.ts'

/**
 * The usual wording of the forms' sentences (brief §2). A template's `texts` says another one in its place; `{agency}`, `{counter}` and the like are filled in from the
 * dossier.
 */
const USUAL = {
  'supplement.lead': '{counter} tiếp nhận hồ sơ, yêu cầu của:',
  'supplement.ask': 'Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:',
  'supplement.by': 'Thời hạn bổ sung, hoàn thiện hồ sơ: đến hết',
  'supplement.help': 'Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với {counter}, số điện thoại {phone} để được hướng dẫn./.',
  'refusal.lead': '{counter} tiếp nhận hồ sơ, yêu cầu của:',
  'refusal.decision': 'Qua xem xét, {counter} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:',
  'refusal.end': 'Xin thông báo cho Ông/Bà được biết và thực hiện./.',
  'apology.received': '{receivedOn}, {agency} tiếp nhận giải quyết hồ sơ {procedure} của Ông/Bà; mã hồ sơ: {code}; ngày hẹn trả kết quả: {previousDueAt}.',
  'apology.late': 'Tuy nhiên đến nay, {agency} chưa trả kết quả giải quyết hồ sơ của Ông/Bà đúng thời hạn quy định ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.',
  'apology.sorry': '{agency} xin lỗi Ông/Bà vì sự chậm trễ này và hẹn lại thời gian trả kết quả giải quyết hồ sơ.',
  'apology.date': 'Thời gian hẹn trả kết quả lại:',
  'apology.end': 'Mong Ông/Bà thông cảm./.',
  'stop.received': '{receivedOn}, {agency} tiếp nhận giải quyết hồ sơ {procedure} của Ông/Bà; mã hồ sơ: {code}.',
  'stop.decision': '{agency} thông báo dừng giải quyết hồ sơ này với lý do cụ thể như sau:',
  'stop.end': 'Xin thông báo cho Ông/Bà được biết./.'
} as const
export type NoticeText = keyof typeof USUAL

/** A sentence of a form with its facts in place. An unknown `{word}` stays as it is, so that a fault of the template is seen. */
export function noticeText(template: FormTemplate, name: NoticeText, facts: Readonly<Record<string, string>>): string {
  const wording: string = template.texts[name] ?? USUAL[name]
  return wording.replace(/\{(\w+)\}/g, (whole, word: string) => (Object.hasOwn(facts, word) ? (facts[word] ?? whole) : whole))
}
