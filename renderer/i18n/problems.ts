import { ownProblemTypes, problemTypes } from '../../electron/contract/problem-types.ts'

export type ProblemType = (typeof problemTypes)[keyof typeof problemTypes] | (typeof ownProblemTypes)[keyof typeof ownProblemTypes]

/** Why the portal refused, and what the officer does now. */
export const problemSentence: Record<ProblemType, string> = {
  'urn:qmc:bad-request': 'Cổng không đọc được dữ liệu của bước này. Vẫn tiếp nhận như thường, các hồ sơ khác vẫn gửi; giữ giấy tờ của hồ sơ này, giấy hẹn đã trao vẫn dùng. Báo quản trị viên, kèm mã hồ sơ.',
  'urn:qmc:bad-signature': 'Cổng không công nhận chữ ký của máy này. Báo quản trị viên để ghi danh lại máy.',
  'urn:qmc:clock-skew': 'Đồng hồ máy lệch với Cổng. Chỉnh lại ngày giờ của máy rồi bấm "Thử gửi lại ngay".',
  'urn:qmc:unknown-device': 'Cổng chưa biết máy này. Báo quản trị viên để ghi danh máy.',
  'urn:qmc:revoked-device': 'Máy này đã bị thu hồi quyền gửi. Báo quản trị viên.',
  'urn:qmc:device-key-retired': 'Khóa của máy này đã được thay, thường vì dữ liệu được chép lại từ bản cũ. Báo quản trị viên cấp mã khôi phục.',
  'urn:qmc:counter-too-old': 'Phiên bản ứng dụng trên máy này quá cũ. Báo quản trị viên cập nhật ứng dụng; hồ sơ vẫn giữ trên máy và sẽ tự gửi sau đó.',
  'urn:qmc:enrolment-code-invalid': 'Mã ghi danh không đúng hoặc đã hết hạn. Xin mã mới từ quản trị viên.',
  'urn:qmc:recovery-sheet-missing': 'Mã khôi phục là của quầy khác với bản sao trong thư mục. Chọn đúng thư mục hoặc xin mã của đúng quầy.',
  'urn:qmc:key-reused': 'Cổng đã nhận một nội dung khác với cùng mã gửi: có thể máy này đã bị nhân bản hoặc bị thay dữ liệu. Ngừng tiếp nhận trên máy này, nhận ở máy khác; giữ giấy tờ của hồ sơ này và báo quản trị viên ngay, kèm mã hồ sơ.',
  'urn:qmc:chain-broken': 'Sổ nhật ký của máy không nối tiếp với sổ ở Cổng. Ngừng tiếp nhận trên máy này, nhận ở máy khác; giữ giấy tờ của hồ sơ này, giấy hẹn đã trao vẫn giữ nguyên mã, và báo quản trị viên ngay.',
  'urn:qmc:hash-mismatch': 'Nội dung đến Cổng không khớp với bản đã lưu. Bấm "Thử gửi lại ngay"; nếu vẫn bị từ chối, báo quản trị viên.',
  'urn:qmc:edit-conflict': 'Hồ sơ đã được người khác sửa ở Cổng. Ở Hàng đợi gửi (F7), mở mục này và so hai bản.',
  'urn:qmc:number-taken': 'Mã hồ sơ đã có ở Cổng. Báo quản trị viên; không trao giấy hẹn này cho công dân khác.',
  'urn:qmc:number-out-of-range': 'Mã hồ sơ nằm ngoài dải số Cổng cấp cho quầy này. Vẫn tiếp nhận như thường, các hồ sơ khác vẫn gửi; giữ giấy tờ của hồ sơ này, chưa đổi mã trên giấy hẹn đã trao. Báo quản trị viên nhờ đơn vị vận hành Cổng xem lại dải số, rồi bấm "Thử gửi lại ngay".',
  'urn:qmc:entry-not-acceptable': 'Cổng không nhận nội dung này theo quy định. Ở Hàng đợi gửi (F7), mở mục này để sửa và gửi lại, hoặc rút.',
  'urn:qmc:secret-refused': 'Cổng từ chối vì nội dung thuộc bí mật nhà nước. Xử lý bằng hồ sơ giấy theo Luật Bảo vệ bí mật nhà nước.',
  'urn:qmc:entry-version-unknown': 'Cổng chưa đọc được phiên bản này. Cập nhật ứng dụng hoặc chờ Cổng nâng cấp; hồ sơ vẫn giữ trên máy.',
  'urn:qmc:earlier-entry-of-dossier-waits': 'Một bước trước của hồ sơ này còn chờ xử lý. Giải quyết bước đó trước.',
  'urn:qmc:base-revision-unknown':
    'Cổng chưa có các bước trước của hồ sơ này: Cổng được khôi phục từ bản sao, và các bước ấy ở máy quầy khác. Bật máy quầy đã làm các bước trước; Cổng có chúng thì máy này tự gửi tiếp. Nếu máy ấy không còn, giữ giấy tờ, gọi đơn vị vận hành Cổng và đọc mã hồ sơ.',
  'urn:qmc:too-large': 'Nội dung dài hơn mức Cổng nhận trong một lần gửi. Ở Hàng đợi gửi (F7), mở mục này, rút ngắn các ô ghi chú rồi gửi lại, hoặc rút; các hồ sơ khác vẫn gửi.',
  'urn:qmc:upload-offset-conflict': 'Cổng đang giữ một phần khác của tệp. Máy tự hỏi lại và gửi tiếp.',
  'urn:qmc:busy': 'Cổng đang bận. Máy sẽ tự gửi lại.',
  'urn:qmc:file-damaged': 'Tệp quét trên máy này bị hỏng và chưa thấy bản lành ở thư mục sao lưu, chưa gửi được; hồ sơ và giấy hẹn đã trao vẫn có giá trị. Giữ bản giấy, chưa trả lại công dân; mở hồ sơ, bấm F8 quét lại giấy này. Báo quản trị viên ngay: nối lại ổ sao lưu nếu có, để máy tự lấy bản lành, rồi bấm "Gửi lại mục này".',
  'urn:qmc:portal-fault': 'Cổng gặp lỗi khi nhận riêng mục này, các mục khác vẫn gửi được. Vẫn tiếp nhận như thường và giữ giấy tờ của hồ sơ này; máy tự thử lại. Nếu hôm sau vẫn còn, gọi đơn vị vận hành Cổng, đọc mã hồ sơ.'
}

