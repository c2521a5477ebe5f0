import { describe, expect, it, test } from 'vitest'
import { listSlipRows, listStepsToCome } from '../../../electron/domain/control-slip.ts'
import { applyEntry, foldDossier, type Dossier, type DossierEntry } from '../../../electron/domain/dossier.ts'
import { decideDecline, decideHandOver, decideTakeOver, findHolder, type HandOverInput, type Party } from '../../../electron/domain/hand-over.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { calendar } from './calendar-fixture.ts'
import { context, intake } from './receive-fixture.ts'

/** Received Monday 15/3/2021 09:30; the process of a birth registration: 1, 4, 1 and 1 hours. */
const received = decideReceive(intake, context)
if (!received.ok) throw new Error('the fixture is refused')
const opened = foldDossier([{ kind: 'dossier.received', payload: received.value }])
const at = (short: string) => `2021-03-${short.replace(' ', 'T')}:00+07:00`
const nhung: Party = { unit: 'Cán bộ tiếp nhận', fullName: 'Vũ Thị Hồng Nhung', officerId: 'can-bo-01' }
const tram: Party = { unit: 'Văn thư', fullName: 'Đặng Phương Trâm', officerId: 'can-bo-03' }
const give = (more: Partial<HandOverInput> = {}): HandOverInput => ({ stepId: 'tham-dinh', to: tram, componentIds: ['1.001193-TP01', '1.001193-TP02'], otherPapers: '', isTaken: false, note: '', ...more })

function handOver(dossier: Dossier, time: string, input: HandOverInput, by = nhung): Dossier {
  const decision = decideHandOver(dossier, input, { at: at(time), calendar, by })
  if (!decision.ok) throw new Error(decision.error.kind)
  return applyEntry(dossier, { kind: 'dossier.handed-over', payload: decision.value })
}
function takeOver(dossier: Dossier, time: string, by = tram, signedBy: string | null = null): Dossier {
  const decision = decideTakeOver(dossier, signedBy, { at: at(time), calendar, by })
  if (!decision.ok) throw new Error(decision.error.kind)
  return applyEntry(dossier, { kind: 'dossier.taken-over', payload: decision.value })
}
const change = (payload: Extract<DossierEntry, { kind: 'dossier.status-changed' }>['payload']): DossierEntry => ({ kind: 'dossier.status-changed', payload })

describe('a hand-over', () => {
  it('is open until the other takes it, and the step’s time runs from then', () => {
    const given = handOver(opened, '15 10:00', give())
    expect(findHolder(given)).toBeUndefined()
    const taken = takeOver(given, '15 10:30')
    expect(findHolder(taken)).toEqual({ ...tram, unit: 'Văn thư' })
    expect(taken.handOvers).toMatchObject([{ givenAt: at('15 10:00'), takenAt: at('15 10:30'), dueAt: at('15 16:30'), componentIds: ['1.001193-TP01', '1.001193-TP02'] }])
  })

  it('is signed at once where both are at the desk, also by one without an account here', () => {
    const to = { unit: 'Phòng Tư pháp, UBND huyện Giao Thủy', fullName: 'Lê Văn Đức', officerId: null }
    const taken = handOver(opened, '15 10:00', give({ to, isTaken: true, stepId: null }))
    expect(taken.handOvers).toMatchObject([{ takenAt: at('15 10:00'), dueAt: null, to }])
    const later = takeOver(handOver(opened, '15 10:00', give({ to })), '16 08:00', nhung, 'Phạm Thị Duyên')
    expect(findHolder(later)).toEqual({ ...to, fullName: 'Phạm Thị Duyên' })
  })

  it('that was sent back leaves no row on the slip, and can be made again', () => {
    const given = handOver(opened, '15 10:00', give())
    const declined = decideDecline(given, 'Thiếu trang 2 của tờ khai', { at: at('15 10:05'), by: tram })
    if (!declined.ok) throw new Error(declined.error.kind)
    const back = applyEntry(given, { kind: 'dossier.hand-over-declined', payload: declined.value })
    expect(listSlipRows(back, at('15 10:10'), calendar)).toHaveLength(1)
    expect(listStepsToCome(back).map(({ id }) => id)).toEqual(['tham-dinh', 'ky', 'tra'])
    expect(takeOver(handOver(back, '15 10:20', give()), '15 10:30').handOvers).toHaveLength(2)
  })

  const open = handOver(opened, '15 10:00', give())
  test.each([
    ['while another is on its way', open, give(), 'hand-over-open'],
    ['to nobody', opened, give({ to: { ...tram, fullName: '  ' } }), 'hand-over-incomplete'],
    ['to oneself', opened, give({ to: nhung }), 'take-over-by-giver'],
    ['of nothing', opened, give({ componentIds: ['khong-co'] }), 'hand-over-nothing'],
    ['in a step of another process', opened, give({ stepId: 'xet-duyet' }), 'step-unknown'],
    ['once it is returned', { ...opened, status: 10 as const }, give(), 'hand-over-finished']
  ])('not %s', (_, dossier, input, kind) => {
    expect(decideHandOver(dossier, input, { at: at('15 11:00'), calendar, by: nhung })).toMatchObject({ ok: false, error: { kind } })
  })

  it('is not taken by its giver, nor sent back without a reason, and the fold takes no second word on it', () => {
    const here = { at: at('15 11:00'), calendar, by: nhung }
    expect(decideTakeOver(open, null, here)).toMatchObject({ ok: false, error: { kind: 'take-over-by-giver' } })
    expect(decideTakeOver(opened, null, here)).toMatchObject({ ok: false, error: { kind: 'nothing-to-take-over' } })
    expect(decideDecline(open, ' ', here)).toMatchObject({ ok: false, error: { kind: 'decline-without-reason' } })
    const taken = takeOver(open, '15 10:30')
    expect(() => applyEntry(taken, { kind: 'dossier.taken-over', payload: { at: at('15 10:40'), by: tram, dueAt: null } })).toThrow()
  })
})

