import { isCallFailure } from '../../contract/method.ts'
import type { TokenSummary } from '../../contract/views.ts'
import type { PressMethods } from '../../contract/press.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { chooseCertificate, type Signatory } from './choose-certificate.ts'

/**
 * Asks the token how it is, for the status bar. It is judged by each name the officer signs for, her own first, so that the agency's token is ready for the clerk who seals. Press and signer are started by this, so it runs when the officer or a signature needs it, never on a clock.
 */
export async function readTokenSummary(press: Sibling<PressMethods>, signatories: readonly [Signatory, ...Signatory[]]): Promise<TokenSummary> {
  const tokens = await (await press.get()).call('token.states', {})
  if (!tokens.ok) {
    if (isCallFailure(tokens.error)) return { state: 'failed', kind: 'signer-down' }
    const { kind } = tokens.error
    return kind === 'token-absent' || kind === 'module-missing' ? { state: 'absent' } : { state: 'failed', kind }
  }
  const first = tokens.value[0]
  if (!first) return { state: 'absent' }
  const choices = signatories.map((signatory) => chooseCertificate(tokens.value, signatory))
  const index = Math.max(0, choices.findIndex(({ ok }) => ok))
  const chosen = choices[index]!
  if (!chosen.ok) {
    return { state: 'unusable', label: first.label, reason: chosen.error.kind === 'certificate-unusable' ? chosen.error.reason : chosen.error.kind }
  }
  const token = tokens.value.find(({ tokenSerial }) => tokenSerial === chosen.value.tokenSerial) ?? first
  const { commonName, validTo } = token.certificates.find(({ certificateId }) => certificateId === chosen.value.certificateId)!
  return { state: 'ready', label: token.label, role: signatories[index]!.role, signerName: commonName, pin: token.pin, validTo }
}

/** How long one call waits for a token to come or go: short, so that none is under way for long when a signature begins. */
const tokenWaitMs = 4_000

/** @param known what was answered last; empty at first. A signer that is down is asked again by the next call. @returns `isNew`: tokens have come or gone since */
export async function waitForTokenChange(press: Sibling<PressMethods>, known: string): Promise<{ known: string; isNew: boolean }> {
  const changed = await (await press.get()).call('token.changes', { known, waitMs: tokenWaitMs })
  return changed.ok ? { known: changed.value.known, isNew: known !== '' && changed.value.tokens !== undefined } : { known, isNew: false }
}
