import type { Procedure } from '../../../electron/domain/catalogue.ts'
import type { Intake, ReceiveContext } from '../../../electron/domain/receive.ts'
import { getProcedures } from '../../reference-data/procedures.ts'
import { calendar } from './calendar-fixture.ts'

const procedures = new Map(getProcedures(2021).map((procedure) => [procedure.code, procedure]))

export function getProcedure(code: string): Procedure {
  const procedure = procedures.get(code)
  if (procedure === undefined) throw new Error(`no procedure ${code}`)
  return procedure
}

/** A birth registration with its two required papers, Monday 15/3/2021. */
export const intake: Intake = {
  channel: 'direct',
  applicant: {
    fullName: 'Trần Thị Hồng Nhung',
    idKind: 'cccd',
    idNumber: '036188001234',
    birthDate: '1988-03-05',
    sex: 'female',
    address: 'Xóm 5, Giao Yến, Giao Thủy, Nam Định',
    phone: '0912345678'
  },
  components: [
    { id: '1.001193-TP01', originals: 1, certifiedCopies: 0, copies: 0 },
    { id: '1.001193-TP02', originals: 1, certifiedCopies: 0, copies: 0 }
  ]
}

export const context: ReceiveContext = {
  procedure: getProcedure('1.001193'),
  agency: { id: '14194', code: '000.21.05.H40', name: 'Ủy ban nhân dân xã Giao Yến' },
  officer: { officerId: 'can-bo-01', fullName: 'Vũ Thị Hồng Nhung' },
  calendar,
  nowMs: Date.parse('2021-03-15T09:30:15+07:00'),
  range: { from: 1, to: 2999 },
  findLastIssuedSerial: () => undefined,
  highWaterDay: '2021-03-12'
}
