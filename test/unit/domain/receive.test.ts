import { describe, expect, it, test } from 'vitest'
import { decideReceive, DossierReceived, type Intake, type ReceiveContext } from '../../../electron/domain/receive.ts'
import { context, getProcedure, intake } from './receive-fixture.ts'

const receive = (change: Partial<Intake> = {}, around: Partial<ReceiveContext> = {}) => decideReceive({ ...intake, ...change }, { ...context, ...around })
const refusal = (change: Partial<Intake>, around: Partial<ReceiveContext> = {}) => {
  const decision = receive(change, around)
  return decision.ok ? undefined : decision.error
}

describe('receiving', () => {
  it('gives number, date and fee, frozen in facts that survive JSON', () => {
    const decision = receive()
    expect(decision).toMatchObject({
      ok: true,
      value: {
        code: '000.21.05.H40-210315-0001',
        day: '2021-03-15',
        serial: 1,
        status: 2,
        receivedAt: '2021-03-15T09:30:15+07:00',
        dueAt: '2021-03-15T17:00:00+07:00',
        fees: { total: 5000 },
        procedure: { code: '1.001193', version: 1, supplementPolicy: 'restart' },
        subject: 'Thủ tục đăng ký khai sinh',
        sets: 1,
        receivedBy: { fullName: 'Vũ Thị Hồng Nhung' }
      }
    })
    expect(decision.ok && DossierReceived.parse(JSON.parse(JSON.stringify(decision.value)))).toEqual(decision.ok && decision.value)
  })

  it('takes the number after the last of that day in the counter’s own range', () => {
    const asked: string[] = []
    const decision = receive({}, {
      range: { from: 3000, to: 5999 },
      findLastIssuedSerial: (day) => {
        asked.push(day)
        return 3041
      }
    })
    expect(asked).toEqual(['2021-03-15'])
    expect(decision).toMatchObject({ ok: true, value: { code: '000.21.05.H40-210315-3042' } })
  })

  it('lists papers in the procedure’s order, without those that were not handed over', () => {
    const [first, second] = intake.components
    const components = [second!, { id: '1.001193-TP03', originals: 0, certifiedCopies: 0, copies: 0 }, first!]
    const decision = receive({ components })
    expect(decision.ok && decision.value.components.map(({ id }) => id)).toEqual(['1.001193-TP01', '1.001193-TP02'])
  })

  it('keeps the owner when another hands it in, and cleans the free texts', () => {
    const owner = { ...intake.applicant, fullName: 'Nguyễn Văn Chủ', idKind: 'none' as const }
    const decision = receive({ owner, subject: ' Khai  sinh '.normalize('NFD'), note: 'một\r\n hai ' })
    expect(decision).toMatchObject({ ok: true, value: { owner: { fullName: 'Nguyễn Văn Chủ' }, subject: 'Khai sinh', note: 'một\nhai' } })
  })

  it('keeps in what capacity another hands it in, the letter it came in, and how many pages are to be certified', () => {
    const owner = { ...intake.applicant, fullName: 'Nguyễn Văn Chủ', idKind: 'none' as const }
    const [first, second] = intake.components
    const components = [{ ...first!, pages: 12 }, second!]
    const posted = { channel: 'post' as const, postTrackingNumber: ' EB123456789VN ' }
    expect(receive({ ...posted, owner, representation: 'theo giấy ủy quyền  số 12', components })).toMatchObject({
      ok: true,
      value: { channel: 'post', representation: 'theo giấy ủy quyền số 12', postTrackingNumber: 'EB123456789VN', components: [{ pages: 12 }, {}] }
    })
    expect(receive({ representation: 'mẹ của trẻ', postTrackingNumber: 'EB1' })).toMatchObject({ ok: true, value: { representation: null, postTrackingNumber: null } })
  })

  it('takes the limit of the channel where there is one', () => {
    const components = [{ id: '1.012787-TP01', originals: 1, certifiedCopies: 0, copies: 0 }]
    const limit = (channel: 'direct' | 'post') => {
      const decision = receive({ channel, components }, { procedure: getProcedure('1.012787') })
      return decision.ok ? decision.value.limit : decision.error
    }
    expect(limit('direct')).toEqual({ unit: 'working-day', value: 18 })
    expect(limit('post')).toEqual({ unit: 'working-day', value: 8 })
  })
})

