/** The officer's guide: one page a screen, opened by F1 where she stands. Short, and true to the app: a key named here is a key of the screen. */

export interface GuidePage {
  id: 'receive' | 'worklist' | 'dossier' | 'queue' | 'signing' | 'verify' | 'settings' | 'keys'
  title: string
  sections: { heading: string; lines: string[] }[]
}

export const guide: GuidePage[] = [
  {
    id: 'receive',
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
          'Nộp bằng bưu chính: ghi số hiệu bưu gửi đến. Ngày hẹn và phí tính theo cách nộp.',
          'Ctrl+Shift+Enter tiếp nhận và giữ người nộp cho hồ sơ kế tiếp.'
        ]
      },
      {
        heading: 'Quét giấy tờ',
        lines: [
          'F8 quét số trang đã ghi. Từ hai trang trở lên, bảng tách trang mở ra: phím cách ở trang bắt đầu giấy tờ mới, ↑ ↓ đổi giấy tờ, Ctrl+Enter xong, Esc để nguyên.',
          'Ctrl+H lấy tệp máy quét vừa lưu vào thư mục quét, cho dòng đang chọn; tệp có từ trước để nguyên. Ctrl+T mở lại bảng tách trang.'
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
        heading: 'Tài liệu mật',
        lines: ['Chọn độ mật trước khi quét. Tài liệu mật không được quét, lưu hay gửi bằng máy này: nhận giấy theo quy định riêng.']
      }
    ]
  },
  {
    id: 'worklist',
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
          'Ctrl+1 đến Ctrl+9: Tất cả, Quá hạn, Hẹn hôm nay, Sắp đến hẹn, Chờ bổ sung, Chờ trả, Chưa ký, Chưa gửi, Trực tuyến (công dân nộp qua mạng, chờ tiếp nhận).',
          'Hồ sơ chờ công dân bổ sung không tính quá hạn: thời gian giải quyết đang dừng.',
          'Ctrl+M chỉ xem hồ sơ mình tiếp nhận. Ctrl+0 xem theo cán bộ và đơn vị.'
        ]
      }
    ]
  },
  {
    id: 'dossier',
    title: 'Một hồ sơ',
    sections: [{ heading: 'Xem và chuyển hồ sơ', lines: ['Dòng thời gian ghi mọi việc đã làm với hồ sơ, ai làm và lúc nào; không dòng nào xóa được.', 'F6 đến các việc có thể làm tiếp. Ctrl+Enter lưu. Esc trở về màn hình trước.'] }]
  },
  {
    id: 'queue',
    title: 'Hàng đợi gửi',
    sections: [{ heading: 'Những gì chưa tới Cổng', lines: ['Mỗi dòng là một việc chưa được Cổng ký nhận, từ khi nào và vì sao.', 'Mất mạng thì chờ: máy tự gửi lại. Dòng "Bị từ chối" cần cán bộ xử lý theo lời giải thích ở dòng đó.', 'Hồ sơ bị từ chối: Enter mở, F8 sửa hoặc so hai bản, Ctrl+Delete rút. Văn bản bị từ chối: F8 so hai bản rồi theo Cổng, giữ bước của máy này, hoặc sửa trích yếu.'] }]
  },
  {
    id: 'signing',
    title: 'Ký số',
    sections: [
      {
        heading: 'Ký các tệp đang chờ',
        lines: ['Cắm thiết bị ký, Ctrl+S, nhập PIN một lần cho cả loạt. Tệp nào lỗi vẫn ở lại danh sách kèm lý do.', 'PIN chỉ nhập ở cửa sổ PIN. Không ai, kể cả quản trị, cần biết PIN của ông/bà.', 'Chưa có thiết bị ký vẫn tiếp nhận được; ký sau.']
      },
      {
        heading: 'Văn bản của cơ quan',
        lines: [
          'Ctrl+N nhập văn bản. Lãnh đạo ký trước, văn thư đóng dấu sau; mỗi người ở máy của mình, văn bản tự chuyển qua Cổng.',
          'Enter xem văn bản và các chữ ký đã có; Ctrl+↓ Ctrl+↑ lật trang. Ctrl+Delete trả lại kèm lý do.',
          'Mất mạng: Ctrl+B bàn giao qua USB.',
          'Dấu thời gian do máy tự lấy sau khi đóng dấu; Ctrl+T lấy lại ngay.'
        ]
      }
    ]
  },
  {
    id: 'verify',
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
  {
    id: 'settings',
    title: 'Trạng thái quầy',
    sections: [{ heading: 'Kiểm tra máy', lines: ['Kết nối, đồng hồ, ổ sao lưu, nhật ký. Có dòng đỏ thì báo quản trị viên và đọc nguyên văn dòng đó.'] }]
  },
  {
    id: 'keys',
    title: 'Các phím tắt',
    sections: [
      { heading: 'Ở mọi màn hình', lines: ['F1 hướng dẫn', 'F2 tiếp nhận', 'F4 hồ sơ', 'Shift+F4 sổ theo dõi', 'F12 thu phí', 'F7 hàng đợi gửi', 'F9 ký số', 'Shift+F9 kiểm tra chữ ký', 'F10 trạng thái', 'F11 màn hình công dân', 'Ctrl+F tìm hồ sơ'] },
      {
        heading: 'Khi tiếp nhận',
        lines: ['Enter sang ô kế tiếp', 'Ctrl+Enter tiếp nhận', 'F3 người vừa nộp, hồ sơ khác', 'F5 mở lại hồ sơ nhập dở', 'F8 quét', 'Ctrl+O mở hồ sơ cũ hoặc vừa nhận', 'Ctrl+P in lại giấy hẹn', 'Ctrl+S ký tệp']
      },
      { heading: 'Ở danh sách', lines: ['Mũi tên chọn dòng', 'Enter mở', 'Ctrl+1 đến Ctrl+9 đổi danh sách', 'Ctrl+M của tôi', 'Ctrl+0 theo cán bộ, đơn vị', 'Esc trở về'] }
    ]
  }
]
