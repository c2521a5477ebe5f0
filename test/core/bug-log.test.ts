import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { findPersonalData, makeIntake } from './support/people.ts'

const reporter = new URL('../../electron/rpc/report-bug.ts', import.meta.url).href

test('a bug’s line says where and what kind, and nothing of the data an error quotes', () => {
  const { fullName, idNumber } = makeIntake().applicant
  // A process of its own, as core is: what it writes is what a log would keep.
  const script = `
    const { createBugReporter } = await import(${JSON.stringify(reporter)})
    const report = createBugReporter('core')
    const data = JSON.parse(process.env.DATA)
    class DatabaseError extends Error { name = 'DatabaseError'; code = 'SQLITE_CONSTRAINT' }
    report('dossier.receive', new DatabaseError('UNIQUE failed for ' + data.fullName + '\\n    at ' + data.idNumber + ' (' + data.fullName + ':1:1)\\nDETAIL: ' + data.idNumber))
    report('dossier.receive', new Error('x', { cause: data }))
    report('dossier.receive', data.fullName)
    report('dossier.receive', data)
    report('dossier.receive', undefined)`
  const run = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { encoding: 'utf8', env: { ...process.env, DATA: JSON.stringify({ fullName, idNumber }) } })
  expect(run.status).toBe(0)
  const lines = run.stderr.trim().split('\n')
  expect(lines).toHaveLength(5)
  for (const line of lines) expect(line).toMatch(/^bug [0-9a-f]{8} in core, dossier\.receive: /)
  expect(lines[0]).toContain('DatabaseError SQLITE_CONSTRAINT')
  expect(lines[0]).toMatch(/ at .*:\d+:\d+/)
  expect(findPersonalData(run.stderr)).toEqual([])
})
