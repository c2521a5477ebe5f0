import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { takeOnto, type ScanTarget } from './take-in.ts'

const lookEveryMs = 1_000

export interface ScanFolderWatch {
  on: boolean
  told: Told | undefined
  toggle(): void
}

/**
 * While it is on, files that appear in the scan folder go to the paper in hand. Switched on by key for this one citizen, after the question of secrecy is answered; what lay there before
 * is another citizen's and only told.
 * @param what the intake or the form they are for: it is switched on for no other; `isShown` while it is on the screen and nothing in it is secret, for nothing comes in by itself otherwise and she
 * switches it on anew
 */
export function useScanFolder(what: { id: string; isShown: boolean; findTarget(): ScanTarget | undefined }): ScanFolderWatch {
  const { id, isShown } = what
  const [watch, setWatch] = useState<{ since: string; id: string }>()
  const [news, setNews] = useState<{ id: string; told: Told }>()
  const failed = useRef(new Set<string>())
  const findTarget = useRef(what.findTarget)
  useLayoutEffect(() => {
    findTarget.current = what.findTarget
  })

  const tell = useCallback((told: Told | undefined) => setNews(told && { id, told }), [id])
  // Ended and not put to sleep: what comes into the folder meanwhile may be another citizen's, or secret.
  if (watch?.id === id && !isShown) {
    setWatch(undefined)
    tell({ text: 'Đã thôi lấy tệp từ thư mục quét: bấm Ctrl+H để lấy tiếp.', tone: 'neutral' })
  }
  const since = watch?.id === id && isShown ? watch.since : undefined

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
        const target = findTarget.current()
        // Told at its paper; not tried again by itself.
        if (!target || (await takeOnto(target, fileName))) failed.current.add(fileName)
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
  }, [since, tell])

  return {
    on: since !== undefined,
    told: news?.id === id && isShown ? news.told : undefined,
    toggle: () => {
      failed.current.clear()
      if (since !== undefined) {
        tell(undefined)
        return setWatch(undefined)
      }
      if (findTarget.current() === undefined) return tell({ text: 'Chọn thủ tục và trả lời độ mật trước khi nhận tệp quét.', tone: 'warning' })
      setWatch({ since: new Date().toISOString(), id })
    }
  }
}
