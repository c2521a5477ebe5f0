import { create } from 'zustand'
import { leave } from '../../ui/unsaved.ts'
import type { ActName } from '../dossier/acts/act-names.ts'

export type Screen =
  | { name: 'receive' }
  | { name: 'worklist' }
  /** Opened from anywhere; Escape goes back there. */
  | { name: 'dossier'; id: string; back: Exclude<ScreenName, 'dossier'>; acts?: readonly ActName[] }
  /** Fees and the till; of one dossier when it was opened from there. */
  | { name: 'money'; dossierId?: string }
  | { name: 'register' }
  /** On the item of this dossier that waits for the officer. */
  | { name: 'queue'; dossierId?: string }
  | { name: 'signing' }
  /** Signatures of files, and what they are judged by; Escape goes back to where it was opened. */
  | { name: 'verify'; view?: VerifyView; back?: Screen }
  | { name: 'settings' }
export type VerifyView = 'files' | 'trust' | 'token'
export type ScreenName = Screen['name']

interface ScreenStore {
  screen: Screen
  /** @param then once it is there: what she was asked about goes on where it was going */
  goTo(name: Exclude<ScreenName, 'dossier'>, then?: () => void): void
  /** @param acts the first of these that is legal now has its form open */
  openDossier(id: string, acts?: readonly ActName[]): void
  openMoney(dossierId: string): void
  openVerify(view?: VerifyView): void
  goBack(): void
}

/** Every way to another screen asks first where a form would be lost by it (ui/unsaved.ts says which forms); the screen she is on takes nothing from her. */
export const useScreen = create<ScreenStore>((set, get) => ({
  screen: { name: 'receive' },
  // F12 on a dossier's page is about that dossier, not about the one received last; F7 about what of it is stopped.
  goTo: (name, then) => {
    const go = (): void => {
      set(({ screen }) => ({ screen: (name === 'money' || name === 'queue') && screen.name === 'dossier' ? { name, dossierId: screen.id } : { name } }))
      then?.()
    }
    if (name === get().screen.name) go()
    else leave(go)
  },
  openMoney: (dossierId) => leave(() => set({ screen: { name: 'money', dossierId } })),
  openVerify: (view = 'files') => leave(() => set(({ screen }) => ({ screen: screen.name === 'verify' ? { ...screen, view } : { name: 'verify', view, back: screen } }))),
  goBack: () => leave(() => set(({ screen }) => ({ screen: (screen.name === 'verify' ? screen.back : undefined) ?? { name: 'receive' } }))),
  openDossier: (id, acts) =>
    leave(() => set(({ screen }) => ({ screen: { name: 'dossier', id, back: screen.name === 'dossier' ? screen.back : screen.name, ...(acts ? { acts } : {}) } })))
}))
