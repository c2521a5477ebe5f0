/** An invented person at the counter, as the chip card says. Dates are ISO days. */
export interface Citizen {
  idNumber: string
  fullName: string
  birthDate: string
  sex: 'Nam' | 'Nữ'
  address: string
  phone: string
}

const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý']
const women = ['Thị Thu Hà', 'Thị Ngọc Ánh', 'Thị Khánh Huyền', 'Thị Mỹ Hạnh', 'Thị Thanh Thủy', 'Thị Hồng Nhung', 'Thùy Dương', 'Thị Quỳnh Như', 'Thị Bích Ngọc', 'Thị Diệu Linh']
const men = ['Văn Đức', 'Quang Huy', 'Minh Tuấn', 'Đình Phúc', 'Hữu Nghĩa', 'Công Thành', 'Xuân Trường', 'Đăng Khoa', 'Bá Lộc', 'Trọng Nghĩa']
/** What forms and screens must bear, in every day. */
const longName = 'Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm Anh'
const hamlets = ['Xóm 1', 'Xóm 5', 'Xóm 8', 'Thôn Đông Thượng', 'Tổ dân phố số 3']

/** The same number of people from the same seed, every ID number once; ID numbers follow the rule of TT 07/2016/TT-BCA for births registered in Nam Định (036). */
export function inventCitizens(count: number, seed: number): Citizen[] {
  const draw = createDraw(seed)
  return Array.from({ length: count }, (_, index) => {
    const isWoman = draw(2) === 1
    const birthYear = 1950 + draw(55)
    const century = birthYear < 2000 ? 0 : 2
    const birthDate = `${birthYear}-${two(1 + draw(12))}-${two(1 + draw(28))}`
    const given = isWoman ? women[draw(women.length)] : men[draw(men.length)]
    return {
      idNumber: `036${century + (isWoman ? 1 : 0)}${two(birthYear % 100)}${String(100_000 + index * 7_919 + draw(7_000)).slice(-6)}`,
      fullName: (isWoman && index % 10 === 3 ? longName : `${families[draw(families.length)]} ${given}`).normalize('NFC'),
      birthDate,
      sex: isWoman ? 'Nữ' : 'Nam',
      address: `${hamlets[draw(hamlets.length)]}, Giao Yến, Giao Thủy, Nam Định`,
      phone: `09${String(10_000_000 + draw(89_999_999))}`
    }
  })
}

/** What a scanner reads from the QR of the card: seven fields, the old number empty. */
export function cardQr({ idNumber, fullName, birthDate, sex, address }: Citizen): string {
  const [year, month, day] = birthDate.split('-')
  return [idNumber, '', fullName, `${day}${month}${year}`, sex, address, '10052021'].join('|')
}

/** Numbers from 0 below the bound, the same from the same seed (mulberry32). */
export function createDraw(seed: number): (bound: number) => number {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
