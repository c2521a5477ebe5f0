import { create } from 'zustand'
import type { SigningItem, SigningView } from './signing-queue.tsx'

interface SeenStore {
  /** SHA-256 of every document whose bytes were shown since the officer logged in. */
  seen: ReadonlySet<string>
  note(sha256: string): void
  reset(): void
}

/** What the officer has looked at. Bytes, not documents: one that changed since is looked at again. */
export const useSeen = create<SeenStore>((set) => ({
  seen: new Set(),
  note: (sha256) => set(({ seen }) => (seen.has(sha256) ? {} : { seen: new Set([...seen, sha256]) })),
  reset: () => set({ seen: new Set() })
}))

/**
 * Documents that may not be signed yet, because the one who answers for them has not seen them. Her own scans are not asked about: she laid the paper on the scanner, and
 * what she signs is that it is the paper's copy.
 */
export function listUnseen(view: SigningView, items: readonly SigningItem[], seen: ReadonlySet<string>): SigningItem[] {
  return view === 'person' || view === 'agency' ? items.filter(({ sha256 }) => !seen.has(sha256)) : []
}
