import { mainCounterMethods } from '../../../electron/contract/counter.ts'

/** The contract's own rule: TLS, or plain HTTP to this very PC. */
export function isPortalUrl(text: string): boolean {
  return mainCounterMethods['setup.enrol'].input.shape.portalUrl.safeParse(text).success
}

/** What the field of the address takes, for its form. */
export const portalUrlRule = { validate: (text: string) => isPortalUrl(text.trim()) || 'Nhập địa chỉ đầy đủ, bắt đầu bằng https://' }