describe('the control slip', () => {
  const second = takeOver(handOver(opened, '15 10:00', give()), '15 10:30')

  it('plans the counter’s own step from the receipt and tells what it took', () => {
    const [counter, assessed] = listSlipRows(second, at('15 11:00'), calendar)
    expect(counter).toMatchObject({ step: { id: 'tiep-nhan' }, dueAt: at('15 10:30'), endedAt: at('15 10:00'), usedMinutes: 30, outcome: 'on-time' })
    expect(assessed).toMatchObject({ step: { id: 'tham-dinh' }, endedAt: null, usedMinutes: null, outcome: null })
  })

  it('marks a step late while it still runs, and once it is done', () => {
    expect(listSlipRows(second, at('15 16:31'), calendar)[1]?.outcome).toBe('late')
    const done = handOver(second, '16 07:30', give({ stepId: 'ky', to: { unit: 'Lãnh đạo', fullName: 'Phạm Văn Khánh', officerId: 'can-bo-02' } }), tram)
    expect(listSlipRows(done, at('16 08:00'), calendar)[1]).toMatchObject({ outcome: 'late', usedMinutes: 60 + 210 + 30 })
    const early = handOver(second, '15 11:00', give({ stepId: 'ky', to: { unit: 'Lãnh đạo', fullName: 'Phạm Văn Khánh', officerId: 'can-bo-02' } }), tram)
    expect(listSlipRows(early, at('16 08:00'), calendar)[1]?.outcome).toBe('on-time')
  })

  it('is not late for what the citizen was waited for, also beneath a withdrawal', () => {
    const asked = applyEntry(second, change({ from: 2, to: 5, at: at('15 11:00'), reason: null, items: ['Giấy chứng sinh'] }))
    const withdrawing = applyEntry(asked, change({ from: 5, to: 7, at: at('15 14:00'), reason: null }))
    expect(listSlipRows(withdrawing, at('18 08:00'), calendar)[1]).toMatchObject({ outcome: null })
    const back = applyEntry(applyEntry(withdrawing, change({ from: 7, to: 5, at: at('16 08:00'), reason: null })), change({ from: 5, to: 2, at: at('17 09:00'), reason: null }))
    expect(back.pauses).toEqual([{ from: at('15 11:00'), to: at('17 09:00') }])
    // 30 of 240 minutes were used before: 210 are left from Wednesday 09:00.
    expect(listSlipRows(back, at('17 10:00'), calendar)[1]?.dueAt).toBe(at('17 14:30'))
    const done = applyEntry(back, change({ from: 2, to: 9, at: at('17 14:30'), reason: null }))
    expect(listSlipRows(done, at('18 08:00'), calendar)[1]).toMatchObject({ usedMinutes: 240, outcome: 'on-time' })
  })
})
