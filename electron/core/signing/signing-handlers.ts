import type { signingMethods } from '../../contract/signing.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { getDevice, getOfficer } from '../context.ts'
import type { Core } from '../core.ts'
import { listCertificates } from './choose-certificate.ts'
import { signDocuments } from './sign-documents.ts'
import { signFiles } from './sign-files.ts'

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
      void core().refreshToken()
    }
  }

  return {
    'signing.sign': (request) => alone(() => signFiles(core().context, core().environment.press, request)),
    'document.sign': (request) => alone(() => signDocuments(core().context, core().environment.press, 'person', request)),
    'document.seal': (request) => alone(() => signDocuments(core().context, core().environment.press, 'agency', request)),
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
