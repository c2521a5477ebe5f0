import type { DossierReceived } from '../../../../electron/domain/receive.ts'
import { decideReceive } from '../../../../electron/domain/receive.ts'
import { getProvince2021 } from '../../../reference-data/build-demo-data.ts'
import { newDossierId, type TestCounter, type Written } from './counter.ts'

const province = getProvince2021()
const procedure = province.procedures.find((item) => item.code === '1.001193')!
/** Monday 15 March 2021, 09:30 in Vietnam. */
const morning = Date.parse('2021-03-15T02:30:00Z')

/** The facts of a dossier as the core would write them, by the rules of the domain themselves. */
export function receivedFacts(counter: TestCounter, serial: number): DossierReceived {
  const { enrolment } = counter
  const decided = decideReceive(
    {
      channel: 'direct',
      applicant: { fullName: 'Trần Thị Mẫu', idKind: 'none', address: 'Xóm 1, xã Giao Yến, tỉnh Nam Định' },
      components: procedure.components.filter((item) => item.required).map(({ id }) => ({ id, originals: 1, certifiedCopies: 0, copies: 0 }))
    },
    {
      procedure,
      agency: { id: enrolment.officeId, code: enrolment.agencyCode, name: enrolment.officeName },
      officer: { officerId: 'can-bo-thu', fullName: 'Nguyễn Thị Mẫu' },
      calendar: province.workCalendar,
      nowMs: morning,
      range: { from: serial, to: serial },
      findLastIssuedSerial: () => undefined,
      highWaterDay: undefined
    }
  )
  if (!decided.ok) throw new Error(`the fixture is refused: ${decided.error.kind}`)
  return decided.value
}

/** Writes `dossier.received` with the counter's serial. */
export function receive(counter: TestCounter, serial: number, dossier = newDossierId()): Written & { dossier: string } {
  return { ...counter.write({ kind: 'dossier.received', dossier, payload: receivedFacts(counter, serial) }), dossier }
}

export function changeStatus(counter: TestCounter, dossier: string, baseRevision: number, from: number, to: number, more: { answerBy?: string } = {}): Written {
  const payload = { from, to, at: '2021-03-15T10:00:00+07:00', reason: null, ...more }
  return counter.write({ kind: 'dossier.status-changed', dossier, baseRevision, payload })
}

export function attachFile(counter: TestCounter, dossier: string, baseRevision: number, file: { sha256: string; sizeBytes: number }): Written {
  const payload = { ...file, componentId: null, name: 'to-khai.pdf', mediaType: 'application/pdf', pages: 1, origin: 'scanned', at: '2021-03-15T09:31:00+07:00' }
  return counter.write({ kind: 'file.attached', dossier, baseRevision, payload })
}

export function signFile(counter: TestCounter, dossier: string, baseRevision: number, file: { sourceSha256: string; sha256: string; sizeBytes: number }): Written {
  const payload = { ...file, signerName: 'Nguyễn Thị Mẫu', certificateSerial: '01', at: '2021-03-15T09:32:00+07:00' }
  return counter.write({ kind: 'file.signed', dossier, baseRevision, payload })
}
