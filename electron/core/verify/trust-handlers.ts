import type { trustMethods, TrustedAuthority } from '../../contract/trust.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { addAuthority, removeAuthority, type ReadAuthority } from './change-trust.ts'
import { findOwnTrust, fingerprintOf, getTrustSettings } from './trust-store.ts'

/** Core's side of contract/trust.ts. */
export function createTrustHandlers(core: () => Core): Handlers<typeof trustMethods> {
  /** The certificate that was shown last, until it is trusted or another is read. */
  let read: ReadAuthority | undefined

  const getTrust = () => getTrustSettings(core().context.db, core().dataFolder, false)
  const press = () => core().environment.press.get()

  return {
    'trust.get': async () => {
      const described = await (await press()).call('trust.describe', { trust: getTrust() })
      if (!described.ok) return described
      const own = findOwnTrust(core().context.db)
      const authorities = described.value.authorities.map((authority): TrustedAuthority => {
        const added = own.authorities.find(({ der }) => fingerprintOf(der) === authority.fingerprint)
        return added ? { ...authority, from: 'office', added: { by: added.by, at: added.at } } : { ...authority, from: 'portal' }
      })
      return ok({ authorities, removed: own.removed, revocation: described.value.revocation })
    },
    'trust.read-certificate': async ({ paths: [path = ''] }) => {
      const found = await (await press()).call('trust.read', { path })
      if (!found.ok) return found
      read = found.value
      return ok(found.value.authority)
    },
    'trust.add': ({ fingerprint }) => {
      if (read?.authority.fingerprint !== fingerprint) return err({ kind: 'certificate-not-read' })
      const added = addAuthority(core().context, read)
      if (added.ok) read = undefined
      return added
    },
    'trust.remove': async ({ fingerprint, reason }) => {
      const own = findOwnTrust(core().context.db).authorities.find(({ der }) => fingerprintOf(der) === fingerprint)
      if (!own) return err({ kind: 'authority-unknown' })
      const described = await (await press()).call('trust.describe', { trust: { ...getTrust(), authorities: [own.der] } })
      if (!described.ok) return described
      return removeAuthority(core().context, { fingerprint, commonName: described.value.authorities[0]?.commonName ?? '', reason })
    },
    'trust.import-list': async ({ paths: [path = ''] }) => (await press()).call('trust.import-list', { path, trust: getTrust() })
  }
}
