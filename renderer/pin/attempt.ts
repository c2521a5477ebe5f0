import type { PinReply } from '../../electron/contract/signer.ts'

let isSpent = false

/** Sends the one answer and remembers that it went: a page that fails afterwards must not say that nothing was sent. */
export function sendPin(pin: string): void {
  isSpent = true
  window.pin.reply({ type: 'pin', pin } satisfies PinReply)
}

export function beginAttempt(): void {
  isSpent = false
}

/** True once a PIN went to the signer for the question that is shown. */
export function isAttemptSpent(): boolean {
  return isSpent
}
