import { expect, test } from 'vitest'
import type { QueueItem, QueueSummary, StatusBar } from '../../electron/contract/views.ts'
import { formatAge, formatBytes, formatMoment, formatPhone } from '../../renderer/i18n/format.ts'
import { tellReason } from '../../renderer/i18n/queue-reason.ts'
import { explainQrError, explainQrWarning } from '../../renderer/i18n/scan.ts'
import { tellAlarms } from '../../renderer/i18n/alarms.ts'
import { countWaiting, tellBytesWaiting, tellDelivery, tellFiles, tellLink, tellQueue, tellQueueState, tellToken } from '../../renderer/i18n/vi.ts'
import { tellCertificate } from '../../renderer/features/token-doctor/token-words.ts'
import { mayTry, tellPinLength, tellPinState } from '../../renderer/pin/pin-words.ts'
import { hotkeyOf } from '../../renderer/ui/use-hotkeys.ts'

const empty: QueueSummary = { entriesWaiting: 0, dossiersWaiting: 0, documentsWaiting: 0, filesWaiting: 0, bytesWaiting: 0, filesUnsigned: 0, needsOfficer: 0 }
const bar = (link: StatusBar['link'], queue: Partial<QueueSummary> = {}): StatusBar => ({ link, queue: { ...empty, ...queue }, token: { state: 'unknown' } })

test('the bar says what ui.md says', () => {
  expect(tellLink(bar({ state: 'connecting' })).text).toBe('Đang kết nối')
  expect(tellLink(bar({ state: 'offline', since: '2026-11-24T03:00:00Z' }, { dossiersWaiting: 3 })).text).toBe('Mất mạng: vẫn nhận hồ sơ được; 3 hồ sơ chờ gửi')
  // What was refused does not go by waiting.
  expect(tellLink(bar({ state: 'online', lastContactAt: '2026-11-24T03:00:00Z' }, { dossiersWaiting: 1, needsOfficer: 1 }))).toEqual({ text: 'Đã kết nối; 1 hồ sơ chưa đến Cổng', tone: 'warning' })
  expect(tellLink(bar({ state: 'connecting' }, { dossiersWaiting: 3, documentsWaiting: 1, filesWaiting: 2 })).text).toBe('Đang kết nối; 3 hồ sơ, 1 văn bản chờ gửi')
  expect(countWaiting({ ...empty, dossiersWaiting: 3, dossiersChanged: 2 })).toBe('1 hồ sơ, 2 hồ sơ có bước mới')
  expect(countWaiting({ ...empty, dossiersWaiting: 1, dossiersChanged: 1 })).toBe('1 hồ sơ có bước mới')
  expect(tellLink(bar({ state: 'connecting' }, { documentsWaiting: 1 })).text).toBe('Đang kết nối; 1 văn bản chờ gửi')
  expect(tellLink(bar({ state: 'connecting' }, { entriesWaiting: 2 })).text).toBe('Đang kết nối; 2 mục chờ gửi')
  const today = new Date()
  const sent = tellLink(bar({ state: 'online', lastContactAt: today.toISOString() }, { lastReceivedAt: today.toISOString() }))
  expect(sent.text).toMatch(/^Đã gửi \d\d:\d\d$/)
  expect(sent.tone).toBe('good')
  expect(tellLink(bar({ state: 'refused', reason: 'clock' })).tone).toBe('danger')
})

test('the bar says each thing once, and a step behind a refused one is no step on its way', () => {
  const link: StatusBar['link'] = { state: 'offline', since: '2026-11-24T03:00:00Z' }
  expect(tellQueue(bar(link))).toEqual({ text: 'Hàng đợi gửi trống', tone: 'good' })
  // The link says the dossiers, the queue what there is beside them.
  const waiting = bar(link, { entriesWaiting: 3, dossiersWaiting: 3, filesWaiting: 2 })
  expect(tellLink(waiting).text).toContain('3 hồ sơ chờ gửi')
  expect(tellQueue(waiting)?.text).toBe('2 tệp chờ gửi')
  expect(tellQueue(bar(link, { entriesWaiting: 3, dossiersWaiting: 3 }))).toBeUndefined()
  expect(tellQueueState({ state: 'queued' }).tone).not.toBe('warning')
  expect(tellQueueState({ state: 'queued', behindSeq: 7 })).toEqual({ text: 'Chờ bước trước', tone: 'warning' })
  const item = { seq: 1, lane: 'a', what: 'entry', kind: 'dossier.received', text: '', since: '', state: 'queued', attempts: 2 } as QueueItem
  expect(tellReason(item, false, link)).toMatch(/^Mất mạng từ .+: có mạng lại thì tự gửi\.$/)
  expect(tellReason(item, false, { state: 'connecting' })).toBe('Chưa gửi được, sẽ tự gửi lại.')
})

