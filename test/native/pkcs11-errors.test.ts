import { expect, test } from 'vitest'
import { isWrongPin, toSigningFailure } from '../../native/signer/pkcs11-errors.ts'

function pkcs11Error(name: string, code = 1): Error {
  return Object.assign(new Error(name), { name: 'Pkcs11Error', code })
}

test.each([
  ['CKR_DEVICE_REMOVED', { kind: 'token-removed' }],
  ['CKR_TOKEN_NOT_PRESENT', { kind: 'token-removed' }],
  ['CKR_SESSION_HANDLE_INVALID', { kind: 'token-removed' }],
  ['CKR_PIN_LOCKED', { kind: 'pin-locked' }],
  ['CKR_FUNCTION_FAILED', { kind: 'token-error', code: 'CKR_FUNCTION_FAILED' }],
  ['CKR_OPERATION_ACTIVE', { kind: 'token-error', code: 'CKR_OPERATION_ACTIVE' }],
  ['CKR_DEVICE_MEMORY', { kind: 'token-error', code: 'CKR_DEVICE_MEMORY' }]
])('%s', (name, failure) => {
  expect(toSigningFailure(pkcs11Error(name))).toEqual(failure)
  expect(isWrongPin(pkcs11Error(name))).toBe(false)
})

test('a vendor’s own code is shown as the number its support desk knows', () => {
  expect(toSigningFailure(pkcs11Error('CKR_VENDOR_DEFINED', 0x80000001))).toEqual({ kind: 'token-error', code: '0x80000001' })
})

test('only codes about the PIN itself count as a wrong PIN', () => {
  for (const name of ['CKR_PIN_INCORRECT', 'CKR_PIN_INVALID', 'CKR_PIN_LEN_RANGE']) expect(isWrongPin(pkcs11Error(name))).toBe(true)
  for (const name of ['CKR_PIN_EXPIRED', 'CKR_PIN_LOCKED', 'CKR_GENERAL_ERROR']) expect(isWrongPin(pkcs11Error(name))).toBe(false)
})

test('what is no PKCS#11 error is a bug and stays one', () => {
  expect(() => toSigningFailure(new TypeError('x is undefined'))).toThrow(TypeError)
})
