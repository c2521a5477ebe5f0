import type { PinState } from '../../electron/contract/signer.ts'

const flagInitialised = 0x8
const flagCountLow = 0x10000
const flagFinalTry = 0x20000
const flagLocked = 0x40000

/** What the token's flags (CK_TOKEN_INFO.flags, PKCS#11 v2.40 §3.2) say of the user's PIN. */
export function getPinStateOfFlags(flags: number): PinState {
  if (flags & flagLocked) return 'locked'
  if (flags & flagFinalTry) return 'final-try'
  if (flags & flagCountLow) return 'count-low'
  return flags & flagInitialised ? 'ok' : 'not-initialised'
}

/**
 * Counts wrong PINs per token for as long as the signer lives, because some drivers never set the flags. The tokens seen lock after three to ten
 * wrong tries, so after two the next is treated as the last.
 */
export function createPinCounter(): PinCounter {
  const wrongTries = new Map<string, number>()
  return {
    countWrong: (tokenSerial) => wrongTries.set(tokenSerial, (wrongTries.get(tokenSerial) ?? 0) + 1),
    forget: (tokenSerial) => wrongTries.delete(tokenSerial),
    getState: (tokenSerial, fromFlags) => {
      const own: PinState = stateAfter(wrongTries.get(tokenSerial) ?? 0)
      return severity.indexOf(own) > severity.indexOf(fromFlags) ? own : fromFlags
    }
  }
}

export interface PinCounter {
  countWrong(tokenSerial: string): void
  /** After a right PIN. */
  forget(tokenSerial: string): void
  /** The worse of what the flags say and what was counted here. */
  getState(tokenSerial: string, fromFlags: PinState): PinState
}

const severity: PinState[] = ['ok', 'count-low', 'final-try', 'locked', 'not-initialised']

function stateAfter(wrongTries: number): PinState {
  if (wrongTries === 0) return 'ok'
  return wrongTries === 1 ? 'count-low' : 'final-try'
}
