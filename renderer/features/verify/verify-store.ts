import { create } from 'zustand'
import type { CheckedFile } from '../../../electron/domain/verification.ts'
import { call, importFiles, type CounterResult } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { groupFiles, isDetachedName } from './group-files.ts'

/** A file that was looked at, is being looked at, or could not be. */
export type Check = { key: number; name: string } & ({ state: 'checking' } | { state: 'checked'; file: CheckedFile } | { state: 'failed'; text: string; /** The other half of a detached signature is asked for. */ lacksContent?: File })

interface VerifyStore {
  /** Newest first. */
  checks: readonly Check[]
  /** Whose facts are shown. */
  shownKey: number | undefined
  show(key: number): void
  checkFiles(files: readonly File[]): Promise<void>
  checkStored(file: { sha256: string; name: string }): Promise<void>
  reset(): void
}

let keys = 0

/** The checks of this session: kept while the officer is elsewhere, gone when she logs out. */
export const useVerify = create<VerifyStore>((set, get) => {
  async function run(name: string, ask: () => Promise<CounterResult<'verify.files'> | CounterResult<'verify.stored'>>, files: readonly File[]): Promise<void> {
    const key = ++keys
    set(({ checks }) => ({ checks: [{ key, name, state: 'checking' as const }, ...checks], shownKey: key }))
    const result = await ask()
    const [only] = files
    const lacksContent = !result.ok && result.error.kind === 'signed-content-missing' && only ? { lacksContent: only } : {}
    const done: Check = result.ok ? { key, name: result.value.name, state: 'checked', file: result.value } : { key, name, state: 'failed', text: explainError(result.error), ...lacksContent }
    set(({ checks }) => ({ checks: checks.map((one) => (one.key === key ? done : one)) }))
  }

  /** A signature that waited for its file gets it; what it said while it waited is gone. */
  function takeWaiting(files: readonly File[]): readonly File[] {
    const [file] = files
    const shown = get().checks.find(({ key }) => key === get().shownKey)
    if (!file || files.length !== 1 || shown?.state !== 'failed' || !shown.lacksContent || isDetachedName(file.name)) return files
    const { key, lacksContent } = shown
    set(({ checks }) => ({ checks: checks.filter((one) => one.key !== key) }))
    return [lacksContent, file]
  }

  return {
    checks: [],
    shownKey: undefined,
    show: (shownKey) => set({ shownKey }),
    checkFiles: async (chosen) => {
      for (const group of groupFiles(takeWaiting(chosen))) await run(group[0]?.name ?? '', () => importFiles('verify.files', group, {}), group)
    },
    checkStored: (file) => run(file.name, () => call('verify.stored', file), []),
    reset: () => set({ checks: [], shownKey: undefined })
  }
})
