import { describe, expect, it, test } from 'vitest'
import { applyEntry, foldDossier, type Dossier } from '../../../electron/domain/dossier.ts'
import { decideLegAnswered, decideLegSent, listLegRows, type LegAnswer } from '../../../electron/domain/interlink.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { decideStatusChange } from '../../../electron/domain/status-change.ts'
import { calendar } from './calendar-fixture.ts'
import { context, getProcedure, intake } from './receive-fixture.ts'

/** Birth, residence and health card of one child: received Monday 15/3/2021 09:30. */
const procedure = getProcedure('2.000986')
const received = decideReceive({ ...intake, components: procedure.components.map(({ id }) => ({ id, originals: 1, certifiedCopies: 0, copies: 0 })) }, { ...context, procedure })
if (!received.ok) throw new Error('the fixture is refused')
const opened = foldDossier([{ kind: 'dossier.received', payload: received.value }])
const at = (short: string) => `2021-03-${short.replace(' ', 'T')}:00+07:00`

function send(dossier: Dossier, time: string, legId: string): Dossier {
  const decision = decideLegSent(dossier, { legId, note: '' }, { at: at(time), calendar })
  if (!decision.ok) throw new Error(decision.error.kind)
  return applyEntry(dossier, { kind: 'leg.sent', payload: decision.value })
}
function answer(dossier: Dossier, time: string, legId: string, said: LegAnswer, note = ''): Dossier {
  const decision = decideLegAnswered(dossier, { legId, answer: said, documentNumber: said === 'granted' ? 'KS-12' : '', note }, at(time))
  if (!decision.ok) throw new Error(decision.error.kind)
  return applyEntry(dossier, { kind: 'leg.answered', payload: decision.value })
}
const states = (dossier: Dossier) => listLegRows(dossier, at('30 08:00'), calendar).map(({ state }) => state)

describe('an interlinked dossier', () => {
  it('has one receipt with the published total, and legs that wait for one another', () => {
    expect(received.value.limit).toEqual({ unit: 'working-day', value: 20 })
    expect(states(opened)).toEqual(['ready', 'waits', 'waits'])
    expect(decideLegSent(opened, { legId: 'bhyt', note: '' }, { at: at('15 10:00'), calendar })).toMatchObject({ ok: false, error: { kind: 'leg-waits', names: ['Đăng ký khai sinh'] } })
  })

  it('is done when every agency has answered', () => {
    const first = answer(answer(send(opened, '15 10:00', 'khai-sinh'), '15 11:00', 'khai-sinh', 'accepted'), '16 09:00', 'khai-sinh', 'granted')
    expect(states(first)).toEqual(['granted', 'ready', 'ready'])
    expect(listLegRows(first, at('30 08:00'), calendar)[0]).toMatchObject({ sentAt: at('15 10:00'), acceptedAt: at('15 11:00'), endedAt: at('16 09:00'), dueAt: at('17 10:00'), outcome: 'early', documentNumber: 'KS-12', usedMinutes: 420 })
    const both = send(send(first, '16 10:00', 'cu-tru'), '16 10:00', 'bhyt')
    expect(listLegRows(both, at('30 09:00'), calendar).map(({ outcome }) => outcome)).toEqual(['early', 'late', null])
    const finish = { to: 9 as const, note: '', result: { outcome: 'granted' as const, documentNumber: null } }
    const here = { at: at('26 09:00'), calendar }
    const one = answer(both, '25 09:00', 'cu-tru', 'granted')
    expect(decideStatusChange(one, finish, here)).toMatchObject({ ok: false, error: { kind: 'legs-open', names: ['Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi'] } })
    // A refusal by one agency is a result of its leg.
    const all = answer(one, '25 10:00', 'bhyt', 'rejected', 'Đã có thẻ')
    expect(decideStatusChange(all, finish, here)).toMatchObject({ ok: true })
  })

  it('goes no further when the first leg is refused, and may end as refused at once', () => {
    const refused = answer(send(opened, '15 10:00', 'khai-sinh'), '16 09:00', 'khai-sinh', 'rejected', 'Không thuộc thẩm quyền')
    expect(states(refused)).toEqual(['rejected', 'waits', 'waits'])
    expect(decideStatusChange(refused, { to: 9, note: 'Không thuộc thẩm quyền', result: { outcome: 'rejected', documentNumber: null } }, { at: at('16 10:00'), calendar })).toMatchObject({ ok: true })
  })

  it('takes a leg that was sent back and sends it again', () => {
    const back = answer(send(opened, '15 10:00', 'khai-sinh'), '15 14:00', 'khai-sinh', 'sent-back', 'Thiếu chữ ký')
    expect(states(back)).toEqual(['ready', 'waits', 'waits'])
    expect(listLegRows(back, at('16 08:00'), calendar)[0]?.note).toBe('Thiếu chữ ký')
    expect(states(answer(send(back, '15 15:00', 'khai-sinh'), '16 09:00', 'khai-sinh', 'granted'))).toEqual(['granted', 'ready', 'ready'])
  })

  const sent = send(opened, '15 10:00', 'khai-sinh')
  test.each([
    ['a leg it does not have', opened, 'thue', 'leg-unknown'],
    ['a leg twice', sent, 'khai-sinh', 'leg-under-way'],
    ['anything once it is stopped', { ...opened, status: 8 as const }, 'khai-sinh', 'leg-of-finished']
  ])('does not send %s', (_, dossier, legId, kind) => {
    expect(decideLegSent(dossier, { legId, note: '' }, { at: at('15 11:00'), calendar })).toMatchObject({ ok: false, error: { kind } })
  })

  it('hears no answer of an agency that has nothing, and no refusal without a reason', () => {
    const said = (dossier: Dossier, legId: string, given: LegAnswer) => decideLegAnswered(dossier, { legId, answer: given, documentNumber: '', note: ' ' }, at('15 11:00'))
    expect(said(opened, 'khai-sinh', 'granted')).toMatchObject({ ok: false, error: { kind: 'leg-not-sent' } })
    expect(said(sent, 'khai-sinh', 'rejected')).toMatchObject({ ok: false, error: { kind: 'leg-without-reason' } })
    expect(said(answer(sent, '15 11:00', 'khai-sinh', 'accepted'), 'khai-sinh', 'accepted')).toMatchObject({ ok: false, error: { kind: 'leg-not-sent' } })
    expect(() => applyEntry(opened, { kind: 'leg.answered', payload: { at: at('15 11:00'), legId: 'khai-sinh', answer: 'granted', documentNumber: null, note: null } })).toThrow()
  })
})