describe('secrets', () => {
  it('refuses a secret procedure before anything else is looked at', () => {
    const broken = { ...intake.applicant, fullName: '' }
    expect(refusal({ applicant: broken, components: [] }, { procedure: getProcedure('9.900001') })).toEqual({
      kind: 'secret-procedure',
      procedureCode: '9.900001'
    })
  })

  it('refuses a secret document that was handed over, and only then', () => {
    const procedure = getProcedure('9.900002')
    const form = { id: '9.900002-TP01', originals: 1, certifiedCopies: 0, copies: 0 }
    const secret = { id: '9.900002-TP03', originals: 0, certifiedCopies: 0, copies: 1 }
    expect(refusal({ components: [form, secret] }, { procedure })).toEqual({ kind: 'secret-document', names: ['Tài liệu đóng dấu MẬT (minh họa)'] })
    expect(receive({ components: [form, { ...secret, copies: 0 }] }, { procedure }).ok).toBe(true)
  })

  test.each([
    [['1.001193-TP01'], [expect.stringContaining('Tờ khai')]],
    [['*'], []]
  ])('refuses a paper the officer saw a mark on: %j', (markedSecret, names) => {
    expect(refusal({ markedSecret })).toEqual({ kind: 'secret-document', names })
  })
})

describe('refusals', () => {
  it('names what is missing', () => {
    expect(refusal({ components: intake.components.slice(0, 1) })).toEqual({ kind: 'missing-component', names: [expect.stringContaining('Giấy chứng sinh')] })
  })

  it('a paper of another procedure is not this one’s', () => {
    const stranger = { id: '2.000815-TP01', originals: 1, certifiedCopies: 0, copies: 0 }
    expect(refusal({ components: [...intake.components, stranger] })).toEqual({ kind: 'unknown-component', ids: ['2.000815-TP01'] })
  })

  it('says which field of which person', () => {
    const nameless = { ...intake.applicant, fullName: '' }
    expect(refusal({ applicant: nameless })).toMatchObject({ kind: 'applicant-invalid', person: 'applicant', field: 'fullName' })
    expect(refusal({ owner: nameless })).toMatchObject({ kind: 'applicant-invalid', person: 'owner', field: 'fullName' })
  })

  it('a procedure that has ended or not begun', () => {
    const procedure = { ...context.procedure, validTo: '2021-03-14', replacedBy: ['1.013225'] }
    expect(refusal({}, { procedure })).toEqual({
      kind: 'procedure-not-in-force', procedureCode: '1.001193', why: { kind: 'ended', lastDay: '2021-03-14', replacedBy: ['1.013225'] }
    })
    expect(refusal({}, { procedure: { ...procedure, validFrom: '2021-03-16', validTo: null } })).toMatchObject({ kind: 'procedure-not-in-force', why: { kind: 'to-come', firstDay: '2021-03-16' } })
    expect(receive({}, { procedure: { ...procedure, validFrom: '2021-03-15', validTo: '2021-03-15' } }).ok).toBe(true)
  })

  it('a channel the procedure does not offer', () => {
    expect(refusal({ channel: 'online' }, { procedure: getProcedure('2.000815') })).toEqual({
      kind: 'channel-not-offered', channel: 'online', offered: ['direct']
    })
  })

  it('an empty range, a clock gone back, a clock that jumped', () => {
    expect(refusal({}, { findLastIssuedSerial: () => 2999 })).toMatchObject({ kind: 'number-range-empty' })
    expect(refusal({}, { highWaterDay: '2021-03-16' })).toMatchObject({ kind: 'clock-went-back' })
    const jumped = { highWaterDay: '2021-03-01' }
    expect(refusal({}, jumped)).toMatchObject({ kind: 'clock-jumped', skippedWorkingDays: 9 })
    expect(receive({}, { ...jumped, confirmedDay: '2021-03-15' }).ok).toBe(true)
  })
})

it('changes nothing it was given', () => {
  const frozen = structuredClone(intake)
  const procedure = structuredClone(context.procedure)
  receive({}, { procedure })
  expect(intake).toEqual(frozen)
  expect(procedure).toEqual(context.procedure)
})