/** Where a document's refusal reads otherwise than a dossier's. */
const documentSentence: Partial<Record<string, string>> = {
  'urn:qmc:edit-conflict': 'Văn bản đã được xử lý ở máy khác trước. Ở Hàng đợi gửi (F7), mở mục này, so hai bản rồi quyết định.',
  'urn:qmc:entry-not-acceptable': 'Cổng không nhận bước này của văn bản. Ở Hàng đợi gửi (F7), mở mục này để sửa trích yếu và gửi lại, hoặc rút.',
  'urn:qmc:earlier-entry-of-dossier-waits': 'Một bước trước của văn bản này còn chờ xử lý. Giải quyết bước đó trước.',
  'urn:qmc:base-revision-unknown':
    'Cổng chưa có các bước trước của văn bản này: Cổng được khôi phục từ bản sao, và các bước ấy ở máy quầy khác. Bật máy quầy ấy; Cổng có chúng thì máy này tự gửi tiếp. Nếu máy ấy không còn, gọi đơn vị vận hành Cổng.',
  'urn:qmc:bad-request': 'Cổng không đọc được dữ liệu của bước này; các văn bản khác vẫn gửi. Chưa phát hành văn bản này; báo quản trị viên, kèm trích yếu văn bản.',
  'urn:qmc:secret-refused': 'Cổng từ chối vì nội dung thuộc bí mật nhà nước. Rút văn bản khỏi máy, xử lý bằng bản giấy theo Luật Bảo vệ bí mật nhà nước.',
  'urn:qmc:portal-fault': 'Cổng gặp lỗi khi nhận riêng bước này, các văn bản khác vẫn gửi được. Máy tự thử lại. Nếu hôm sau vẫn còn, gọi đơn vị vận hành Cổng, đọc trích yếu văn bản.'
}

/** Of the counter's own books (till, numbers): there is neither a citizen nor a paper to keep, and nothing to be mended or withdrawn. */
const bookSentence: Partial<Record<string, string>> = {
  'urn:qmc:bad-request': 'Cổng không đọc được mục sổ này, các mục khác vẫn gửi. Vẫn làm việc như thường; báo quản trị viên, kèm tên mục và giờ ghi.',
  'urn:qmc:entry-not-acceptable': 'Cổng không nhận mục sổ này, các mục khác vẫn gửi. Vẫn làm việc như thường; gọi đơn vị vận hành Cổng, đọc tên mục và giờ ghi, rồi bấm "Gửi lại mục này".',
  'urn:qmc:number-out-of-range':
    'Số của mục này nằm ngoài dải số Cổng cấp cho quầy. Vẫn làm việc như thường, giữ nguyên số trên giấy đã trao. Báo quản trị viên nhờ đơn vị vận hành Cổng xem lại dải số, rồi bấm "Gửi lại mục này".',
  'urn:qmc:key-reused': 'Cổng đã nhận một nội dung khác với cùng mã gửi: có thể máy này đã bị nhân bản hoặc bị thay dữ liệu. Ngừng tiếp nhận trên máy này, nhận ở máy khác; báo quản trị viên ngay.',
  'urn:qmc:chain-broken': 'Sổ nhật ký của máy không nối tiếp với sổ ở Cổng. Ngừng tiếp nhận trên máy này, nhận ở máy khác; báo quản trị viên ngay.',
  'urn:qmc:entry-version-unknown': 'Cổng chưa đọc được phiên bản này. Cập nhật ứng dụng hoặc chờ Cổng nâng cấp; mục sổ vẫn giữ trên máy.',
  'urn:qmc:too-large': 'Mục sổ này dài hơn mức Cổng nhận trong một lần gửi, các mục khác vẫn gửi. Vẫn làm việc như thường; báo đơn vị vận hành Cổng nâng mức, rồi bấm "Gửi lại mục này".',
  'urn:qmc:portal-fault': 'Cổng gặp lỗi khi nhận riêng mục sổ này, các mục khác vẫn gửi được. Vẫn làm việc như thường; máy tự thử lại. Nếu hôm sau vẫn còn, gọi đơn vị vận hành Cổng.'
}

