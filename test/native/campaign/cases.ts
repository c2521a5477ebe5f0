import type { PressSigningFailure } from '../../../electron/contract/press.ts'

/** One act of the officer and what she must be told. A fault set at an act stays until another is set. */
export interface Act {
  do: 'open' | 'sign'
  /** What she types; by default the right PIN. */
  pin?: 'right' | 'wrong' | 'cancelled'
  fault?: string
  /** Pulls the token, or plugs it in again, before the act. */
  plug?: 'out' | 'in'
  expect: 'ok' | PressSigningFailure
  /** The window must not even open. */
  noWindow?: true
}

export interface SigningCase {
  name: string
  marks?: ('no-flags' | 'always-auth' | 'zero-length')[]
  acts: Act[]
  /** Logins for one signature (CKU_CONTEXT_SPECIFIC) the acts must have made; none where it is left out. */
  contextLogins?: number
  /** The token ends locked, so there is nothing to go on with. */
  endsLocked?: true
}

const open: Act = { do: 'open', expect: 'ok' }
const sign: Act = { do: 'sign', expect: 'ok' }
const removed = { kind: 'token-removed' } as const
const down = { kind: 'signer-down' } as const
const told = (code: string): PressSigningFailure => ({ kind: 'token-error', code })

/** The fault in the first and in the second signature of a batch: a first document must survive what befalls the second. */
function inSign(name: string, fault: string, expect: PressSigningFailure): SigningCase[] {
  return [
    { name: `${name}, first signature`, acts: [open, { do: 'sign', fault, expect }] },
    { name: `${name}, second signature`, acts: [open, sign, { do: 'sign', fault, expect }] }
  ]
}

function inLogin(name: string, fault: string, expect: PressSigningFailure): SigningCase {
  return { name: `login: ${name}`, acts: [{ do: 'open', fault, expect }] }
}

function inCall(call: string, code: string, expect: PressSigningFailure): SigningCase {
  return { name: `${call} answers ${code}`, acts: [{ do: 'open', fault: `${call}:${code}`, expect }] }
}

