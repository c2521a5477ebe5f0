import { useRef, type ReactNode, type RefObject } from 'react'
import { useUnsaved, type Saving } from './unsaved.ts'

/** Fields beside others on a screen, each group saved by an act of its own: asked about as a form is (ui/unsaved.ts). */
export function UnsavedBox({ title, saving, children }: { title: string; saving: RefObject<Saving>; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useUnsaved(box, title, saving)
  return (
    <div ref={box} style={{ display: 'contents' }}>
      {children}
    </div>
  )
}
