import type { Agent as HttpsAgent } from 'node:https'
import { Agent, type Dispatcher } from 'undici'

/** The same authorities for both ways a request is made: undici's and, for uploads, Node's own. */
export interface Pin {
  dispatcher: Dispatcher
  /** Made when first asked for: Node's own HTTP is not loaded for a start that uploads nothing. */
  getAgent(): Promise<HttpsAgent>
  /** Another pin takes its place: what is under way ends on it, and then its connections. */
  retire(): void
}

/**
 * Connections that take the portal's own authorities (PEM) and no other; a certificate of a public authority is refused like any stranger's.
 * They end with `closing`.
 */
export function pinAuthorities(caCertificates: string[], closing: AbortSignal): Pin {
  // A resumed session is not checked anew, so a certificate that ran out meanwhile would pass: no session is kept.
  const tls = { ca: caCertificates, rejectUnauthorized: true, minVersion: 'TLSv1.2' as const, maxCachedSessions: 0 }
  const dispatcher = new Agent({ connect: tls })
  let agent: HttpsAgent | undefined
  const end = (): void => {
    agent?.destroy()
    void dispatcher.destroy()
  }
  closing.addEventListener('abort', end, { once: true })
  const retire = (): void => {
    void dispatcher.close()
    for (const sockets of Object.values(agent?.freeSockets ?? {})) for (const socket of sockets ?? []) socket.destroy()
  }
  const getAgent = async (): Promise<HttpsAgent> => {
    const { Agent: NodeAgent } = await import('node:https')
    return (agent ??= new NodeAgent({ ...tls, keepAlive: true }))
  }
  return { dispatcher, getAgent, retire }
}

/** Codes of X.509 checks as Node gives them (OpenSSL's X509_V_ERR names without the prefix, and its own for names). */
const otherAuthority = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'CERT_CHAIN_TOO_LONG',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID'
])
const outOfTime = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** Why the peer was not taken for the portal, or undefined where the code is of the line and not of a certificate. */
export function untrustedReason(code: string): 'authority' | 'time' | undefined {
  if (outOfTime.has(code)) return 'time'
  return otherAuthority.has(code) ? 'authority' : undefined
}
