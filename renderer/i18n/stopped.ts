import type { DossierView } from '../../electron/contract/views.ts'
import { problemTypes } from '../../electron/contract/problem-types.ts'
import { formatMoment } from './format.ts'
import { explainProblem } from './problems.ts'
import { behindStep, tellDelivery, tellEntry, tellStopped, type Told } from './vi.ts'

/** What of a dossier went nowhere and waits for the officer; undefined where nothing does. `id` names it. */
export function tellStoppedDossier({ timeline, dossierFiles }: Pick<DossierView, 'timeline' | 'dossierFiles'>): (Told & { id: string }) | undefined {
  const entry = timeline.find(({ delivery }) => delivery.state === 'needs-officer')
  if (entry?.delivery.state === 'needs-officer') {
    const { problemType, detail } = entry.delivery
    const shown = problemType === problemTypes.editConflict ? ' Trang này đang hiện bản của quầy, không phải bản ở Cổng.' : ''
    const word = tellStopped(problemType)
    return { id: entry.id, tone: word.tone, text: `${word.text}: ${tellEntry(entry.kind, entry.text)} (${formatMoment(entry.at)}).${shown} ${inQueue(explainProblem(problemType, detail))}` }
  }
  const file = dossierFiles.find(({ state }) => state === 'needs-officer')
  return file && { id: file.sha256, tone: 'danger', text: `Chưa gửi được tệp ${file.name}: vì sao và làm gì, xem ở hàng đợi.` }
}

/** The key that leads there stands beside it. */
function inQueue(reason: string): string {
  return reason.replace('Ở Hàng đợi gửi (F7), mở mục này', 'Bấm F7')
}

/** How each step of a timeline stands: what follows one that waits for the officer goes nowhere before that is settled. */
export function tellSteps(timeline: DossierView['timeline'], link: Parameters<typeof tellDelivery>[1]): Told[] {
  let isBehind = false
  return timeline.map(({ delivery }) => {
    const told: Told = isBehind && delivery.state === 'saved' ? behindStep : tellDelivery(delivery, link)
    isBehind ||= delivery.state === 'needs-officer'
    return told
  })
}
