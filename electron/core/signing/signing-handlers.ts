import type { signingMethods } from '../../contract/signing.ts'
import { mayDo } from '../../domain/permission.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { getDevice, getOfficer } from '../context.ts'
import type { Core } from '../core.ts'
import { listCertificates } from './choose-certificate.ts'
import { isSignedByVgca } from './sign-batch.ts'
import { sealDocuments, signDocuments } from './sign-documents.ts'
import { signFiles } from './sign-files.ts'
import { storePicture } from './signature-pictures.ts'

/** Core's side of contract/signing.ts. One batch at a time: there is one PIN window. */
export function createSigningHandlers(core: () => Core): Handlers<typeof signingMethods> {
  let isSigning = false

  async function alone<T>(sign: () => Promise<T>): Promise<T | ReturnType<typeof underWay>> {
    if (isSigning) return underWay()
    isSigning = true
    try {
      return await sign()
    } finally {
      isSigning = false
      void refreshToken()
    }
  }

  /** For the bar alone: what it meets is told there. */
  async function refreshToken(): Promise<void> {
    const { refreshToken: refresh, environment } = core()
    await refresh().catch((error: unknown) => environment.reportBug('token.refresh', error))
  }

  return {
    'signing.sign': (request) => alone(() => signFiles(core().context, core().environment.press, request)),
    'document.sign': (request) => alone(() => signDocuments(core().context, core().environment.press, 'person', request)),
    'document.seal': (request) => alone(() => sealDocuments(core().context, core().environment.press, request)),
    'signing.means': () => ok({ means: isSignedByVgca(core().context) ? 'vgca' : 'token' }),
    'signing.set-picture': ({ of, paths: [path = ''] }) => {
      const { context } = core()
      const { id, role } = getOfficer(context)
      // The seal's picture is in the keeping of who keeps the seal.
      if (!mayDo(role, of === 'person' ? 'document.sign-as-head' : 'document.seal')) return err({ kind: 'not-permitted', role })
      return storePicture(context, of === 'person' ? { kind: 'officer', officerId: id } : { kind: 'agency' }, path)
    },
    'signing.certificates': async ({ role }) => {
      const { context, environment } = core()
      const tokens = await (await environment.press.get()).call('token.states', {})
      if (!tokens.ok) return tokens
      const name = role === 'person' ? getOfficer(context).fullName : getDevice(context.db).officeName
      return ok(listCertificates(tokens.value, { role, name }))
    }
  }
}

function underWay() {
  return err({ kind: 'signing-under-way' as const })
}
