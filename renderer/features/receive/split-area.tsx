import { lazy, Suspense } from 'react'
import { FaultBoundary } from '../fault/fault-notice.tsx'
import { useSplit } from './split-store.ts'

const SplitPanel = lazy(async () => ({ default: (await import('./split-panel.tsx')).SplitPanel }))

/** A scan being taken apart into papers, over the intake; its code comes when it is first needed. */
export function SplitArea() {
  const splitting = useSplit((state) => state.splitting)
  if (splitting === undefined) return null
  return (
    <FaultBoundary place="split">
      <Suspense>
        <SplitPanel key={splitting.file.sha256} />
      </Suspense>
    </FaultBoundary>
  )
}
