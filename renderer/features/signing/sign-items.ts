import type { CertificateChoice } from '../../../electron/contract/signing.ts'
import { mayDo, type Role } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { beginRound } from './round.ts'
import type { SigningItem, SigningView } from './signing-queue.tsx'

/** The list that waits for this role. */
export function homeOf(role: Role): SigningView {
  return mayDo(role, 'document.sign-as-head') ? 'person' : mayDo(role, 'document.seal') ? 'agency' : 'scans'
}

/** How a list is signed by this role; undefined where it waits for somebody else. */
export function signerOf(view: SigningView, role: Role) {
  if (view === 'scans' && mayDo(role, 'file.sign')) return signScans
  if (view === 'person' && mayDo(role, 'document.sign-as-head')) return signDocuments('document.sign')
  if (view === 'agency' && mayDo(role, 'document.seal')) return signDocuments('document.seal')
  return undefined
}

async function signScans(items: SigningItem[], certificate: CertificateChoice | undefined, _confirmedDay: string | undefined) {
  return beginRound(() => call('signing.sign', { files: items.map(({ sha256 }) => sha256), ...(certificate ? { certificate } : {}) }))
}

function signDocuments(method: 'document.sign' | 'document.seal') {
  return async (items: SigningItem[], certificate: CertificateChoice | undefined, confirmedDay: string | undefined) => {
    const documents = items.map(({ key, sha256 }) => ({ id: key, sha256 }))
    const result = await beginRound(() => call(method, { documents, ...(certificate ? { certificate } : {}), ...(confirmedDay === undefined ? {} : { confirmedDay }) }))
    return result.ok ? { ok: true as const, value: result.value.map(({ title, outcome }) => ({ name: title, outcome })) } : result
  }
}
