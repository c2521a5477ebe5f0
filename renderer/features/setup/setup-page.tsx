import { useState } from 'react'
import { EnrolPage } from './enrol-page.tsx'
import { RestorePage } from './restore-page.tsx'

/** The first start: a new counter, or the counter of a PC that is gone. */
export function SetupPage() {
  const [restores, setRestores] = useState(false)
  return restores ? <RestorePage onBack={() => setRestores(false)} /> : <EnrolPage onRestore={() => setRestores(true)} />
}
