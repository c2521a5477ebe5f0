/**
 * The crawl cut papers' names at 220 characters. Each stands here whole, by its first words: shortened to what a citizen must bring, without the sentences about the office's own work.
 */
const wholeNames: readonly string[] = [
  'Giấy tờ có giá trị chứng minh thông tin về cư trú trong trường hợp cơ quan đăng ký hộ tịch không thể khai thác được thông tin về nơi cư trú của công dân từ Cơ sở dữ liệu quốc gia về dân cư',
  'Hộ chiếu/Thẻ căn cước công dân/Thẻ căn cước/Căn cước điện tử/Giấy chứng nhận căn cước hoặc các giấy tờ khác có dán ảnh và thông tin cá nhân do cơ quan có thẩm quyền cấp, còn giá trị sử dụng, để chứng minh về nhân thân',
  'Giấy báo tử hoặc giấy tờ thay Giấy báo tử do cơ quan có thẩm quyền cấp; không phải nộp bản giấy nếu đã nộp bản điện tử có ký số',
  'Giấy tờ, tài liệu, chứng cứ do cơ quan, tổ chức có thẩm quyền cấp hoặc xác nhận hợp lệ chứng minh sự kiện chết đối với trường hợp đăng ký khai tử cho người chết đã lâu, không có Giấy báo tử hoặc giấy tờ thay thế Giấy báo tử',
  'Giấy tờ chứng minh nơi cư trú cuối cùng của người chết để xác định thẩm quyền trong trường hợp cơ quan đăng ký hộ tịch không thể khai thác được thông tin về nơi cư trú từ Cơ sở dữ liệu quốc gia về dân cư',
  'Trường hợp cá nhân yêu cầu cấp lại Giấy xác nhận tình trạng hôn nhân để sử dụng vào mục đích khác hoặc do Giấy xác nhận tình trạng hôn nhân đã hết thời hạn sử dụng theo quy định thì phải nộp lại Giấy xác nhận tình trạng hôn nhân đã được cấp',
  'Văn bản ủy quyền theo quy định của pháp luật trong trường hợp ủy quyền thực hiện việc cấp Giấy xác nhận tình trạng hôn nhân; người được ủy quyền là ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột thì không phải công chứng, chứng thực nhưng phải có giấy tờ chứng minh quan hệ',
  'Tờ khai đề nghị bản sao Trích lục hộ tịch theo mẫu trong trường hợp người yêu cầu là cá nhân hoặc Văn bản yêu cầu cấp bản sao Trích lục hộ tịch nêu rõ lý do trong trường hợp người yêu cầu là cơ quan, tổ chức (nếu nộp trực tiếp hoặc qua bưu chính)',
  'Mẫu điện tử tương tác yêu cầu cấp bản sao Giấy khai sinh, bản sao Trích lục hộ tịch (do người yêu cầu cung cấp thông tin theo hướng dẫn trên Cổng dịch vụ công, nếu nộp hồ sơ trực tuyến)',
  'Văn bản ủy quyền theo quy định của pháp luật trong trường hợp ủy quyền thực hiện yêu cầu cấp bản sao Trích lục hộ tịch; người được ủy quyền là ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột thì không phải công chứng, chứng thực nhưng phải có giấy tờ chứng minh quan hệ',
  'Văn bản ủy quyền theo quy định của pháp luật trong trường hợp ủy quyền thực hiện việc đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch; người được ủy quyền là ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột thì không phải công chứng, chứng thực nhưng phải có giấy tờ chứng minh quan hệ',
  'Tờ khai đăng ký lại khai sinh theo mẫu, trong đó có cam đoan của người yêu cầu về việc đã nộp đủ các giấy tờ hiện có (nếu nộp trực tiếp hoặc gửi qua hệ thống bưu chính)',
  'Bản sao Giấy khai sinh do cơ quan có thẩm quyền của Việt Nam cấp hợp lệ (bản sao được chứng thực từ bản chính, bản sao được cấp từ Sổ đăng ký khai sinh); bản chính hoặc bản sao giấy tờ có giá trị thay thế Giấy khai sinh',
  'Mẫu hộ tịch điện tử tương tác đăng ký lại khai sinh, trong đó có cam đoan các thông tin cung cấp là đúng sự thật, không còn bản chính Giấy khai sinh, đã nộp đủ các giấy tờ hiện có và chịu hoàn toàn trách nhiệm trước pháp luật (nếu nộp hồ sơ trực tuyến)',
  'Trường hợp người yêu cầu đăng ký lại khai sinh là cán bộ, công chức, viên chức, người đang công tác trong lực lượng vũ trang thì phải có văn bản xác nhận của Thủ trưởng cơ quan, đơn vị về những nội dung khai sinh ghi trong hồ sơ do cơ quan, đơn vị đang quản lý',
  'Giấy tờ chứng minh điều kiện giám hộ đương nhiên theo quy định của Bộ luật Dân sự đối với trường hợp đăng ký giám hộ đương nhiên; có nhiều người cùng đủ điều kiện thì nộp thêm văn bản thỏa thuận cử một người làm giám hộ',
  'Bản chính giấy tờ, văn bản làm cơ sở để chứng thực bản sao và bản sao cần chứng thực; chỉ xuất trình bản chính thì bản sao được chụp tại nơi chứng thực',
  'Một trong các giấy tờ sau: Căn cước điện tử; bản chính hoặc bản sao của Thẻ căn cước công dân hoặc Thẻ căn cước hoặc Giấy chứng nhận căn cước hoặc Hộ chiếu hoặc giấy tờ xuất nhập cảnh hoặc giấy tờ có giá trị đi lại quốc tế, còn giá trị sử dụng',
  'Giấy tờ, văn bản mà mình sẽ yêu cầu chứng thực chữ ký; bằng tiếng nước ngoài thì nộp kèm bản dịch ra tiếng Việt nếu người chứng thực yêu cầu',
  'Bản chính hoặc bản sao có chứng thực hoặc bản sao điện tử được chứng thực từ bản chính của giấy chứng nhận quyền sở hữu, quyền sử dụng hoặc giấy tờ thay thế được pháp luật quy định đối với tài sản phải đăng ký quyền sở hữu, quyền sử dụng',
  'Bản chính hoặc bản sao có chứng thực giấy tờ chứng minh quan hệ với người được cấp bản chính trong trường hợp người yêu cầu là người đại diện, người thân thích hoặc người thừa kế của người được cấp bản chính',
  'Giấy khám sức khỏe do bệnh viện đa khoa hoặc phòng khám đa khoa hoặc Trung tâm y tế khu vực cấp có giá trị sử dụng nếu được cấp chưa quá 06 tháng, tính đến ngày nộp hồ sơ (trừ trường hợp cha dượng, mẹ kế, cô, cậu, dì, chú, bác ruột nhận cháu làm con nuôi)',
  'Văn bản xác nhận hoàn cảnh gia đình, tình trạng chỗ ở, điều kiện kinh tế do UBND cấp xã nơi người nhận con nuôi thường trú cấp có giá trị sử dụng nếu được cấp chưa quá 06 tháng, tính đến ngày nộp hồ sơ',
  'Văn bản xác nhận tình trạng hôn nhân: vợ chồng nhận con nuôi thì nộp Giấy chứng nhận kết hôn; người độc thân thì nộp Giấy xác nhận tình trạng hôn nhân, nếu cơ quan giải quyết không tra cứu được',
  'Biên bản kiểm phiếu hoặc biên bản về kết quả biểu quyết bầu hòa giải viên (Mẫu số 01 hoặc Mẫu số 02 tại Phụ lục ban hành kèm theo Nghị quyết liên tịch số 01/2014/NQLT-CP-UBTƯMTTQVN, theo hình thức bầu)',
  'Phiếu báo thay đổi hộ khẩu, nhân khẩu (theo mẫu quy định); Sổ hộ khẩu của cha, mẹ (bản chính) hoặc Sổ hộ khẩu của mẹ (bản chính) đối với trường hợp trẻ em đăng ký thường trú theo mẹ hoặc Sổ hộ khẩu của cha (bản chính) đối với trường hợp đăng ký thường trú theo cha',
  'Giấy chứng sinh do cơ sở y tế nơi trẻ em sinh ra cấp; nếu trẻ em sinh ra ngoài cơ sở y tế thì giấy chứng sinh được thay bằng văn bản xác nhận của người làm chứng; trường hợp không có người làm chứng thì người đi khai sinh làm giấy cam đoan về việc sinh',
  'Trường hợp trẻ em không đăng ký thường trú cùng hộ khẩu với cha, mẹ mà đăng ký thường trú theo hộ khẩu của người khác thì ngoài bản sao Giấy khai sinh, phải có ý kiến bằng văn bản của cha, mẹ, có xác nhận của Ủy ban nhân dân cấp xã, và ý kiến đồng ý của chủ hộ',
  '(v) Người ủy quyền và người được ủy quyền thực hiện thủ tục đăng ký hộ kinh doanh chịu trách nhiệm trước pháp luật về tính hợp pháp, trung thực và chính xác của việc ủy quyền; phải xác thực điện tử, chưa có tài khoản định danh thì nộp kèm bản sao thẻ căn cước',
  '(ii) Trường hợp ủy quyền cho tổ chức thực hiện thủ tục đăng ký hộ kinh doanh, kèm theo hồ sơ đăng ký hộ kinh doanh phải có bản sao hợp đồng cung cấp dịch vụ với tổ chức làm dịch vụ và giấy giới thiệu của tổ chức đó cho cá nhân trực tiếp thực hiện thủ tục',
  '(iii) Trường hợp ủy quyền cho đơn vị cung cấp dịch vụ bưu chính công ích thực hiện thủ tục đăng ký hộ kinh doanh thì khi thực hiện thủ tục đăng ký hộ kinh doanh, nhân viên bưu chính phải nộp bản sao phiếu gửi hồ sơ theo mẫu, có chữ ký của nhân viên bưu chính và người có thẩm quyền ký hồ sơ',
  '(i) Trường hợp ủy quyền cho cá nhân thực hiện thủ tục đăng ký hộ kinh doanh, kèm theo hồ sơ đăng ký hộ kinh doanh phải có văn bản ủy quyền cho cá nhân thực hiện thủ tục; văn bản ủy quyền này không bắt buộc phải công chứng, chứng thực',
  'Biên bản họp nhóm cá nhân tham gia hộ kinh doanh về việc đăng ký thay đổi nội dung đăng ký hộ kinh doanh đối với trường hợp hộ kinh doanh do nhóm cá nhân thành lập trước ngày Nghị định số 168/2025/NĐ-CP có hiệu lực thi hành',
  'Giấy tờ chứng minh tình trạng hôn nhân của người nước ngoài do cơ quan có thẩm quyền của nước mà người đó là công dân cấp còn giá trị sử dụng, xác nhận hiện tại người đó không có vợ hoặc không có chồng; nước đó không cấp thì thay bằng giấy tờ khác xác nhận đủ điều kiện kết hôn theo pháp luật nước đó',
  'Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất được cấp theo quy định của pháp luật về đất đai qua các thời kỳ; không phải nộp nếu đã có trong Cơ sở dữ liệu quốc gia về đất đai',
  'Giấy chứng nhận quyền sở hữu nhà ở và quyền sử dụng đất ở được cấp theo quy định của pháp luật về đất đai, pháp luật về nhà ở qua các thời kỳ; không phải nộp nếu đã có trong Cơ sở dữ liệu quốc gia về đất đai',
  'Giấy chứng nhận quyền sử dụng đất được cấp theo quy định của Luật Đất đai qua các thời kỳ; không phải nộp nếu đã có trong Cơ sở dữ liệu quốc gia về đất đai',
  'Một trong những giấy tờ hợp pháp về đất đai chứng minh sự phù hợp mục đích sử dụng đất và sở hữu công trình để cấp phép xây dựng theo quy định tại Điều 53 của Nghị định số 175/2024/NĐ-CP',
  'Chứng từ chứng minh việc hoàn thành nghĩa vụ tài chính đối với trường hợp Văn phòng đăng ký đất đai nhận được văn bản của cơ quan có thẩm quyền về việc dự án được điều chỉnh quy hoạch xây dựng chi tiết mà làm phát sinh nghĩa vụ tài chính',
  'Quyết định vị trí đóng quân hoặc văn bản giao cơ sở nhà đất hoặc địa điểm công trình quốc phòng, an ninh được cấp có thẩm quyền phê duyệt cho đơn vị quân đội, đơn vị công an, đơn vị sự nghiệp công lập thuộc Quân đội nhân dân, Công an nhân dân',
  'Tờ khai thay đổi thông tin cư trú (mẫu CT01 ban hành kèm theo Thông tư số 53/2025/TT-BCA) hoặc Tờ khai thay đổi thông tin về cư trú dùng cho công dân Việt Nam định cư ở nước ngoài không có hộ chiếu Việt Nam còn giá trị sử dụng',
  'Văn bản xác nhận của Ủy ban nhân dân cấp xã về địa điểm phương tiện đăng ký đậu, đỗ thường xuyên trong trường hợp phương tiện không phải đăng ký hoặc nơi đăng ký phương tiện không trùng với nơi thường xuyên đậu, đỗ',
  'Giấy chứng nhận đăng ký phương tiện và giấy chứng nhận an toàn kỹ thuật và bảo vệ môi trường của phương tiện hoặc văn bản xác nhận của Ủy ban nhân dân cấp xã về việc sử dụng phương tiện đó vào mục đích để ở đối với phương tiện không phải đăng ký, đăng kiểm',
  'Tờ khai thay đổi thông tin cư trú (Mẫu CT01 ban hành kèm theo Thông tư số 53/2025/TT-BCA); đối với người đăng ký tạm trú là người chưa thành niên thì trong tờ khai phải ghi rõ ý kiến đồng ý của cha, mẹ hoặc người giám hộ',
  'Thông tin chứng minh về chỗ ở hợp pháp được khai thác trong căn cước điện tử, tài khoản định danh điện tử qua Ứng dụng định danh quốc gia hoặc trong các cơ sở dữ liệu quốc gia; không khai thác được thì nộp giấy tờ chứng minh chỗ ở hợp pháp',
  'Văn bản đề nghị đăng ký tạm trú, trong đó ghi rõ thông tin về chỗ ở hợp pháp kèm danh sách người tạm trú: họ, chữ đệm và tên; ngày, tháng, năm sinh; giới tính; số định danh cá nhân và thời hạn tạm trú của từng người'
]

/** Names that begin so much alike are told apart by how far they stay alike. */
const openingLength = 36

/** The name as it is printed. Throws for a cut one that is not known whole, so that no citizen reads half a sentence. */
export function wholeName(name: string): string {
  const read = name.normalize('NFC')
  if (!read.endsWith('…')) return read
  const whole = wholeNames.filter((known) => known.slice(0, openingLength) === read.slice(0, openingLength)).toSorted((a, b) => sharedLength(b, read) - sharedLength(a, read))[0]
  if (whole === undefined) throw new Error(`cut and not known whole: ${read}`)
  return whole
}

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
