import type { CounterMethods } from '../../electron/contract/counter.ts'
import type { SigningOutcome } from '../../electron/contract/signing.ts'
import type { CallFailure, ErrorOf } from '../../electron/contract/method.ts'
import type { DocumentOutcome } from '../../electron/contract/signing.ts'
import { formatLocalDate } from '../../electron/domain/calendar.ts'
import { formatVnd } from '../../electron/domain/money-text.ts'
import { ROLE_NAME } from '../../electron/domain/permission.ts'
import { STATUS_NAME } from '../../electron/domain/dossier-status.ts'
import type { DocumentFailure } from '../../electron/contract/press.ts'
import { adviseUnusable, BACKUP_STEP, CLOCK, DOCUMENT_TURN, explainUnusable, NOT_VERIFIABLE, PIN_WARNING, SECRECY_REASON, SIGNATURE_IMAGE, WRONG_YES } from './error-words.ts'
import { formatAppointment, formatBytes, formatMoment } from './format.ts'
import { explainOutOfForce } from './out-of-force.ts'
import { applicantFieldName, channelName, formName, NUMBER_KIND_NAME } from './vi.ts'

/** Everything that can reach the screen as a failure. */
export type CounterError =
  | ErrorOf<CounterMethods[keyof CounterMethods]>
  | CallFailure
  | DocumentFailure
  | Extract<SigningOutcome['outcome'], { ok: false }>['error']
  | Extract<DocumentOutcome['outcome'], { ok: false }>['error']
  // What a form of the screen refuses before it asks.
  | { kind: 'day-unreal'; text: string }
  | { kind: 'tracking-number-malformed' }
  | { kind: 'collector-incomplete' }
  | { kind: 'scan-under-way' }

type Sentences = { [K in CounterError['kind']]: (error: Extract<CounterError, { kind: K }>) => string }

/**
 * One sentence for each kind of failure: what happened and what to do now. A kind without a sentence does not compile.
 */
