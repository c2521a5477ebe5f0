import { expect, test } from 'vitest'
import type { DiagnosticsReport } from '../../electron/contract/continuity.ts'
import { judgeMachine, tellBackupFolder, tellLastBackup } from '../../renderer/features/settings/diagnostics-words.ts'
import { tellRestored } from '../../renderer/features/setup/restored-words.ts'

const good = { crash: { outcome: 'passed', acknowledged: 19, found: 19 }, chain: { state: 'intact', checkedTo: 30 }, fsync: { samples: 50, p50: 1, p95: 2 }, queue: { waiting: 0, needsOfficer: 0 }, clock: { known: true, offsetMs: 800 } } as unknown as DiagnosticsReport

test.each([
  [{}, 'Máy này tốt.', 'good'],
  [{ clock: { known: true, offsetMs: -600_000 } }, 'đồng hồ lệch', 'warning'],
  [{ crash: { outcome: 'unavailable' } }, 'chưa thử được tắt đột ngột', 'neutral'],
  [{ crash: { outcome: 'failed', acknowledged: 19, found: 18 } }, 'Máy này có lỗi', 'danger'],
  [{ chain: { state: 'broken', seq: 3, reason: 'hash' }, clock: { known: true, offsetMs: 600_000 } }, 'Máy này có lỗi', 'danger']
])('the self-test says first how this PC is (%#)', (change, text, tone) => {
  const told = judgeMachine({ ...good, ...change } as DiagnosticsReport)
  expect(told.text).toContain(text)
  expect(told.tone).toBe(tone)
})

test('a counter without copies is amber, one with them is told without the name of a file', () => {
  expect([tellBackupFolder({}).tone, tellLastBackup({}).tone]).toEqual(['warning', 'warning'])
  expect([tellBackupFolder({ folder: 'E:\\sao-luu' }), tellLastBackup({ lastBackup: { at: '2026-11-27T06:51:00.000Z', name: 'counter-1f.db', entries: 30 } })]).toEqual([
    { text: 'E:\\sao-luu', tone: 'neutral' },
    { text: '13:51 27/11/2026: 30 mục', tone: 'neutral' }
  ])
})

test('the first log-in after a restore says how old the copy was and that the old PC is locked', () => {
  const copy = { device: 'd', madeAt: '2026-11-27T06:51:00.000Z', counterNumber: 1 }
  expect(tellRestored([copy])).toMatch(/quầy số 1 từ bản sao lúc 13:51 27\/11\/2026.*Máy cũ đã bị khóa/)
  // Which of two the code was for is not known here.
  expect(tellRestored([copy, { ...copy, device: 'e' }])).not.toContain('13:51')
})
