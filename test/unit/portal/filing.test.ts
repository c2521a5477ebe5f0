import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localDay } from '../../../electron/domain/calendar.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import type { PortalContext } from '../../portal/context.ts'
import { appendAsDesk } from '../../portal/online/append.ts'
import { findProcedure, listOnlineProcedures } from '../../portal/online/desk-store.ts'
import { fileDossier } from '../../portal/online/file-dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** What a citizen files is here whole or not at all: told that it was refused she files it again. */

describe.each(engines)('a filing on %s', (engine) => {
  let portal: TestPortal
  let context: PortalContext
  beforeAll(async () => {
    portal = await startTestPortal(engine)
    context = await describePortal(portal)
  })
  afterAll(() => portal.close())

  async function file(officeId: string, options: { name: string; note?: string }) {
    const day = localDay(Date.now())
    const [online] = await listOnlineProcedures(portal.database, day)
    const procedure = (await findProcedure(portal.database, online!.code, day))!
    const papers = procedure.components.map(({ id }) => ({ component: id, name: options.name, bytes: Buffer.from('%PDF-1.7') }))
    const applicant = { fullName: 'Trần Thị Mẫu', idKind: 'cccd' as const, idNumber: '036085000001', birthDate: null, address: 'Xóm 1, xã Giao Yến, tỉnh Nam Định', phone: '0912345678', email: null }
    return fileDossier(context, { officeId, procedureCode: procedure.code, applicant, resultBy: 'counter', note: options.note ?? '', papers, openPapersOnly: true })
  }

  const countDossiers = async (officeId: string) => (await portal.database.query('select 1 from dossier where office_id = $1', [officeId])).length

  test('whose paper has a name that is cut within a character is taken', async () => {
    const { id } = await openOffice(portal.database)
    expect(await file(id, { name: `${'😀'.repeat(100)}x` })).toMatchObject({ ok: true })
  })

  test('of which one entry is refused leaves nothing behind', async () => {
    const { id } = await openOffice(portal.database)
    const filed = await file(id, { name: 'to-khai.pdf' })
    if (!filed.ok) throw new Error('the fixture is refused')
    const [row] = await portal.database.query<{ payload: object }>(`select payload from entry where dossier_id = $1 and kind = 'dossier.received'`, [filed.value.id])
    const received = { kind: 'dossier.received', payload: { ...row!.payload, code: `TT-${randomUUID()}` } } as never
    const attached = { kind: 'file.attached', payload: { sha256: '0'.repeat(64), componentId: null, name: '\ud83d', mediaType: 'application/pdf', sizeBytes: 8, pages: 0, origin: 'online', at: '2021-03-15T09:31:00+07:00' } } as const
    expect(await appendAsDesk(context, id, randomUUID(), 0, [received, attached])).toMatchObject({ ok: false })
    expect(await countDossiers(id)).toBe(1)
    // And the desk goes on.
    expect(await file(id, { name: 'to-khai.pdf' })).toMatchObject({ ok: true })
  })
})
