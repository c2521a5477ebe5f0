import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { json } from 'node:stream/consumers'

type HoSo = Record<string, unknown> & { MaHoSo: string }
type TienDo = Record<string, string> & { MaHoSo: string }
interface Envelope {
  session?: string
  madonvi?: string
  service?: string
  isUpdating?: unknown
  data?: unknown
}

/** What is done with the next request instead of an honest answer; `drop` takes it in and cuts the line, as when the answer is lost. */
export type Trick = 'end-session' | 'drop' | 'html' | undefined

export interface NationalDouble {
  url: string
  dossiers: Map<string, HoSo>
  steps: TienDo[]
  /** Services asked for, in order, with how many items each brought. */
  asked: string[]
  logIns: number
  trick: (service: string) => Trick
  /** Refuses a dossier in these words; undefined takes it. */
  refuse: (dossier: HoSo) => string | undefined
  forget(): void
  close(): Promise<void>
}

export const nationalAccount = { username: 'tinh-mau', password: 'mat-khau-mau', unit: '000.00.00.H99', destination: 'VN:GOV:000.00.00.G22:vpcp' }

const times = /^\d{14}$/
const success = [0, '0', '00']

/**
 * The adapter of the national portal as clients know it (shared/domain/wire-formats.md §1): booleans as strings, success told in three spellings, "đã tồn tại" for what is inserted twice, sessions that
 * end, progress that is appended and never compared, at most ten at once.
 */
export async function startNationalDouble(): Promise<NationalDouble> {
  const sessions = new Set<string>()
  let answers = 0
  const done = (more: object = {}) => ({ error_code: success[answers++ % success.length], message: 'Cập nhật thành công', ...more })
  const refused = (code: number | string, message: string) => ({ error_code: code, message })

  function takeDossiers({ data, isUpdating }: Envelope): object {
    if (isUpdating !== 'True' && isUpdating !== 'False') return refused(-1, 'isUpdating không hợp lệ')
    for (const dossier of data as HoSo[]) {
      const problem = checkDossier(dossier) ?? double.refuse(dossier)
      if (problem) return refused(-1, problem)
      const isThere = double.dossiers.has(dossier.MaHoSo)
      if (isUpdating === 'False' && isThere) return refused(answers++ % 2 ? 3 : 0, 'Hồ sơ đã tồn tại')
      if (isUpdating === 'True' && !isThere) return refused(-2, 'Hồ sơ không tồn tại')
      double.dossiers.set(dossier.MaHoSo, dossier)
    }
    return done()
  }

  function takeSteps({ data }: Envelope): object {
    const steps = data as TienDo[]
    if (steps.length > 10) return refused(-1, 'Quá 10 tiến độ')
    if (steps.some((step) => !double.dossiers.has(step.MaHoSo) || !times.test(step['ThoiDiemXuLy'] ?? ''))) return refused(-1, 'Tiến độ không hợp lệ')
    double.steps.push(...steps)
    return done()
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = (await json(request)) as Envelope & { username?: string; password?: string }
      const answer = (value: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
      if (request.headers['dstcode'] !== nationalAccount.destination) return answer(refused(-9, 'Thiếu dstcode'))
      if (request.url === '/mapi/login') {
        if (body.username !== nationalAccount.username || body.password !== nationalAccount.password) return answer({ ...refused(-1, 'Sai tài khoản'), session: '' })
        const session = randomUUID()
        sessions.add(session)
        double.logIns++
        return answer(done({ session }))
      }
      const { service = '', session = '', madonvi } = body
      const trick = double.trick(service)
      if (trick === 'html') return response.setHeader('content-type', 'text/html').end('<html>Bảo trì</html>')
      if (trick === 'end-session') sessions.clear()
      if (!sessions.has(session) || madonvi !== nationalAccount.unit) return answer(refused(-100, 'Phiên làm việc không hợp lệ'))
      double.asked.push(`${service} ${(body.data as unknown[]).length}`)
      const result = service === 'DongBoHoSoMC' ? takeDossiers(body) : service === 'CapNhatTienDoHoSoMC' ? takeSteps(body) : refused(-1, 'Không có dịch vụ')
      return trick === 'drop' ? request.socket.destroy() : answer(result)
    })()
  })
  const double: NationalDouble = {
    url: '',
    dossiers: new Map(),
    steps: [],
    asked: [],
    logIns: 0,
    trick: () => undefined,
    refuse: () => undefined,
    forget: () => double.dossiers.clear(),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return double
}

/** What every client known sends is demanded here. */
function checkDossier(dossier: HoSo): string | undefined {
  if (!/^[0-9A-Z.]+-\d{6,8}-\d{4,7}$/.test(dossier.MaHoSo)) return 'MaHoSo không hợp lệ'
  for (const name of ['MaTTHC', 'TenTTHC', 'ChuHoSo', 'TrichYeuHoSo', 'DonViXuLy']) if (typeof dossier[name] !== 'string' || dossier[name] === '') return `Thiếu ${name}`
  for (const name of ['NgayNopHoSo', 'NgayTiepNhan']) if (!times.test(String(dossier[name]))) return `${name} không hợp lệ`
  for (const name of ['NgayHenTra', 'NgayKetThucXuLy', 'NgayTra', 'NgayTuChoi']) if (dossier[name] !== '' && !times.test(String(dossier[name]))) return `${name} không hợp lệ`
  if (!/^([1-9]|10)$/.test(String(dossier['TrangThaiHoSo'])) || !/^[123]$/.test(String(dossier['KenhThucHien']))) return 'Mã không hợp lệ'
  return undefined
}
