import type { ScreenName } from '../features/shell/screen-store.ts'
import { hotkeys, tellHotkey } from './hotkeys.ts'

/** The officer's guide, opened by F1 where she stands. Short, and true to the app: a key named here is a key of the screen. */

export interface GuidePage {
  title: string
  sections: { heading: string; lines: string[] }[]
}

export type GuidePageId = ScreenName | 'keys'

/** One page a screen: a screen without a page does not compile. */
export const guide: Record<GuidePageId, GuidePage> = {
  receive: {
    title: 'Tiếp nhận hồ sơ',
    sections: [
      {
        heading: 'Nhận một hồ sơ trong một phút',
        lines: [
          'F2 mở màn hình tiếp nhận. Gõ vài chữ của thủ tục (không cần dấu), Enter lấy dòng đầu.',
          'Quét mã QR trên thẻ căn cước: họ tên, ngày sinh, giới tính, địa chỉ tự điền. Đối chiếu với thẻ.',
          'Giấy tờ bắt buộc đã đánh dấu sẵn. Mũi tên lên xuống để đổi dòng, phím cách để đánh dấu.',
          'F8 quét giấy vào dòng đang chọn. Có thể kéo tệp thả thẳng vào dòng.',
          'Ctrl+Enter: hồ sơ có số, giấy hẹn in ra. Màn hình sẵn sàng cho người tiếp theo.'
        ]
      },
      {
        heading: 'Người nộp',
        lines: [
          'F3 điền lại người vừa nộp, Ctrl+L chọn trong những người nộp gần đây.',
          'Ctrl+D khi nộp thay: ghi chủ hồ sơ và tư cách người nộp. Quét thẻ khi con trỏ ở khung chủ hồ sơ thì điền cho chủ hồ sơ.',
          'Nộp bằng bưu chính: ghi số hiệu bưu gửi đến, để trống nếu không có; ghi trong thư có gì, thiếu gì: lời này in lên giấy hẹn và sổ. Ngày hẹn và phí tính theo cách nộp.',
          'Ctrl+Shift+Enter tiếp nhận và giữ người nộp cho hồ sơ kế tiếp.'
        ]
      },
      {
        heading: 'Quét giấy tờ',
        lines: [
          'F8 quét số trang đã ghi. Từ hai trang trở lên, bảng tách trang mở ra: gõ số của trang bắt đầu giấy tờ mới (0 là trang 10) hoặc phím cách ở trang đó, ↑ ↓ đổi giấy tờ, Ctrl+Enter xong, Esc để nguyên.',
          'Ctrl+H lấy tệp máy quét vừa lưu vào thư mục quét, cho dòng đang chọn; tệp có từ trước để nguyên. Ctrl+T mở lại bảng tách trang.',
          'Nút "Xem" cạnh mỗi tệp mở chính tệp đó, PageDown xem tiếp, Esc đóng.'
        ]
      },
      {
        heading: 'Tập huấn',
        lines: ['F9 ở màn hình đăng nhập mở chế độ tập huấn: văn phòng bịa, không gửi đi đâu, giấy in ra có chữ BẢN TẬP HUẤN. Quầy thật vẫn gửi hồ sơ như thường.']
      },
      {
        heading: 'Khi mất mạng',
        lines: ['Vẫn nhận hồ sơ và in giấy hẹn như thường: số lấy từ dải số của quầy. Hồ sơ tự gửi khi có mạng.', '"Đã lưu" là đã ghi chắc chắn trên máy; "Đã tiếp nhận" là Cổng đã ký nhận.']
      },
      {
        heading: 'Khi danh mục thay đổi',
        lines: [
          'Thủ tục bị bãi bỏ hiện ngay trên hồ sơ đang nhập, kèm thủ tục thay thế: Enter ở nút "Dùng …" để chuyển. Người nộp và tệp vẫn giữ.',
          'Tệp chưa có giấy tờ tương ứng nằm ở đầu danh sách giấy tờ: bấm "Xếp" hoặc gỡ, rồi mới tiếp nhận được.',
          'Hồ sơ đã nhận giữ nguyên thủ tục, thời hạn và phí của ngày nhận.'
        ]
      },
      {
        heading: 'Tài liệu mật',
        lines: ['Chọn độ mật trước khi quét. Tài liệu mật không được quét, lưu hay gửi bằng máy này: nhận giấy theo quy định riêng. Đang có tệp thì máy hỏi trước khi xóa.']
      }
    ]
  },
  worklist: {
    title: 'Tìm hồ sơ và danh sách việc',
    sections: [
      {
        heading: 'Tìm một hồ sơ',
        lines: [
          'Ctrl+F ở bất cứ màn hình nào, gõ bốn chữ của tên, mã, số giấy tờ, điện thoại hoặc thủ tục, rồi Enter. Không cần dấu.',
          'Quét mã trên giấy hẹn ở bất cứ màn hình nào: hồ sơ mở ra, không phải bấm phím.'
        ]
      },
      {
        heading: 'Danh sách việc',
        lines: [
          'Ctrl+G: hồ sơ giao cho tôi, hồ sơ chờ ký nhận đứng trước. Ctrl+1 đến Ctrl+9: Tất cả, Quá hạn, Hẹn hôm nay, Sắp đến hẹn, Chờ bổ sung, Chờ trả, Chưa ký, Chưa gửi, Trực tuyến (công dân nộp qua mạng, chờ tiếp nhận).',
          'Hồ sơ chờ công dân bổ sung không tính quá hạn: thời gian giải quyết đang dừng.',
          'Ctrl+M chỉ xem hồ sơ mình tiếp nhận. Ctrl+0 xem theo cán bộ và đơn vị.'
        ]
      }
    ]
  },
  dossier: {
    title: 'Một hồ sơ',
    sections: [
      { heading: 'Xem và chuyển hồ sơ', lines: ['Dòng thời gian ghi mọi việc đã làm với hồ sơ, ai làm và lúc nào; không dòng nào xóa được.', 'F6 làm việc thường làm tiếp, Ctrl+1 đến Ctrl+9 các việc khác. Ctrl+Enter lưu và in phiếu. Esc trở về màn hình trước.'] },
      {
        heading: 'Thêm bản quét sau khi nhận',
        lines: [
          'F8 mở bảng "Thêm bản quét": chọn giấy tờ, trả lời độ mật, rồi quét (F8), lấy từ thư mục quét (Ctrl+H) hoặc nhập tệp; Ctrl+Enter lưu. Sau đó Ctrl+S ký như các tệp khác.',
          'Tệp ghi "Chưa gửi được": xem lý do ở F7. Tệp hỏng hoặc quá lớn thì quét lại giấy (tệp quá lớn thì quét làm nhiều lần, mỗi lần ít trang) và thêm vào; tệp cũ vẫn ghi lý do.',
          'Hồ sơ đã trả, đã dừng hoặc bị từ chối không nhận thêm bản quét.'
        ]
      },
      {
        heading: 'Hồ sơ quầy khác nhận',
        lines: [
          'Mục "Quá trình" gồm cả việc quầy khác đã làm, lấy từ Cổng khi có mạng; dòng đầu ghi theo Cổng lúc nào.',
          'Tệp quầy khác nhận nằm ở Cổng: bấm "Tải về" để xem. Tệp đã tải xem lại được cả khi mất mạng.'
        ]
      },
      { heading: 'Giao, nhận hồ sơ', lines: ['"Giao hồ sơ" ghi ai nhận giấy tờ gì. Người nhận thấy hồ sơ ở danh sách "Giao cho tôi" và bấm F6 "Nhận hồ sơ", hoặc trả lại kèm lý do.', 'Hồ sơ liên thông: mỗi cơ quan một dòng ở bảng Liên thông. Chuyển từng phần, ghi trả lời khi có; xong hết mới "Có kết quả".'] }
    ]
  },
  money: {
    title: 'Thu phí và két',
    sections: [
      {
        heading: 'Thu của một hồ sơ',
        lines: [
          'F12, quét giấy hẹn hoặc gõ vài chữ để tìm hồ sơ. Bỏ đánh dấu khoản chưa thu.',
          'Gõ tiền khách đưa để có số thối lại. Ctrl+Enter thu và in biên lai; phí và lệ phí có biên lai riêng.',
          'Ctrl+Q hiện mã VietQR. Chuyển khoản chỉ tính là đã thu khi thấy tiền trong sao kê: ghi số giao dịch rồi bấm "Đã thấy tiền".',
          'Biên lai sai thì hủy kèm lý do, không xóa được; số đã hủy không cấp lại.'
        ]
      },
      {
        heading: 'Két và giao ca',
        lines: ['Mở két bằng số tiền đầu ca. Chỉ người mở két thu và hoàn tiền mặt.', 'Cuối ca kiểm đếm theo mệnh giá, đóng két, in biên bản. Chênh lệch phải ghi lý do.']
      }
    ]
  },
  register: {
    title: 'Sổ theo dõi',
    sections: [
      {
        heading: 'Xem, in, xuất',
        lines: [
          'Ctrl+1: hồ sơ đã tiếp nhận, theo quyển và số. Gõ hai ngày rồi Enter để xem khoảng khác. Enter ở dòng mở hồ sơ.',
          'Ctrl+2: những lần từ chối tại quầy này, có số phiếu và lý do. Enter ở dòng xem lại phiếu.',
          'Ctrl+P in sổ khổ A4, Ctrl+E xuất tệp cho bảng tính.',
          'Dấu — ở cột số: khi tiếp nhận quyển sổ đã hết số. Mở hồ sơ, bấm "Vào sổ" khi có mạng.'
        ]
      }
    ]
  },
  queue: {
    title: 'Hàng đợi gửi',
    sections: [{ heading: 'Những gì chưa tới Cổng', lines: ['Mỗi dòng là một việc chưa được Cổng ký nhận, từ khi nào và vì sao.', 'Ctrl+2: bản nháp, Enter mở đúng bản đó, Delete bỏ hẳn (hỏi trước; Ctrl+Delete là bỏ, Enter giữ lại); có cả bản của cán bộ đã thôi việc.', 'Mất mạng thì chờ: máy tự gửi lại. Dòng "Bị từ chối" hoặc "Hai bản khác nhau" cần cán bộ xử lý theo lời giải thích ở dòng đó; các bước và tệp sau nó của hồ sơ ấy chờ theo ("Chờ bước trước").', 'Dòng "Gác lại": Cổng lỗi ở riêng mục đó, máy tự thử lại; hôm sau vẫn còn thì gọi đơn vị vận hành Cổng. Dòng "Tệp hỏng": giữ bản giấy, báo quản trị viên; Enter mở, F8 quét lại.', 'Hồ sơ bị từ chối: Enter mở, F8 sửa hoặc so hai bản, Ctrl+Delete rút. Văn bản bị từ chối: F8 so hai bản rồi theo Cổng, giữ bước của máy này, hoặc sửa trích yếu.'] }]
  },
  signing: {
    title: 'Ký số',
    sections: [
      {
        heading: 'Ký các tệp đang chờ',
        lines: ['Cắm thiết bị ký, Ctrl+S, nhập PIN một lần cho cả loạt. Tệp nào lỗi vẫn ở lại danh sách kèm lý do.', 'PIN chỉ nhập ở cửa sổ PIN. Không ai, kể cả quản trị, cần biết PIN của anh/chị.', 'Chưa có thiết bị ký vẫn tiếp nhận được; ký sau.']
      },
      {
        heading: 'Văn bản của cơ quan',
        lines: [
          'Ctrl+N nhập văn bản. Lãnh đạo ký trước, văn thư đóng dấu sau; mỗi người ở máy của mình, văn bản tự chuyển qua Cổng.',
          'Enter xem bản quét, hoặc văn bản và các chữ ký đã có; Ctrl+O mở hồ sơ của bản quét; Ctrl+↓ Ctrl+↑ lật trang. Ctrl+Delete trả lại kèm lý do.',
          'Văn bản chưa xem in đậm và chưa được ký: Ctrl+S nêu danh sách, F6 xem lần lượt, F8 chỉ ký văn bản đã xem.',
          'Mất mạng: Ctrl+B bàn giao qua USB.',
          'Dấu thời gian do máy tự lấy sau khi đóng dấu; Ctrl+T lấy lại ngay.'
        ]
      }
    ]
  },
  verify: {
    title: 'Kiểm tra chữ ký số',
    sections: [
      {
        heading: 'Kiểm tra một tệp',
        lines: [
          'Shift+F9 ở bất cứ màn hình nào, Ctrl+O chọn tệp hoặc kéo tệp vào: PDF, XML, .p7m; chữ ký rời .p7s thì chọn cùng tệp gốc.',
          'Dòng trên cùng là kết luận. "Hợp lệ": dùng được. "Không hợp lệ": trả lại nơi gửi, nêu lý do ở dòng dưới. "Chưa đủ căn cứ": làm theo việc được nêu, đừng dùng vội.',
          'Ctrl+P in báo cáo để lưu kèm hồ sơ. Tệp chỉ được đọc tại chỗ, không lưu vào máy.'
        ]
      },
      {
        heading: 'Tổ chức tin cậy, thiết bị ký',
        lines: [
          'Ctrl+2: danh sách tổ chức do Cổng gửi và do quản trị viên thêm. Chỉ thêm khi đã đối chiếu dấu vân tay với công bố chính thức.',
          'Máy không có mạng: Ctrl+L nhập danh sách thu hồi (.crl) từ USB.',
          'Ctrl+3: khám thiết bị ký, nói rõ vì sao không ký được. Ctrl+E lưu báo cáo gửi bộ phận hỗ trợ, không có mã PIN.'
        ]
      }
    ]
  },
  settings: {
    title: 'Trạng thái quầy',
    sections: [
      { heading: 'Kiểm tra máy', lines: ['Kết nối, đồng hồ, ổ sao lưu, nhật ký. Có dòng đỏ thì báo quản trị viên và đọc nguyên văn dòng đó.'] },
      {
        heading: 'Hồ sơ hết thời hạn lưu (quản trị viên)',
        lines: [
          'Xem trước: bao nhiêu hồ sơ đã kết thúc, hết thời hạn lưu và Cổng đã nhận đủ. Hồ sơ nào còn vướng thì máy nói vướng gì và giữ nguyên.',
          'Xóa phải có căn cứ (quyết định hủy tài liệu), gõ lại đúng số hồ sơ rồi Ctrl+Delete. Không lấy lại được; tắt máy giữa chừng thì lần mở sau xóa tiếp.',
          'Sau đó mã, số sổ, biên lai và xác nhận của Cổng vẫn tra được; tên, giấy tờ và bản quét thì không. Phiếu từ chối tại quầy không thuộc hồ sơ nào nên không xóa.'
        ]
      }
    ]
  },
  keys: {
    title: 'Các phím tắt',
    sections: [
      { heading: 'Gõ và chọn', lines: ['Enter sang ô kế tiếp. Mũi tên chọn dòng, Enter mở. Phím cách đánh dấu.', 'Không phím chữ nào là phím tắt: gõ tiếng Việt ở đâu cũng được.', 'Máy hỏi trước khi bỏ phần đang nhập: Enter hoặc Esc giữ lại, Ctrl+Delete bỏ.'] },
      ...Object.values(hotkeys).flatMap(({ title, help }) => (help.length === 0 ? [] : [{ heading: title, lines: help.map(tellHotkey) }]))
    ]
  }
}

/** The pages in their order. */
export const guidePages: readonly GuidePageId[] = Object.keys(guide) as GuidePageId[]
