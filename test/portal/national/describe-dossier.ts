import { currentSha256, type Dossier, type DossierFile } from '../../../electron/domain/dossier.ts'
import type { Applicant, SubjectKind } from '../../../electron/domain/applicant.ts'
import type { LocalTime } from '../../../electron/domain/calendar.ts'
import type { Channel } from '../../../electron/domain/catalogue.ts'
import type { FeeLine } from '../../../electron/domain/fee.ts'
import { STATUS } from '../../../electron/domain/dossier-status.ts'

/** Address at which the national portal fetches a file. */
export type LinkFile = (sha256: string) => string

/** A result paper of the dossier whose file the portal holds. */
export interface ResultPaper {
  id: string
  title: string
  sha256: string
}

const channels: Record<Channel, string> = { direct: '1', online: '2', post: '3' }
const subjects: Record<SubjectKind, string> = { citizen: '1', business: '2', agency: '3', organisation: '4' }
/** Only these two kinds are known there; of a passport the number alone is told. */
const identities: Partial<Record<Applicant['idKind'], string>> = { cccd: '1', cmnd: '2' }
const collected: Record<FeeLine['collectedAt'], string> = { receipt: '1', supplement: '2', return: '4' }

/**
 * A dossier as `DongBoHoSoMC` takes it (shared/domain/wire-formats.md §1): texts throughout, also of numbers and truths. The whole of it each time, because an update there replaces the lists too.
 * Left empty, because their codes are not known: DanhSachHoSoBoSung, DanhSachTepDinhKemKhac, DSKetNoiCSDL.
 * @param isHeld whether the portal holds a file whole: only then can it be fetched
 */
export function describeDossier(dossier: Dossier, { isHeld, results, linkFile }: { isHeld: (sha256: string) => boolean; results: readonly ResultPaper[]; linkFile: LinkFile }): Record<string, unknown> {
  const owner = dossier.owner ?? dossier.applicant
  const identity = identities[owner.idKind]
  const files = dossier.files.filter((file) => isHeld(currentSha256(file)))
  return {
    MaHoSo: dossier.code,
    MaTTHC: dossier.procedure.code,
    TenTTHC: dossier.procedure.name,
    TenLinhVuc: dossier.procedure.field,
    KenhThucHien: channels[dossier.channel],
    ChuHoSo: owner.fullName,
    LoaiDoiTuong: subjects[owner.subject],
    SoGiayToChuHoSo: owner.idNumber ?? '',
    DinhDanhCHS: identity && owner.idNumber ? [{ LoaiDinhDanh: identity, SoDinhDanh: owner.idNumber }] : [],
    TrichYeuHoSo: dossier.subject.slice(0, 1000),
    NgayNopHoSo: toDigits(dossier.filed?.at ?? dossier.receivedAt),
    NgayTiepNhan: toDigits(dossier.receivedAt),
    NgayHenTra: toDigits(dossier.dueAt),
    NgayKetThucXuLy: toDigits(dossier.finishedAt),
    NgayTra: toDigits(dossier.handBack?.at),
    NgayTuChoi: dossier.status === STATUS.notAccepted ? toDigits(dossier.finishedAt) : '',
    TrangThaiHoSo: String(dossier.status),
    HinhThuc: dossier.resultBy === 'post' ? '1' : '0',
    DonViXuLy: dossier.procedure.decidingAgency ?? dossier.agency.name,
    Email: owner.email ?? '',
    SoDienThoai: owner.phone ?? '',
    NoiNopHoSo: '2',
    HoSoCoThanhPhanSoHoa: toFlag(files.length > 0),
    TaiKhoanDuocXacThucVoiVNeID: '0',
    DuocThanhToanTrucTuyen: '0',
    TaiLieuNop: files.map((file) => describeFile(file, linkFile)),
    DanhSachLePhi: dossier.fees.lines.map((line) => ({ TenPhiLePhi: line.name, MaPhiLePhi: line.itemId, HinhThucThu: collected[line.collectedAt], Gia: String(line.amount), LoaiPhiLePhi: '1' })),
    DanhSachGiayToKetQua: results.map(({ id, title, sha256 }) => ({ GiayToId: id, TenGiayTo: title, MaGiayToKetQua: '', MaThanhPhanHoSo: '', DuongDanTepTinKetQua: linkFile(sha256) }))
  }
}

function describeFile(file: DossierFile, linkFile: LinkFile): Record<string, unknown> {
  const sha256 = currentSha256(file)
  return {
    // The paper's own, so that a signature makes a new file of it and no new paper.
    TepDinhKemId: file.sha256,
    TenTepDinhKem: file.name,
    IsDeleted: '0',
    MaThanhPhanHoSo: file.componentId ?? '',
    DuongDanTaiTepTin: linkFile(sha256),
    DuocSoHoa: toFlag(file.origin === 'scanned'),
    DuocTaiSuDung: toFlag(file.origin === 'reused'),
    DuocLayTuKhoDMQG: toFlag(file.origin === 'national-store'),
    MaKetQuaThayThe: ''
  }
}

/** One step of the way, as `CapNhatTienDoHoSoMC` takes it. */
export interface Step {
  by: string
  title: string
  at: LocalTime
  status: number
  words: string
}

export function describeStep(step: Step, dossier: Pick<Dossier, 'code' | 'agency' | 'receivedAt' | 'dueAt'>): Record<string, string> {
  return {
    MaHoSo: dossier.code,
    NguoiXuLy: step.by.slice(0, 50),
    ChucDanh: step.title,
    ThoiDiemXuLy: toDigits(step.at),
    PhongBanXuLy: dossier.agency.name,
    NoiDungXuLy: step.words,
    TrangThai: String(step.status),
    NgayBatDau: toDigits(dossier.receivedAt),
    NgayKetThucTheoQuyDinh: toDigits(dossier.dueAt)
  }
}

function toFlag(is: boolean): '0' | '1' {
  return is ? '1' : '0'
}

/** `yyyyMMddHHmmss` of Vietnam; empty for never. */
function toDigits(time: LocalTime | null | undefined): string {
  return time ? time.slice(0, 19).replaceAll(/\D/g, '') : ''
}
