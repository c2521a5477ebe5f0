import type { SigningFailure } from '../../electron/contract/signer.ts'

/** The CKR name of what pkcs11js threw (PKCS#11 v2.40 §5.1), or undefined when it is no PKCS#11 error. */
export function findCkrName(error: unknown): string | undefined {
  const match = error instanceof Error ? /CKR_[A-Z0-9_]+/.exec(error.message) : undefined
  if (match && match[0] !== 'CKR_VENDOR_DEFINED') return match[0]
  const code = (error as { code?: unknown } | undefined)?.code
  // pkcs11js has no name for a vendor's own code: show the number a support desk can look up.
  if (error instanceof Error && error.name === 'Pkcs11Error' && typeof code === 'number') return `0x${code.toString(16).padStart(8, '0')}`
  return undefined
}

const removed = new Set([
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SLOT_ID_INVALID',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_USER_NOT_LOGGED_IN'
])

/**
 * What an officer is told of an error while signing. Only codes that mean "the token or its session is gone" become `token-removed`; CKR_FUNCTION_FAILED
 * and the rest stay what they are, never a wrong PIN.
 * @throws the error itself when it did not come from PKCS#11: that is a bug.
 */
export function toSigningFailure(error: unknown): SigningFailure {
  const name = findCkrName(error)
  if (!name) throw error
  if (removed.has(name)) return { kind: 'token-removed' }
  if (name === 'CKR_PIN_LOCKED') return { kind: 'pin-locked' }
  return { kind: 'token-error', code: name }
}

/** Codes by which drivers say that the PIN was not the right one. */
export function isWrongPin(error: unknown): boolean {
  const name = findCkrName(error)
  return name === 'CKR_PIN_INCORRECT' || name === 'CKR_PIN_INVALID' || name === 'CKR_PIN_LEN_RANGE'
}
