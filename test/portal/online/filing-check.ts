import { isLookupCheck, lookupCheck } from '../../../electron/crypto/lookup-link.ts'

const nobodysSecret = Buffer.alloc(32).toString('base64')
const nameOf = (reference: string): string => `filing ${reference}`

/** Opens the filing's own page, where a supplement is answered: another than the public page's check, which is printed on receipts. @param secret the office's */
export function filingCheck(reference: string, secret: string): string {
  return lookupCheck(nameOf(reference), secret)
}

/** Compared in constant time, also where there is no such filing. */
export function isFilingCheck(check: string, reference: string, secrets: readonly string[] | undefined): boolean {
  return (secrets ?? [nobodysSecret]).some((secret) => isLookupCheck(check, nameOf(reference), secret)) && secrets !== undefined
}
