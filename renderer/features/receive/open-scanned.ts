import { call } from '../../api/call.ts'
import { useScreen } from '../shell/screen-store.ts'
import { findInBox } from './use-wedge-scan.ts'
import { findScanned, type Scan } from './wedge-detector.ts'

/**
 * Opens the dossier of a receipt held under the scanner on any screen; at the till its fees.
 * @returns what to say at the intake, which is then shown, where this counter has no such dossier; a screen that looks for dossiers says so itself and stays
 */
export async function openScanned(scan: Extract<Scan, { kind: 'dossier' }>): Promise<string | undefined> {
  const { screen, goTo, openDossier, openMoney } = useScreen.getState()
  const found = await call('dossier.search', { text: scan.search, limit: 20 })
  const dossier = found.ok ? findScanned(found.value, scan.code) : undefined
  if (dossier) {
    const open = screen.name === 'money' ? openMoney : openDossier
    open(dossier.id)
    return undefined
  }
  const box = document.querySelector<HTMLInputElement>('[data-finds-citizen]')
  if (box?.checkVisibility()) {
    findInBox(box, scan.code)
    return undefined
  }
  goTo('receive')
  return `Không có hồ sơ mã ${scan.code} trên máy này.`
}