export const signingCases: SigningCase[] = [
  { name: 'nothing wrong', acts: [open, sign, sign] },
  {
    name: 'wrong PIN to locked, with flags',
    acts: [
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'count-low' } },
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'final-try' } },
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-locked' } },
      { do: 'open', expect: { kind: 'pin-locked' }, noWindow: true }
    ],
    endsLocked: true
  },
  {
    name: 'wrong PIN to locked, without flags',
    marks: ['no-flags'],
    acts: [
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'count-low' } },
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'final-try' } },
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'final-try' } },
      { do: 'open', expect: { kind: 'pin-locked' } }
    ],
    endsLocked: true
  },
  {
    name: 'final try, and it is right',
    acts: [
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'count-low' } },
      { do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'final-try' } },
      open,
      sign
    ]
  },
  { name: 'the window closed at the final try spends nothing', acts: [{ do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'count-low' } }, { do: 'open', pin: 'cancelled', expect: { kind: 'pin-cancelled' } }, open, sign] },
  { name: 'a wrong PIN, then signing without a login', acts: [{ do: 'open', pin: 'wrong', expect: { kind: 'pin-incorrect', warning: 'count-low' } }, { do: 'sign', expect: { kind: 'batch-unknown' } }] },
  { name: 'pulled before the login', acts: [{ do: 'open', plug: 'out', expect: { kind: 'token-absent' }, noWindow: true }] },
  { name: 'pulled between login and signature', acts: [open, { do: 'sign', plug: 'out', expect: removed }] },
  { name: 'pulled and plugged in again between signatures', acts: [open, sign, { do: 'sign', plug: 'out', expect: removed }, { ...open, plug: 'in' }, sign] },
  ...inSign('pulled in C_Sign', 'C_Sign:unplug', removed),
  ...inSign('pulled in C_Sign, the driver says FUNCTION_FAILED', 'C_Sign:unplug-vague', removed),
  { name: 'pulled right after C_Sign: that document is signed, the next is not', acts: [open, { do: 'sign', fault: 'C_Sign:unplug-after', expect: 'ok' }, { do: 'sign', expect: removed }] },
  { name: 'pulled in C_SignInit', acts: [open, sign, { do: 'sign', fault: 'C_SignInit:unplug', expect: removed }] },
  { name: 'pulled in the login', acts: [{ do: 'open', fault: 'C_Login:unplug', expect: removed }] },
  ...inSign('hang in C_Sign', 'C_Sign:hang', down),
  ...inSign('crash in C_Sign', 'C_Sign:crash', down),
  ...inSign('C_Sign slower than the deadline', 'C_Sign:slow=5000', down),
  { name: 'a slow token within the deadline', acts: [open, { do: 'sign', fault: 'C_Sign:slow=500', expect: 'ok' }, sign] },
  inLogin('hang', 'C_Login:hang', down),
  inLogin('crash', 'C_Login:crash', down),
  { name: 'hang looking for slots', acts: [{ do: 'open', fault: 'C_GetSlotList:hang', expect: down, noWindow: true }] },
  { name: 'crash reading certificates', acts: [{ do: 'open', fault: 'C_GetAttributeValue:crash', expect: down, noWindow: true }] },
  ...inSign('a signature that is none', 'C_Sign:garbage', { kind: 'signature-invalid' }),
  { name: 'the size query answers 0', marks: ['zero-length'], acts: [open, sign, sign] },
  { name: 'a key that wants the PIN for each signature', marks: ['always-auth'], acts: [open, sign, sign], contextLogins: 2 },
  ...inSign('sessions lost in C_Sign', 'C_Sign:lose-sessions', removed),
  { name: 'sessions lost in C_SignInit', acts: [open, sign, { do: 'sign', fault: 'C_SignInit:lose-sessions', expect: removed }] },
  // The real module's operation stays open behind the failed call: without a new session the next would meet OPERATION_ACTIVE.
  { name: 'a failed C_Sign, then another in the same batch', acts: [open, { do: 'sign', fault: 'C_Sign:0x6', expect: told('CKR_FUNCTION_FAILED') }, { do: 'sign', fault: 'none', expect: 'ok' }] },
  { name: 'OPERATION_ACTIVE from C_SignInit, then well again', acts: [open, { do: 'sign', fault: 'C_SignInit:0x90', expect: told('CKR_OPERATION_ACTIVE') }, { do: 'sign', fault: 'none', expect: 'ok' }] },
  ...inSign('OPERATION_ACTIVE from C_Sign', 'C_Sign:0x90', told('CKR_OPERATION_ACTIVE')),
  ...inSign('DEVICE_ERROR', 'C_Sign:0x30', told('CKR_DEVICE_ERROR')),
  ...inSign('DEVICE_MEMORY', 'C_Sign:0x31', told('CKR_DEVICE_MEMORY')),
  ...inSign('DEVICE_REMOVED', 'C_Sign:0x32', removed),
  ...inSign('TOKEN_NOT_PRESENT', 'C_Sign:0xe0', removed),
  ...inSign('SESSION_HANDLE_INVALID', 'C_Sign:0xb3', removed),
  ...inSign('SESSION_CLOSED', 'C_Sign:0xb0', removed),
  ...inSign('USER_NOT_LOGGED_IN', 'C_Sign:0x101', removed),
  ...inSign('GENERAL_ERROR', 'C_Sign:0x5', told('CKR_GENERAL_ERROR')),
  ...inSign('HOST_MEMORY', 'C_Sign:0x2', told('CKR_HOST_MEMORY')),
  ...inSign('FUNCTION_CANCELED', 'C_Sign:0x50', told('CKR_FUNCTION_CANCELED')),
  ...inSign('FUNCTION_REJECTED', 'C_Sign:0x200', told('CKR_FUNCTION_REJECTED')),
  ...inSign('a vendor’s code', 'C_Sign:0x80000005', told('0x80000005')),
  ...inSign('PIN_LOCKED', 'C_Sign:0xa4', { kind: 'pin-locked' }),
  inLogin('FUNCTION_FAILED is no wrong PIN', 'C_Login:0x6', told('CKR_FUNCTION_FAILED')),
  inLogin('GENERAL_ERROR', 'C_Login:0x5', told('CKR_GENERAL_ERROR')),
  inLogin('DEVICE_ERROR', 'C_Login:0x30', told('CKR_DEVICE_ERROR')),
  inLogin('PIN_EXPIRED', 'C_Login:0xa3', told('CKR_PIN_EXPIRED')),
  inLogin('PIN_LOCKED', 'C_Login:0xa4', { kind: 'pin-locked' }),
  inLogin('PIN_INVALID is a wrong PIN', 'C_Login:0xa1', { kind: 'pin-incorrect', warning: 'count-low' }),
  inLogin('PIN_LEN_RANGE is a wrong PIN', 'C_Login:0xa2', { kind: 'pin-incorrect', warning: 'count-low' }),
  inLogin('ANOTHER_ALREADY_LOGGED_IN', 'C_Login:0x104', told('CKR_USER_ANOTHER_ALREADY_LOGGED_IN')),
  inLogin('a vendor’s code', 'C_Login:0x80000042', told('0x80000042')),
  { name: 'USER_ALREADY_LOGGED_IN, which the driver answers to nobody logged in', acts: [{ do: 'open', fault: 'C_Login:0x100', expect: { kind: 'certificate-unusable', reason: 'no-private-key' } }] },
  inCall('C_OpenSession', '0xb1', told('CKR_SESSION_COUNT')),
  inCall('C_OpenSession', '0x30', told('CKR_DEVICE_ERROR')),
  inCall('C_GetSlotList', '0x5', { kind: 'token-absent' }),
  inCall('C_GetTokenInfo', '0xe1', { kind: 'token-absent' }),
  inCall('C_GetAttributeValue', '0x30', { kind: 'certificate-absent' })
]
