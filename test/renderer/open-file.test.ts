import { expect, test } from 'vitest'
import { closeOpenFile, noteOpenFile } from '../../renderer/features/scanning/open-file.ts'

test('a scan takes away the file that is shown, and none that is gone already', () => {
  const closed: string[] = []
  const forget = noteOpenFile(() => closed.push('a'))
  closeOpenFile()
  expect(closed).toEqual(['a'])
  forget()
  closeOpenFile()
  expect(closed).toEqual(['a'])
})