test('what of the files is left, and why it takes long where they have a share of the line', () => {
  expect(tellBytesWaiting(empty)).toBe('')
  expect(tellBytesWaiting({ ...empty, bytesWaiting: 12 * 1024 * 1024 })).toBe(', còn 12 MB tệp')
  expect(tellBytesWaiting({ ...empty, bytesWaiting: 12 * 1024 * 1024, uploadBytesPerSecond: 61_440 })).toBe(', còn 12 MB tệp (mức 60 KB/giây: ít nhất 4 phút)')
  expect(tellBytesWaiting({ ...empty, bytesWaiting: 120 * 1024 * 1024, uploadBytesPerSecond: 4_096 })).toBe(', còn 120 MB tệp (mức 4,0 KB/giây: ít nhất 8 giờ)')
  expect(tellBytesWaiting({ ...empty, bytesWaiting: 9_000, uploadBytesPerSecond: 61_440 })).toBe(', còn 8,8 KB tệp (mức 60 KB/giây: dưới một phút)')
})

test('delivery in the words an officer may repeat to a citizen', () => {
  expect(tellDelivery({ state: 'saved' }).text).toBe('Đã lưu trên máy')
  expect(tellDelivery({ state: 'saved' }, { state: 'online', lastContactAt: '' }).text).toBe('Chờ gửi')
  expect(tellDelivery({ state: 'received', at: '2021-03-15T02:05:00Z' }).text).toBe('Đã tiếp nhận 09:05 15/03/2021')
  // Nothing goes by itself there: she has to look.
  expect(tellDelivery({ state: 'received', at: '2021-03-15T02:05:00Z', again: 'needs-officer' })).toEqual({ text: 'Đã tiếp nhận 09:05 15/03/2021; Cổng mất mục này và từ chối nhận lại, xem F7', tone: 'danger' })
  expect(tellDelivery({ state: 'needs-officer', problemType: 'urn:qmc:too-large', detail: '' }).text).toMatch(/^Bị từ chối: Nội dung dài hơn/)
  // Nobody refused these.
  expect(tellDelivery({ state: 'needs-officer', problemType: 'urn:qmc:portal-fault', detail: '' })).toMatchObject({ text: expect.stringMatching(/^Gác lại: Cổng gặp lỗi/) as string, tone: 'warning' })
  expect(tellQueueState({ state: 'needs-officer', problemType: 'urn:qmc:portal-fault' }).text).toBe('Gác lại')
  expect(tellQueueState({ state: 'needs-officer', problemType: 'urn:qmc:file-damaged' }).text).toBe('Tệp hỏng')
  expect(tellQueueState({ state: 'needs-officer', problemType: 'urn:qmc:too-large' }).text).toBe('Bị từ chối')
})

test('what is told above every screen says whether to go on receiving, the gravest first', () => {
  const at = '2021-03-15T02:05:00Z'
  const link: StatusBar['link'] = { state: 'online', lastContactAt: at }
  const recalled = { noticedAt: at, isAdmitted: true, entries: 9, waiting: 4, purged: 0 }
  expect(tellAlarms({ link, chain: { state: 'intact', checkedTo: 7 }, disk: { state: 'low', freeBytes: 1 }, recalled })).toEqual([])
  const all = tellAlarms({ link: { state: 'refused', reason: 'revoked', lastContactAt: at } as StatusBar['link'], chain: { state: 'broken', seq: 7, reason: 'payload' }, restored: { noticedAt: at, reason: 'behind-mark' }, disk: { state: 'full' }, recalled: { ...recalled, isAdmitted: false, purged: 3 } })
  expect(all.map(({ text }) => text)).toEqual([/vẫn tiếp nhận được/, /xong mới tiếp nhận tiếp được/, /chưa nhận thêm hồ sơ được/, /thu hồi quyền của máy này/, /vẫn tiếp nhận được/, /mất 3 mục/].map((words) => expect.stringMatching(words) as string))
  expect(all.map(({ tone }) => tone)).toEqual(['danger', 'danger', 'danger', 'danger', 'danger', 'warning'])
})

