import type { CheckedFile } from '../../contract/verification.ts'

/** The newest checks, so that a report can be printed of what was seen on screen; never on disk. */
export interface KeptChecks {
  keep(checked: CheckedFile): void
  find(id: string): CheckedFile | undefined
}

const most = 50

export function createKeptChecks(): KeptChecks {
  const checks = new Map<string, CheckedFile>()
  return {
    keep: (checked) => {
      checks.set(checked.id, checked)
      const [oldest] = checks.keys()
      if (checks.size > most && oldest !== undefined) checks.delete(oldest)
    },
    find: (id) => checks.get(id)
  }
}
