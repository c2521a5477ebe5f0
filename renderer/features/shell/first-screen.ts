import { mayDo, type Role } from '../../../electron/domain/permission.ts'
import { useWorklist } from '../worklist/worklist-store.ts'
import { useScreen } from './screen-store.ts'

/** Where each role's day begins: the intake for who receives, her office's lists for the head (S17), what was handed to her for the clerk, the counter's state for who runs the machine. */
export function openFirstScreen(role: Role): void {
  const { goTo } = useScreen.getState()
  const { choose, setGrouped } = useWorklist.getState()
  if (mayDo(role, 'dossier.receive')) return goTo('receive')
  if (!mayDo(role, 'dossier.read')) return goTo('settings')
  if (mayDo(role, 'dossier.reappoint')) setGrouped(true)
  else choose('handed')
  goTo('worklist')
}
