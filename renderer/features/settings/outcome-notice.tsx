import { useEffect, useRef } from 'react'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'

/** What an act at the foot of a panel came to: brought into view, for it stands where the page often ends. */
export function OutcomeNotice({ told, title }: { told: Told; title?: string | undefined }) {
  const box = useRef<HTMLDivElement>(null)
  // By its words: it is judged anew each time the page is drawn, and she may have scrolled on since.
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [told.text])
  return (
    <div ref={box} title={title}>
      <Notice tone={told.tone}>{told.text}</Notice>
    </div>
  )
}
