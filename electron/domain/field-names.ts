/** What the texts of a dossier and its people are called, on screens, in its timeline and where two versions differ. */
export const TEXT_FIELD_NAME = {
  request: 'Nội dung yêu cầu',
  note: 'Ghi chú',
  subject: 'Đối tượng',
  fullName: 'Họ và tên',
  idKind: 'Loại giấy tờ',
  idNumber: 'Số giấy tờ',
  birthDate: 'Ngày sinh',
  sex: 'Giới tính',
  address: 'Địa chỉ',
  phone: 'Điện thoại',
  email: 'Email',
  taxCode: 'Mã số thuế'
} as const