/** Where a file's refusal reads otherwise: it can be neither mended nor withdrawn, but its paper can be scanned anew while the dossier is under way. */
const fileSentence: Partial<Record<string, string>> = {
  'urn:qmc:too-large': 'Tệp lớn hơn mức Cổng cho phép; hồ sơ và giấy hẹn đã trao vẫn có giá trị. Giữ bản giấy; mở hồ sơ, bấm F8 quét lại giấy này làm nhiều lần, mỗi lần ít trang. Không quét lại được thì báo đơn vị vận hành Cổng nâng mức, rồi bấm "Gửi lại mục này".',
  'urn:qmc:entry-not-acceptable': 'Cổng không nhận tệp này; hồ sơ và giấy hẹn đã trao vẫn có giá trị. Giữ bản giấy và gọi đơn vị vận hành Cổng, đọc mã hồ sơ.',
  'urn:qmc:bad-request': 'Cổng không nhận tệp này; hồ sơ và giấy hẹn đã trao vẫn có giá trị. Giữ bản giấy và gọi đơn vị vận hành Cổng, đọc mã hồ sơ.'
}

/** What a refusal is of. */
export type Refused = 'dossier' | 'document' | 'book' | 'file'
const sentencesOf: Record<Refused, Partial<Record<string, string>>> = { dossier: {}, document: documentSentence, book: bookSentence, file: fileSentence }

/** The sentence for a refusal; the portal's own words stand for a type this build does not know. */
export function explainProblem(problemType: string | undefined, detail: string | undefined, of: Refused = 'dossier'): string {
  const own = problemType === undefined ? undefined : sentencesOf[of][problemType]
  if (own !== undefined) return own
  const known = problemType === undefined ? undefined : (problemSentence as Record<string, string | undefined>)[problemType]
  if (known !== undefined) return known
  return detail ? `Cổng từ chối: ${detail}` : 'Cổng từ chối nhưng không nêu lý do. Báo quản trị viên.'
}

const officersOwn: readonly string[] = [problemTypes.editConflict, problemTypes.notAcceptable, problemTypes.dossierWaits, problemTypes.baseUnknown, problemTypes.hashMismatch, problemTypes.tooLarge, problemTypes.secret]

/** What is told above every screen, and by the self-test, of a journal that does not hold together. Only where the portal signed another one nothing is received here any more (core/journal/closed.ts). */
export function tellBrokenChain({ seq, reason }: { seq: number; reason: string }): string {
  if (reason === 'signed-head') return 'Cổng giữ sổ khác cho máy này: ngừng tiếp nhận ở đây, nhận ở máy khác; giữ giấy tờ đã nhận, giấy hẹn đã trao giữ nguyên mã; báo quản trị viên ngay.'
  return `Sổ nhật ký không khớp từ mục ${seq}: vẫn tiếp nhận được, giữ giấy tờ đã nhận, báo quản trị viên trong ngày.`
}

/** The portal's own words where they say more than the sentence: what this counter finds itself has English ones for the log, and of a type this build does not know they are the sentence. */
export function findPortalsWords(problemType: string | undefined, detail: string | undefined): string | undefined {
  return (Object.values(problemTypes) as (string | undefined)[]).includes(problemType) ? detail : undefined
}

/** Who can mend a refusal. */
export function problemOwner(problemType: string | undefined, of: Refused = 'dossier'): string {
  if (of === 'book') return 'Quản trị viên và đơn vị vận hành Cổng; cán bộ khi được báo thì gửi lại.'
  if (of === 'file' && (problemType === problemTypes.tooLarge || problemType === ownProblemTypes.fileDamaged)) return 'Cán bộ tại quầy quét lại giấy ở hồ sơ (F8); quản trị viên và đơn vị vận hành Cổng lo tệp cũ, khi được báo thì gửi lại.'
  if (of === 'file') return 'Quản trị viên và đơn vị vận hành Cổng; cán bộ giữ bản giấy, khi được báo thì gửi lại.'
  return problemType !== undefined && officersOwn.includes(problemType) ? 'Cán bộ tại quầy; không tự xử lý được thì gọi đơn vị vận hành Cổng, đọc mã hồ sơ hoặc tên văn bản.' : 'Quản trị viên và đơn vị vận hành Cổng; cán bộ có thể gửi lại hoặc rút.'
}
