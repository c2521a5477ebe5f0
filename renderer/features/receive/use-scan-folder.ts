import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { useIntake } from './intake-store.ts'
import { findScanTarget } from './scan-target.ts'

const lookEveryMs = 1_000

/**
 * While it is on, files that appear in the scan folder go to the row with the focus. Switched on by key for this one intake, after the question of secrecy is answered; what lay there before
 * is another citizen's and only told.
 */
export function useScanFolder(): { on: boolean; told: Told | undefined; toggle(): void } {
  const [watch, setWatch] = useState<{ since: string; draftId: string }>()
  const [news, setNews] = useState<{ draftId: string; told: Told }>()
  const failed = useRef(new Set<string>())
  const draftId = useIntake((state) => state.draftId)
  const secrecy = useIntake((state) => state.secrecy)

  const tell = useCallback((told: Told | undefined) => setNews(told && { draftId, told }), [draftId])
  // Another citizen, or a secret paper: nothing comes in by itself any more.
  const since = watch?.draftId === draftId && secrecy === 'none' ? watch.since : undefined

  useEffect(() => {
    if (since === undefined) return
    let gone = false
    let timer: number | undefined
    async function look(): Promise<void> {
      const found = await call('scans.look', { since: since! })
      if (gone) return
      if (!found.ok) {
        tell({ text: explainError(found.error), tone: 'danger' })
        return setWatch(undefined)
      }
      const { ready, growing, older } = found.value
      const names = ready.filter((name) => !failed.current.has(name))
      for (const fileName of names) {
        const problem = await takeOne(draftId, fileName)
        // Told at its row; not tried again by itself.
        if (problem) failed.current.add(fileName)
        if (gone) return
      }
      const rest = older > 0 ? ` ${older} tệp có từ trước để nguyên.` : ''
      tell({ text: growing > 0 ? `Đang ghi ${growing} tệp…${rest}` : `Đang chờ tệp từ máy quét.${rest}`, tone: 'busy' })
      timer = window.setTimeout(() => void look(), lookEveryMs)
    }
    void look()
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [since, draftId, tell])

  return {
    on: since !== undefined,
    told: news?.draftId === draftId && secrecy === 'none' ? news.told : undefined,
    toggle: () => {
      failed.current.clear()
      if (since !== undefined) {
        tell(undefined)
        return setWatch(undefined)
      }
      if (findScanTarget() === undefined) return tell({ text: 'Chọn thủ tục và trả lời độ mật trước khi nhận tệp quét.', tone: 'warning' })
      setWatch({ since: new Date().toISOString(), draftId })
    }
  }
}

/** @returns whether the file could not be taken */
async function takeOne(draftId: string, fileName: string): Promise<boolean> {
  const target = findScanTarget()
  if (target === undefined) return true
  const { procedureCode, component } = target
  const { setFileNotice } = useIntake.getState()
  setFileNotice(component.id, { tone: 'busy', text: `Đang nhập ${fileName}` })
  const taken = await call('scans.take', { procedureCode, componentId: component.id, secrecy: useIntake.getState().secrecy, fileName })
  const now = useIntake.getState()
  if (now.draftId !== draftId || now.secrecy !== 'none') {
    if (taken.ok && now.secrecy !== 'none') await call('draft.discard', { id: draftId, files: [taken.value.sha256] })
    return false
  }
  if (taken.ok) now.addFile(component.id, taken.value)
  setFileNotice(component.id, taken.ok ? undefined : { tone: 'danger', text: `${fileName}: ${explainError(taken.error)}` })
  return !taken.ok
}
