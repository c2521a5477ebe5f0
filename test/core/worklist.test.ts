import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putReference } from '../../electron/core/catalogue/reference-store.ts'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { countWorklists, groupWorklists, listWorklist } from '../../electron/core/search/worklist.ts'
import type { WorklistName } from '../../electron/contract/search.ts'
import { calendar } from '../unit/domain/calendar-fixture.ts'

/** Friday 19/3/2021, ten in the morning: the two working days after it are Monday and Tuesday. */
const nowMs = Date.parse('2021-03-19T10:00:00+07:00')
const folder = mkdtempSync(join(tmpdir(), 'qmc-worklist-'))
let db: ReadDb

const dossiers: { name: string; status: number; due: string | null; officer?: string; unit?: string; sent?: boolean; unsigned?: boolean; handedTo?: string; taken?: boolean; paused?: boolean }[] = [
  { name: 'quá hạn từ hôm kia', status: 4, due: '2021-03-17T17:00:00+07:00', officer: 'o-2', unit: 'Phòng Tư pháp' },
  { name: 'quá hạn từ sáng nay', status: 2, due: '2021-03-19T09:00:00+07:00' },
  { name: 'hẹn chiều nay', status: 4, due: '2021-03-19T17:00:00+07:00', handedTo: 'o-2', taken: false },
  { name: 'hẹn thứ Hai', status: 4, due: '2021-03-22T17:00:00+07:00', officer: 'o-2', handedTo: 'o-2' },
  { name: 'hẹn thứ Ba', status: 2, due: '2021-03-23T11:00:00+07:00', handedTo: 'o-1' },
  { name: 'hẹn thứ Tư', status: 2, due: '2021-03-24T11:00:00+07:00' },
  { name: 'chờ bổ sung, ngày hẹn cũ đã qua', status: 5, due: '2021-03-10T17:00:00+07:00', paused: true },
  { name: 'xin rút khi đang bổ sung', status: 7, due: '2021-03-11T17:00:00+07:00', paused: true },
  { name: 'xin rút khi đang xử lý, quá hạn', status: 7, due: '2021-03-18T17:00:00+07:00' },
  { name: 'chờ trả kết quả', status: 9, due: '2021-03-18T17:00:00+07:00' },
  { name: 'đã trả', status: 10, due: '2021-03-01T17:00:00+07:00', handedTo: 'o-2' },
  { name: 'không hẹn ngày', status: 2, due: null },
  { name: 'chưa gửi', status: 10, due: null, sent: false },
  { name: 'chưa ký', status: 10, due: null, unsigned: true }
]

beforeAll(() => {
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
  write(db, (writeDb) => putReference(writeDb, 'work-calendar', 'vn', calendar))
  const insert = db.prepare(
    `INSERT INTO dossier (id, code, revision, status, procedure_code, received_at, due_at, last_seq, applicant_name, officer, unit, with_officer, taken, paused, state) VALUES (@id, @id, 1, @status, '1', @at, @due, @seq, @name, @officer, @unit, @handedTo, @taken, @paused, '{}')`
  )
  for (const [index, { name, status, due, officer = 'o-1', unit = 'UBND xã', sent = true, unsigned = false, handedTo = null, taken = true, paused = false }] of dossiers.entries()) {
    const [seq, id] = [index + 1, `d-${index}`]
    db.prepare(`INSERT INTO journal VALUES (?, 1, 1, 'dossier.received', 'o-1', ?, 0, '2021', x'00', NULL, '', '', ?)`).run(seq, id, `h-${seq}`)
    db.prepare('INSERT INTO delivery (seq, lane, state, receipt) VALUES (?, ?, ?, ?)').run(seq, id, sent ? 'received' : 'queued', sent ? '{}' : null)
    insert.run({ id, status, due, officer, unit, name, seq, handedTo, taken: taken ? 1 : 0, paused: paused ? 1 : 0, at: `2021-03-${String(seq).padStart(2, '0')}T08:00:00+07:00` })
    if (!unsigned) continue
    db.exec(`INSERT INTO file VALUES ('f', 'k', 'p', 1, 1, '2021'); INSERT INTO attachment VALUES ('f', '${id}', 'c', 'n', NULL)`)
  }
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const namesOf = (list: WorklistName, whose = {}): string[] => listWorklist(db, { list, limit: 100, ...whose }, nowMs, 'o-2').map(({ applicantName }) => applicantName)

describe('work lists', () => {
  test.each<[WorklistName, string[]]>([
    ['overdue', ['quá hạn từ hôm kia', 'xin rút khi đang xử lý, quá hạn', 'quá hạn từ sáng nay']],
    ['due-today', ['hẹn chiều nay']],
    ['due-soon', ['hẹn thứ Hai', 'hẹn thứ Ba']],
    ['handed', ['hẹn chiều nay', 'hẹn thứ Hai']],
    ['supplement', ['chờ bổ sung, ngày hẹn cũ đã qua']],
    ['ready', ['chờ trả kết quả']],
    ['unsigned', ['chưa ký']],
    ['unsent', ['chưa gửi']]
  ])('%s has these, the most urgent first', (list, expected) => {
    expect(namesOf(list)).toEqual(expected)
  })

  test('all has every dossier, newest first', () => {
    expect(namesOf('all')).toEqual(dossiers.map(({ name }) => name).toReversed())
  })

  test('counts are the lengths of the lists, for everybody and for one', () => {
    for (const whose of [{}, { officer: 'o-2' }, { unit: 'Phòng Tư pháp' }, { officer: 'o-1', unit: 'Phòng Tư pháp' }]) {
      const counts = countWorklists(db, whose, nowMs, 'o-2')
      for (const [list, count] of Object.entries(counts)) expect(count, list).toBe(namesOf(list as WorklistName, whose).length)
    }
    expect(countWorklists(db, { officer: 'o-2' }, nowMs, 'o-2')).toMatchObject({ overdue: 1, 'due-today': 0, 'due-soon': 1 })
  })

  test('a head sees each officer and each unit, the one with most overdue first', () => {
    const groups = groupWorklists(db, nowMs)
    expect(groups.map(({ kind, id, open, overdue, dueToday, dueSoon, supplement, ready }) => [kind, id, open, overdue, dueToday, dueSoon, supplement, ready])).toEqual([
      ['officer', 'o-1', 9, 2, 1, 1, 1, 1],
      ['officer', 'o-2', 2, 1, 0, 1, 0, 0],
      ['unit', 'UBND xã', 10, 2, 1, 2, 1, 1],
      ['unit', 'Phòng Tư pháp', 1, 1, 0, 0, 0, 0]
    ])
  })
})