test('files and token', () => {
  expect(tellFiles({ total: 3, unsigned: 2, received: 0, filed: 0 })).toEqual({ text: '2/3 chờ ký', tone: 'warning' })
  expect(tellFiles({ total: 2, unsigned: 0, received: 2, filed: 0 }).tone).toBe('good')
  // A citizen's own files were at the portal first; nothing of them is sent from here.
  expect(tellFiles({ total: 2, unsigned: 0, received: 0, filed: 2 }).text).toBe('2 từ Cổng')
  expect(tellFiles({ total: 3, unsigned: 0, received: 0, filed: 2 })).toEqual({ text: '2/3 ở Cổng', tone: 'busy' })
  expect(tellToken({ state: 'ready', label: 'T', role: 'person', signerName: 'Vũ Thị Hồng Nhung', pin: 'final-try', validTo: '2031-01-01T00:00:00Z' }).tone).toBe('danger')
})

test('a certificate that ends soon is told while there is time to renew it', () => {
  const token = { state: 'ready', label: 'T', role: 'person', signerName: 'Vũ Thị Hồng Nhung', pin: 'ok', validTo: '2026-12-05T16:59:59Z' } as const
  expect(tellToken(token, Date.parse('2026-09-01T00:00:00Z'))).toEqual({ text: 'Sẵn sàng ký: Vũ Thị Hồng Nhung', tone: 'good' })
  expect(tellToken(token, Date.parse('2026-11-26T00:00:00Z'))).toEqual({ text: 'Chứng thư ký hết hạn 05/12/2026, còn 10 ngày', tone: 'warning' })
  expect(tellCertificate(token, Date.parse('2026-11-26T00:00:00Z')).text).toBe('Ký được, hết hạn 05/12/2026, còn 10 ngày: đề nghị nơi cấp gia hạn')
  expect(tellCertificate({ ...token, unusable: 'expired' }, Date.parse('2026-12-26T00:00:00Z')).text).toBe('Không dùng được: chứng thư số đã hết hạn')
})

test('a PIN of a length the token does not take is not sent for the first time', () => {
  expect(tellPinLength(3, { min: 4, max: 8 })).toContain('ít nhất 4 ký tự, vừa nhập 3. Chưa gửi')
  expect(tellPinLength(9, { min: 4, max: 8 })).toContain('nhiều nhất 8 ký tự')
  expect(tellPinLength(8, { min: 4, max: 8 })).toBeUndefined()
  expect(tellPinLength(30, { min: 0, max: 0 })).toBeUndefined()
})

test('a PIN is warned of before it is asked, and never asked of a locked token', () => {
  expect(tellPinState('ok')).toBeUndefined()
  expect(tellPinState('final-try')?.text).toContain('một lần')
  expect((['ok', 'count-low', 'final-try', 'locked', 'not-initialised'] as const).map(mayTry)).toEqual([true, true, true, false, false])
})

test('times are Vietnam’s, whatever the form', () => {
  const now = Date.parse('2021-03-15T10:00:00+07:00')
  expect(formatMoment('2021-03-15T02:05:00Z', now)).toBe('09:05')
  expect(formatMoment('2021-03-14T23:59:00+07:00', now)).toBe('hôm qua 23:59')
  expect(formatMoment('2021-03-01T08:00:00+07:00', now)).toBe('08:00 01/03/2021')
  expect(formatAge('2021-03-15T07:00:00+07:00', now)).toBe('3 giờ')
  expect(formatBytes(1536)).toBe('1,5 KB')
  expect(formatPhone('+84912345678')).toBe('0912 345 678')
})

test('a broken scan is explained and promises that nothing was cleared', () => {
  expect(explainQrError({ kind: 'qr-too-few-fields', found: 3, needed: 6 })).toBe('Mã QR bị đứt: chỉ đọc được 3 trên 6 mục. Quét lại, hoặc nhập tay. Thông tin đang nhập vẫn giữ nguyên.')
  expect(explainQrWarning({ kind: 'sex-differs', stated: 'male', byNumber: 'female' })).toContain('Nam')
})

test('keys have one name each', () => {
  const key = (key: string, modifiers: Partial<{ ctrlKey: boolean; altKey: boolean; shiftKey: boolean }> = {}) => hotkeyOf({ key, ctrlKey: false, altKey: false, shiftKey: false, ...modifiers })
  expect([key('F2'), key('s', { ctrlKey: true }), key('S', { ctrlKey: true, shiftKey: true }), key('Enter', { ctrlKey: true })]).toEqual(['F2', 'Ctrl+S', 'Ctrl+S', 'Ctrl+Enter'])
})
