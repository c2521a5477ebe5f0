import type { QueueItem } from '../../../electron/contract/views.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { fittingAct, fittingPaper, whyNoPaper } from '../../i18n/telling.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { offerActs } from '../dossier/acts/act-names.ts'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'

/** The paper for the citizen is made by its act, on the dossier's page: there it is saved, printed and sent. Where that act cannot be done now, the key says why and opens no other. */
export function PaperButton({ item: { dossierId, problemType }, hotkey }: { item: QueueItem; hotkey: string }) {
  const query = useQuery('dossier.get', dossierId === undefined ? undefined : { id: dossierId }, ['dossier', 'queue'])
  const officer = useSession(({ session }) => (session?.state === 'open' ? session.officer : undefined))
  const openDossier = useScreen((state) => state.openDossier)
  const act = fittingAct(problemType)
  const view = 'value' in query ? query.value : undefined
  const canMake = view !== undefined && officer !== undefined && offerActs(view, officer).some(({ name }) => name === act)
  const open = (): void => {
    if (canMake && dossierId !== undefined) openDossier(dossierId, [act])
  }
  useHotkeys({ [hotkey]: open })
  return (
    <HotkeyButton hotkey={hotkey} disabled={!canMake} onClick={open}>
      {fittingPaper(problemType)}
      {view !== undefined && !canMake && `: ${whyNoPaper(problemType, view)}`}
      {view === undefined && query.state === 'failed' && `: ${explainError(query.error)}`}
    </HotkeyButton>
  )
}
