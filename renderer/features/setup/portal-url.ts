import { mainCounterMethods } from '../../../electron/contract/counter.ts'

/** The contract's own rule: TLS, or plain HTTP to this very PC. */
export function isPortalUrl(text: string): boolean {
  return mainCounterMethods['setup.enrol'].input.shape.portalUrl.safeParse(text).success
}