export const errorSentences: Sentences = {
  // Machinery
  'process-down': () => 'Bộ phận xử lý đang khởi động lại, dữ liệu đã lưu vẫn còn. Đợi vài giây rồi làm lại.',
  'timed-out': () => 'Chưa nhận được trả lời. Việc có thể đã xong: xem danh sách hồ sơ trước khi làm lại.',
  'invalid-input': (e) => `Dữ liệu ở mục "${e.path}" không hợp lệ. Sửa lại rồi thử tiếp.`,
  unexpected: (e) => `Có lỗi ngoài dự kiến, dữ liệu đã lưu vẫn còn. Thử lại; nếu vẫn lỗi, báo quản trị viên mã lỗi ${e.reportId}.`,
  'disk-full': () => 'Ổ đĩa đã đầy, chưa lưu được. Báo quản trị viên giải phóng ổ đĩa; giữ nguyên màn hình này.',
  'calendar-missing': () => 'Máy này chưa nhận đủ danh mục và lịch làm việc từ Cổng nên chưa hẹn ngày trả được. Kiểm tra dây mạng; máy đang hỏi lại Cổng, đợi một phút rồi thử lại. Giữ nguyên màn hình này.',
  'not-permitted': (e) => `${ROLE_NAME[e.role]} không được làm việc này. Đăng nhập bằng tài khoản có quyền.`,

  // Session and set-up
  'password-incorrect': () => 'Mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại.',
  'officer-unknown': () => 'Không có cán bộ này trên máy. Kiểm tra tên đăng nhập hoặc báo quản trị viên.',
  'officer-inactive': () => 'Tài khoản đã bị ngừng sử dụng. Liên hệ quản trị viên.',
  'password-changed': () => 'Cổng đã đổi mật khẩu của tài khoản này. Đăng nhập bằng mật khẩu mới.',
  'database-unreadable': () => 'Không mở được dữ liệu của máy. Không cài lại ứng dụng; báo quản trị viên ngay.',
  'portal-unreachable': (e) => `Không kết nối được Cổng ${e.portalUrl}. Kiểm tra dây mạng và địa chỉ rồi thử lại.`,
  'portal-untrusted': (e) =>
    e.isTime
      ? `Chứng thư của Cổng ${e.portalUrl} hết hạn, hoặc ngày giờ máy này sai. Chưa gửi gì. Xem lại ngày giờ của máy rồi báo quản trị viên Cổng.`
      : `Chứng thư của Cổng ${e.portalUrl} không đúng. Chưa gửi gì. Kiểm tra địa chỉ; nếu đúng thì xin quản trị viên Cổng tệp ghi danh có kèm chứng thư.`,
  'counter-too-old': () => 'Ứng dụng trên máy này quá cũ, Cổng không nhận nữa. Cài bản mới từ quản trị viên rồi ghi danh lại; mã ghi danh chưa bị dùng.',
  'copy-not-found': () => 'Thư mục này không có bản sao lưu nào mở được. Chọn đúng thư mục sao lưu của máy cũ (USB, ổ khác hoặc thư mục mạng); nếu chỉ có tệp hàng đợi, báo quản trị viên Cổng nhận tệp đó.',
  'copy-of-another-counter': () => 'Mã khôi phục là của quầy khác với bản sao trong thư mục. Chọn đúng thư mục hoặc xin mã của đúng quầy.',
  'copy-unreadable': () => 'Bản sao mới nhất bị hỏng hoặc không phải của quầy này; chưa có gì bị thay đổi trên máy. Báo quản trị viên để dùng bản cũ hơn.',
  'copy-not-placed': () => 'Không chép được bản sao vào máy này: kiểm tra dung lượng đĩa và USB, rồi làm lại với cùng mã.',
  'enrolment-code-invalid': () => 'Mã ghi danh hoặc mã khôi phục không đúng, hay đã dùng rồi. Xin mã mới từ quản trị viên Cổng.',
  'portal-busy': () => 'Cổng đang phục vụ nhiều máy cùng lúc. Chờ một phút rồi bấm lại; mã chưa bị dùng.',
  'portal-answer-invalid': () => 'Địa chỉ này trả lời không đúng. Kiểm tra lại địa chỉ Cổng với quản trị viên.',
  'training-unavailable': () => 'Chưa mở được chế độ tập huấn. Đóng bớt chương trình rồi thử lại, hoặc khởi động lại máy.',
  'already-enrolled': () => 'Máy này đã được ghi danh. Đăng nhập để làm việc.',

  // Receive
  'procedure-unknown': () => 'Không tìm thấy thủ tục này trong danh mục. Chọn lại thủ tục.',
  'procedure-not-in-force': (e) => explainOutOfForce(e.procedureCode, e.why),
  'secret-procedure': () => `Không quét, không nhận trên máy này: thủ tục thuộc danh mục bí mật nhà nước. ${SECRECY_REASON}`,
  'secret-document': (e) =>
    `Không quét, không nhận trên máy này: ${e.names.length > 0 ? `giấy tờ "${e.names.join('", "')}" là bí mật nhà nước` : 'có tài liệu bí mật nhà nước'}. ${SECRECY_REASON}`,
  'channel-not-offered': (e) =>
    `Thủ tục này không nhận bằng hình thức ${channelName[e.channel]}. Các hình thức được nhận: ${e.offered.map((channel) => channelName[channel]).join(', ')}.`,
  'missing-component': (e) => `Còn thiếu giấy tờ bắt buộc: ${e.names.join('; ')}. Nhận đủ rồi đánh dấu, hoặc hướng dẫn công dân bổ sung.`,
  'unknown-component': () => 'Danh mục thành phần hồ sơ vừa thay đổi. Chọn lại thủ tục; thông tin công dân vẫn giữ.',
  'applicant-invalid': (e) => `Thông tin người nộp chưa đúng ở mục ${applicantFieldName[e.field]}. Sửa mục này rồi tiếp nhận lại.`,
  'number-range-empty': (e) =>
    e.range
      ? `Quầy đã dùng hết dải số trong ngày (${e.range.from}–${e.range.to}). Nối mạng để Cổng cấp thêm; bản đang nhập đã được lưu.`
      : `Quầy đã hết số cho ${NUMBER_KIND_NAME[e.series]}. Nối mạng, đợi một phút để Cổng cấp thêm rồi làm lại; không số nào bị cấp hai lần.`,
  'clock-went-back': (e) =>
    `Máy báo hôm nay là ${formatLocalDate(e.today)} nhưng quầy đã cấp số ngày ${formatLocalDate(e.highWaterDay)}. ${CLOCK} Chỉnh đúng rồi tiếp nhận lại.`,
  'clock-jumped': (e) =>
    'portalDay' in e
      ? `Máy báo hôm nay là ${formatLocalDate(e.today)}, còn Cổng báo ${formatLocalDate(e.portalDay)}. ${CLOCK} ${e.today > e.portalDay ? WRONG_YES.ahead : WRONG_YES.behind}`
      : `Máy báo hôm nay là ${formatLocalDate(e.today)}, lần cấp số gần nhất là ${formatLocalDate(e.highWaterDay)} (cách ${e.skippedWorkingDays} ngày làm việc). ${CLOCK} Nếu đúng, xác nhận ngày để làm tiếp.`,
  'file-missing': (e) => `Tệp "${e.name}" không còn trên máy. Gỡ tệp này rồi quét hoặc nhập lại.`,

  'restored-needs-portal': () => 'Dữ liệu của máy vừa được khôi phục từ bản sao. Nối mạng để Cổng xác nhận số đã cấp rồi mới tiếp nhận tiếp; bản đang nhập vẫn giữ.',
  'history-disputed': () => 'Cổng giữ sổ khác cho máy này: máy đã bị nhân bản hoặc bị thay dữ liệu. Ngừng tiếp nhận trên máy này, nhận ở máy khác; báo quản trị viên ngay.',

  // Copies and exports
  'folder-unwritable': () => 'Không ghi được vào thư mục này. Kiểm tra ổ đĩa, USB hoặc thư mục mạng rồi thử lại.',
  'backup-failed': (e) => `Chưa tạo được bản sao lưu (${BACKUP_STEP[e.reason]}). Dữ liệu trên máy vẫn nguyên; kiểm tra ổ sao lưu rồi thử lại.`,
  'portal-key-missing': () => 'Cổng chưa gửi khóa nhận bản sao về máy này. Nối mạng rồi thử lại.',

  // Papers
  'file-unreadable': () => 'Không đọc được tệp. Kiểm tra tệp còn trên ổ đĩa hay USB rồi nhập lại.',
  // Scan folder, taking a scan apart
  'scan-folder-unset': () => 'Máy này chưa có thư mục quét. Quản trị viên chọn thư mục ở màn hình Trạng thái (F10).',
  'scan-folder-missing': ({ folder }) => `Không thấy thư mục quét ${folder}. Kiểm tra máy quét và mạng nội bộ, rồi bấm Ctrl+H lại.`,
  'pages-unfit': () => 'Số trang của tệp đã khác. Đóng bảng tách trang (Esc) rồi mở lại.',
  'file-has-signature': () => 'Tệp đã có chữ ký số, tách trang sẽ làm mất chữ ký. Giữ nguyên tệp, hoặc quét riêng từng giấy tờ.',
  'file-empty': () => 'Tệp rỗng (0 byte). Quét lại hoặc chọn tệp khác.',
  'file-encrypted': () => 'Tệp PDF có mật khẩu nên không lưu và ký được. Xin bản không đặt mật khẩu, hoặc quét bản giấy.',
  'file-unsupported': (e) => `Không nhận loại tệp này (${e.found}). Dùng PDF, JPG, PNG hoặc TIF.`,
  'file-broken': (e) =>
    e.reason === 'missing'
      ? 'Không đọc được tệp: tệp không còn ở chỗ cũ, USB đã rút, hoặc chương trình khác đang giữ tệp. Kiểm tra rồi thử lại.'
      : 'Tệp bị hỏng, không đọc được. Xin tệp khác hoặc quét bản giấy.',
  'file-too-large': (e) => `Tệp ${formatBytes(e.sizeBytes)} vượt mức ${formatBytes(e.limitBytes)}. Quét lại ít trang hơn hoặc tách tệp.`,
  'scanner-absent': () => 'Không thấy máy quét. Kiểm tra nguồn và cáp, rồi bấm F8 lại; hoặc nhập tệp có sẵn.',
  'scanner-busy': () => 'Máy quét đang bận. Đợi xong rồi bấm F8 lại.',
  'scanner-feeder': () => 'Khay giấy trống hoặc kẹt giấy. Xếp lại giấy rồi bấm F8 lại.',
  'scanner-error': () => 'Máy quét báo lỗi. Tắt bật lại máy quét rồi bấm F8; hoặc nhập tệp có sẵn.',
  'scan-unsupported': () => 'Máy này chưa cài phần quét. Nhập tệp có sẵn, hoặc báo quản trị viên.',

  // Scans of a received dossier
  'dossier-closed': (e) => `Hồ sơ đã kết thúc (${STATUS_NAME[e.status]}), không thêm bản quét. Giữ bản giấy theo quy định lưu trữ.`,
  'paper-not-handed-in': () => 'Hồ sơ không có giấy tờ này. Chọn giấy tờ khác trong danh sách.',
  'scan-under-way': () => 'Đang quét hoặc nhập tệp: xin đợi xong rồi lưu.',
  'scans-missing': () => 'Chưa có bản quét nào. Quét (F8) hoặc nhập tệp rồi lưu.',
  'scan-known': (e) => `Hồ sơ đã có đúng tệp này: ${e.names.join('; ')}. Gỡ tệp đó ra; nếu tệp cũ bị hỏng, quét lại bản giấy.`,

  // Drafts and dossiers
  'draft-unknown': () => 'Bản đang nhập này không còn. Nhập hồ sơ mới.',
  'dossier-unknown': () => 'Không tìm thấy hồ sơ này trên máy.',

  // Forms
  'form-unknown': (e) => `Chưa in được ${formName[e.form]}: máy chưa có mẫu đang có hiệu lực. Hồ sơ đã lưu; nối mạng để nhận mẫu rồi in lại.`,
  'form-not-due': (e) => e.form === 'verification' ? 'Kết quả kiểm tra này không còn giữ. Kiểm tra lại tệp rồi in.' : `Hồ sơ này chưa có nội dung để in ${formName[e.form]}. Ghi việc đó vào hồ sơ trước rồi in.`,
  'register-too-long': (e) => `Sổ trong thời gian này có ${e.total} dòng, mỗi lần in nhiều nhất ${e.most}. Chọn khoảng ngày ngắn hơn (từng tháng, từng quý) rồi in; tệp CSV vẫn xuất đủ mọi dòng.`,
  'proof-not-yet': () => 'Chưa có biên nhận của Cổng cho hồ sơ này. Chờ hồ sơ gửi xong rồi in.',
  'print-failed': () => 'Chưa in được. Kiểm tra máy in rồi in lại (Ctrl+P); hồ sơ đã lưu.',
  'transition-refused': (e) =>
    `Không chuyển được từ "${STATUS_NAME[e.from]}" sang "${STATUS_NAME[e.to]}".${e.allowed.length > 0 ? ` Có thể chuyển sang: ${e.allowed.map((status) => STATUS_NAME[status]).join(', ')}.` : ' Hồ sơ đã kết thúc.'}`,
  'edit-conflict': (e) =>
    `${'officerName' in e ? `${e.officerName ?? 'Người khác'} vừa cập nhật hồ sơ này lúc ${formatMoment(e.changedAt)}` : 'Hồ sơ vừa được người khác cập nhật'}. Màn hình đã lấy nội dung mới: xem lại rồi thực hiện lại nếu vẫn cần.`,

  // Queue
  'queue-item-gone': () => 'Mục này không còn chờ xử lý: đã gửi, đã rút hoặc không phải một bước của hồ sơ. Danh sách đã lấy nội dung mới.',
  'queue-item-in-transit': () => 'Một bước sau của hồ sơ này đang trên đường gửi. Chờ vài giây rồi thực hiện lại.',
  'withdraw-has-money': () => 'Bước đi cùng đã thu tiền của công dân nên không rút được. Hủy biên lai ở màn hình Thu phí, hoặc sửa và gửi lại.',
  'queue-item-not-mendable': () => 'Bước này không sửa tại đây được. Gửi lại, hoặc rút rồi làm lại trên hồ sơ.',
  'portal-side-unknown': () => 'Chưa tải được bản của Cổng. Chờ kết nối rồi mở lại.',
  'ours-not-applicable': () => 'Nội dung của quầy không còn phù hợp với bản ở Cổng. Lấy theo Cổng, rồi thực hiện lại trên hồ sơ nếu vẫn cần.',

  // Life of a dossier
  'reason-required': () => 'Nhập lý do: quyết định này phải nói rõ lý do cho công dân.',
  'supplement-empty': () => 'Chọn ít nhất một nội dung cần bổ sung (bấm số), hoặc nhập nội dung khác.',
  'answer-by-past': (e) => `Hạn bổ sung ${formatLocalDate(e.answerBy)} đã qua. Nhập từ ngày ${formatLocalDate(e.today)} trở đi.`,
  'answer-by-far': (e) => `Hạn bổ sung ${formatLocalDate(e.answerBy)} quá xa. Nhập ngày không sau ${formatLocalDate(e.latest)}.`,
  'payment-empty': () => 'Nhập số đồng (lớn hơn 0, không có phần lẻ, ví dụ 1.500.000) và nội dung phải nộp.',
  'day-unreal': (e) => `"${e.text}" không phải ngày giờ có thật. Nhập ngày/tháng/năm, ví dụ 05/09/2021, giờ như 16:00.`,
  'tracking-number-malformed': () => 'Số hiệu bưu gửi gồm 6 đến 30 chữ và số, ví dụ EB123456789VN.',
  'collector-incomplete': () => 'Nhập đủ họ tên, số giấy tờ và giấy ủy quyền của người nhận thay.',
  'collector-id-malformed': () => 'Số giấy tờ của người nhận thay chưa đúng: CCCD 12 số, CMND 9 số, hộ chiếu gồm chữ và số. Xem lại loại giấy tờ và số.',
  'hand-back-empty': () => 'Ghi rõ ai nhận kết quả: bấm F6, chọn người nhận rồi lưu.',
  'originals-not-held': (e) => `Hồ sơ không giữ đủ bản chính để trả lại: ${e.names.join('; ')}. Xem lại số bản.`,
  'already-reappointed': () => 'Hồ sơ đã hẹn lại một lần. Quy định chỉ cho hẹn lại một lần.',
  'no-fixed-limit': () => 'Thủ tục này không quy định thời hạn nên không có ngày để hẹn lại.',
  'reappoint-finished': () => 'Hồ sơ đã giải quyết xong hoặc đã dừng, không cần hẹn lại.',
  'reappoint-after-due': (e) => `Đã quá hạn trả (${formatAppointment(e.dueAt)}). Phiếu xin lỗi và hẹn lại phải lập trước ngày hẹn.`,
  'reappoint-not-later': (e) => `Ngày hẹn mới phải sau ngày hẹn cũ (${formatAppointment(e.dueAt)}).`,
  'reappoint-office-closed': (e) => `Lúc ${formatAppointment(e.newDueAt)} cơ quan không làm việc. Chọn giờ làm việc của một ngày khác.`,
  'reappoint-without-reason': () => 'Nhập lý do xin lỗi và hẹn lại: phiếu gửi công dân phải ghi lý do.',
  'line-assigned': () => 'Hồ sơ này đã có số trong sổ. Màn hình đã lấy nội dung mới.',
  'refusal-without-reason': () => 'Nhập lý do từ chối: phiếu gửi công dân phải nói rõ lý do.',

  // Hand-overs
  'hand-over-incomplete': () => 'Nhập đơn vị và họ tên người nhận hồ sơ.',
  'hand-over-nothing': () => 'Chọn giấy tờ được giao, hoặc ghi giấy tờ kèm theo.',
  'hand-over-finished': () => 'Hồ sơ đã kết thúc, không bàn giao tiếp.',
  'hand-over-open': (e) => `Hồ sơ đang chờ ${e.to} ký nhận. Ghi nhận bàn giao đó, hoặc thu hồi rồi giao lại.`,
  'step-unknown': () => 'Bước này không có trong quy trình của hồ sơ. Chọn lại bước.',
  'nothing-to-take-over': () => 'Không có bàn giao nào chờ ký nhận. Màn hình đã lấy nội dung mới.',
  'take-over-by-giver': () => 'Người giao không thể tự ký nhận. Chọn người nhận khác, hoặc để người nhận đăng nhập và nhận hồ sơ.',
  'decline-without-reason': () => 'Nhập lý do trả lại hoặc thu hồi: phiếu kiểm soát phải ghi rõ.',

  // Interlinked dossiers
  'leg-unknown': () => 'Hồ sơ này không có phần liên thông đó. Chọn lại.',
  'leg-under-way': () => 'Phần liên thông này đã chuyển hoặc đã có kết quả. Xem lại bảng liên thông.',
  'leg-waits': (e) => `Chưa chuyển được: phải có kết quả trước của ${e.names.join('; ')}.`,
  'leg-not-sent': () => 'Phần liên thông này chưa chuyển hoặc đã có kết quả, nên không ghi được trả lời.',
  'leg-without-reason': () => 'Nhập lý do cơ quan trả lại hoặc không đồng ý.',
  'leg-of-finished': () => 'Hồ sơ đã xong hoặc đã kết thúc, không chuyển liên thông nữa.',
  'legs-open': (e) => `Chưa xong được: còn chờ kết quả liên thông của ${e.names.join('; ')}. Ghi kết quả từng phần rồi làm lại.`,

  'amend-without-reason': () => 'Nhập lý do sửa: lịch sử hồ sơ phải ghi vì sao sửa.',
  'amend-changes-nothing': () => 'Chưa có nội dung nào khác với hồ sơ. Sửa rồi lưu, hoặc bấm Esc để thôi.',

  // Documents of the agency
  'document-unknown': () => 'Không tìm thấy văn bản này trên máy. Đợi Cổng gửi về, hoặc nhập lại văn bản.',
  'document-title-missing': () => 'Nhập trích yếu của văn bản.',
  'document-number-missing': () => 'Nhập ký hiệu của văn bản, ví dụ QĐ-UBND: văn thư cấp số khi đóng dấu. Văn bản đã có số thì nhập cả số, ví dụ 07/QĐ-UBND.',
  'document-not-your-turn': (e) => DOCUMENT_TURN[e.stage],
  'document-unnumbered': () => 'Văn bản chưa có số nên chưa đóng dấu được. Bấm Ctrl+S để cấp số và đóng dấu.',
  'document-not-retellable': () => 'Máy này không đủ dữ liệu để gửi thay phần của máy kia. Bật máy kia cho gửi; không được nữa thì trả lại văn bản (F9) và lập lại từ tệp gốc.',
  'handover-key-missing': () => 'Cổng chưa gửi khóa bàn giao của cơ quan về máy này. Nối mạng một lần, đợi một phút rồi làm lại.',
  'handover-unreadable': () => 'Tệp này không phải gói bàn giao, hoặc chép chưa xong. Chọn tệp .qmcbg, hoặc xuất lại ở máy kia.',
  'handover-tampered': () => 'Gói bàn giao đã bị thay đổi sau khi xuất nên không nhận. Xuất lại ở máy kia và báo quản trị viên.',
  'handover-foreign': () => 'Gói bàn giao không phải của máy quầy thuộc cơ quan này, hoặc máy đó đã bị thu hồi. Kiểm tra lại USB; nếu đúng máy, nối mạng một phút rồi nhận lại.',
  'handover-conflict': (e) => `Văn bản "${e.title}" trên máy này đã được xử lý khác với gói bàn giao nên không nhận gì. Đối chiếu với máy kia; Cổng sẽ giữ bản gửi tới trước.`,
  'file-on-its-way': () => 'Tệp của văn bản còn đang tải từ Cổng về. Đợi tải xong rồi ký; hoặc nhận gói bàn giao qua USB.',
  'agency-token-needed': (e) => `Thiết bị đang cắm là của ${e.signerName}. Cắm thiết bị ký số của ${e.agencyName} rồi bấm Ctrl+S; văn bản vẫn chờ.`,

  // Signatures that are looked at
  'not-verifiable': (e) => NOT_VERIFIABLE[e.found] ?? 'Loại tệp này không mang chữ ký số. Chọn tệp PDF, XML, .p7m, hoặc tệp .p7s cùng tệp gốc.',
  'signed-content-missing': () => 'Đây là chữ ký rời, không kèm nội dung. Chọn thêm tệp gốc đã được ký (chọn cả hai tệp một lượt).',
  'no-certificate': () => 'Tệp không phải chứng thư số. Chọn tệp .cer, .crt hoặc .pem của tổ chức chứng thực.',
  'no-authority': (e) => `Đây là chứng thư của ${e.commonName}, không phải của tổ chức chứng thực. Chọn chứng thư của nơi cấp.`,
  'certificate-not-read': () => 'Chứng thư này chưa được đọc và xem. Chọn lại tệp rồi đối chiếu dấu vân tay.',
  'authority-known': () => 'Tổ chức này đã có trong danh sách tin cậy.',
  'authority-unknown': () => 'Tổ chức này không nằm trong danh sách cơ quan tự thêm. Danh sách đã lấy nội dung mới.',
  'no-revocation-list': () => 'Tệp không phải danh sách thu hồi đầy đủ. Chọn tệp .crl tải từ trang của tổ chức chứng thực.',
  'revocation-list-unknown-issuer': (e) => `Danh sách thu hồi này của ${e.issuer}, không do tổ chức nào trong danh sách tin cậy ký. Thêm tổ chức đó trước, hoặc chọn tệp khác.`,
  'revocation-list-older': (e) => `Trên máy đã có danh sách mới hơn (lập ${formatMoment(e.asOf)}). Tải bản mới nhất rồi nhập lại.`,
  // Files of another counter
  'file-out-of-reach': () => 'Chưa nối được tới Cổng để lấy tệp quầy khác đã nhận. Khi có mạng lại thì bấm Tải về lần nữa.',
  'file-not-at-portal': () => 'Quầy nhận hồ sơ chưa gửi xong tệp này lên Cổng. Thử lại sau, hoặc hỏi quầy đó.',
  'file-falsified': () => 'Tệp Cổng gửi về khác tệp quầy kia đã ký gửi nên máy không giữ. Bấm Tải về lần nữa; nếu vẫn vậy, báo quản trị viên Cổng.',
  'file-unknown': () => 'Không thấy tệp này trên máy. Đợi Cổng gửi tệp về rồi kiểm tra lại.',

  // Content at the end of its retention
  'content-purged': (e) => `Nội dung hồ sơ này đã xóa ngày ${formatLocalDate(e.at.slice(0, 10))} theo thời hạn lưu nên không ghi thêm, không in lại được. Bản đầy đủ hỏi ở Cổng.`,
  'retention-in-training': () => 'Chế độ tập huấn không có hồ sơ thật nên không xóa gì. Đăng nhập vào quầy thật.',
  'retention-day-unsure': (e) => `Máy này ghi ngày ${formatLocalDate(e.today)}, Cổng báo ngày ${formatLocalDate(e.portalDay)}: chưa biết hồ sơ nào hết thời hạn. Chỉnh lại ngày giờ của máy, nối mạng rồi làm lại.`,
  'retention-needs-portal': () => 'Cổng chưa xác nhận ngày nào cho máy này, hoặc đang nhận lại phần Cổng đã mất. Nối mạng, đợi gửi xong rồi làm lại; chưa xóa gì.',
  'retention-chain-broken': (e) => `Sổ nhật ký không khớp từ mục ${e.seq}: nội dung là bằng chứng nên không xóa gì. Báo quản trị viên Cổng.`,
  'retention-running': () => 'Đang xóa theo một lần đã xác nhận. Đợi xóa xong rồi xem lại.',
  'purge-without-reason': () => 'Chưa ghi căn cứ xóa, ví dụ số quyết định hủy tài liệu hết giá trị. Nhập căn cứ rồi xóa.',
  'nothing-to-purge': () => 'Không có hồ sơ nào hết thời hạn lưu mà xóa được. Không xóa gì.',
  'purge-count-differs': (e) => `Số hồ sơ gõ vào không đúng: xóa được bây giờ là ${e.dossiers} hồ sơ. Xem trước lại rồi gõ đúng số đó; chưa xóa gì.`,

  // Money
  'nothing-to-collect': () => 'Không còn khoản nào phải thu trong các khoản đã chọn: đã thu, đang chờ chuyển khoản, được miễn hoặc bằng 0.',
  'cash-too-little': (e) => `Tiền khách đưa (${formatVnd(e.tendered)}) ít hơn số phải thu (${formatVnd(e.total)}). Nhập lại số tiền khách đưa.`,
  'reason-missing': () => 'Chưa ghi lý do: quyết định này phải có lý do trong sổ và nhật ký.',
  'bank-account-missing': () => 'Cơ quan chưa khai báo tài khoản nhận phí trên Cổng nên không tạo được mã VietQR. Thu tiền mặt, hoặc báo quản trị viên.',
  'bank-reference-missing': () => 'Nhập số giao dịch trong sao kê ngân hàng: chuyển khoản chỉ được xác nhận khi đã thấy tiền về.',
  'transfer-unknown': () => 'Khoản chuyển khoản này không còn chờ đối soát: đã được xác nhận hoặc đã hủy. Xem lại danh sách.',
  'receipt-unknown': () => 'Không tìm thấy biên lai này trên máy.',
  'receipt-voided': () => 'Biên lai này đã được hủy trước đó.',
  'shift-closed': () => 'Chưa mở két. Nhập tiền đầu ca rồi mở két trước khi thu, hoàn tiền.',
  'shift-of-another': (e) => `Két đang mở của ${e.officerName}. Kiểm đếm và đóng két đó trước, rồi mở két của mình.`,
  'shift-open': () => 'Két của anh/chị đang mở rồi.',
  'difference-unexplained': (e) =>
    `Kiểm đếm được ${formatVnd(e.counted)}, sổ là ${formatVnd(e.expected)}: ${e.counted > e.expected ? 'thừa' : 'thiếu'} ${formatVnd(Math.abs(e.counted - e.expected))}. Đếm lại, hoặc ghi lý do chênh lệch.`,

  // Signing
  'nothing-to-sign': () => 'Không có tệp nào chờ ký.',
  'signing-under-way': () => 'Đang có một lượt ký khác. Hoàn tất ở cửa sổ mã PIN trước.',
  'token-absent': () => 'Chưa cắm thiết bị ký số. Hồ sơ và giấy hẹn vẫn gửi; tệp chờ ký. Cắm thiết bị rồi bấm Ctrl+S.',
  'token-removed': () => 'Thiết bị ký số bị rút khi đang ký. Cắm lại rồi bấm Ctrl+S; tệp chưa ký vẫn chờ.',
  'certificate-absent': () => 'Thiết bị ký số không có chứng thư số của cán bộ. Kiểm tra đúng thiết bị, hoặc báo quản trị viên.',
  'certificate-of-another': (e) => `Thiết bị đang cắm là của ${e.signerName}. Cắm thiết bị ký số của chính mình rồi bấm Ctrl+S; tệp vẫn chờ ký.`,
  'certificate-unusable': (e) => `Không ký được: ${explainUnusable(e.reason)}. ${adviseUnusable(e.reason)} Tệp vẫn chờ ký.`,
  'pin-incorrect': (e) => `Mã PIN không đúng. ${PIN_WARNING[e.warning]}`,
  'pin-locked': () => 'Thiết bị ký số đã bị khóa do nhập sai PIN nhiều lần. Liên hệ quản trị viên để mở khóa; tệp vẫn chờ ký.',
  'pin-cancelled': () => 'Đã hủy ký, không mất lần nhập PIN nào. Tệp vẫn chờ; bấm Ctrl+S khi muốn ký.',
  'batch-unknown': () => 'Lượt ký đã kết thúc. Bấm Ctrl+S để ký lại.',
  'module-missing': () => 'Máy chưa cài trình điều khiển thiết bị ký số. Báo quản trị viên; tệp vẫn chờ ký.',
  'signer-down': () => 'Thiết bị hoặc chương trình ký số không trả lời, bộ phận ký đang khởi động lại. Bấm Ctrl+S để ký lại; ký bằng thiết bị USB thì rút ra cắm lại trước.',
  'token-error': (e) => `Thiết bị ký số báo lỗi ${e.code} (không phải sai PIN). Rút ra cắm lại rồi bấm Ctrl+S.`,
  'file-changed': () => 'Tệp đã thay đổi so với bản cán bộ xem nên không ký. Quét hoặc nhập lại tệp.',
  'file-certified': () => 'Tệp đã được chứng thực khóa chỉnh sửa nên không thêm chữ ký được. Quét bản giấy để ký.',
  'signature-invalid': () => 'Chữ ký tạo ra không kiểm tra được nên không lưu. Ký lại; nếu vẫn lỗi, báo quản trị viên.',
  'vgca-absent': () => 'Chưa chạy VGCA Sign Service trên máy này. Mở chương trình đó rồi bấm Ctrl+S; tệp vẫn chờ ký.',
  'vgca-cancelled': (e) => `VGCA Sign Service không ký (mã ${e.status}): đã hủy ở cửa sổ của chương trình đó hoặc có lỗi. Tệp vẫn chờ ký; bấm Ctrl+S để ký lại.`,
  'vgca-timed-out': () => 'VGCA Sign Service không trả lời trong thời gian chờ. Đóng cửa sổ của chương trình đó rồi bấm Ctrl+S để ký lại; tệp vẫn chờ ký.',
  'vgca-wrong-file': () => 'VGCA Sign Service trả về tệp không phải văn bản đã gửi ký nên không lưu. Ký lại; nếu vẫn lỗi, báo quản trị viên.',
  'signature-image-unusable': (e) => `Chưa ký: ${SIGNATURE_IMAGE[e.reason]}. Nhập lại hình chữ ký hoặc hình dấu (PNG nền trong suốt) rồi bấm Ctrl+S; tệp vẫn chờ ký.`
}

/** The sentence for a failure. A kind from a newer core than this screen is still told, never swallowed. */
export function explainError(error: CounterError): string {
  const sentence = (errorSentences as Record<string, ((error: CounterError) => string) | undefined>)[error.kind]
  return sentence ? sentence(error) : `Có lỗi chưa rõ (${error.kind}). Thử lại; nếu vẫn lỗi, báo quản trị viên.`
}
