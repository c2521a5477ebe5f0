import * as z from '../domain/schema.ts'

export const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
/** 32 raw bytes in base64: one of another length would be refused only when it is used, at every answer. */
export const RawKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)

/** Public halves of the portal's receipt keys, oldest first. */
export const ReceiptKeys = z.array(z.object({ keyId: z.string(), publicKey: RawKey })).min(1).max(200)

/** What HTTPS to the portal is checked against, as PEM, one certificate each. */
export const CaCertificates = z.array(z.string().max(16_384).regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/)).min(1).max(8)

/**
 * What the portal goes by from now on, signed by each of its receipt keys: a counter takes it when its serial is above the one it knows and the newest key it knows has signed it. So one that was
 * away over several rotations needs the last announcement alone, and whoever holds a key of yesterday convinces nobody who knows today's (crypto/key-announcement.ts).
 */
export const KeyAnnouncement = z.object({
  statement: z.looseObject({
    type: z.literal('qmc-portal-keys'),
    portal: z.string(),
    serial: z.number().int().min(1),
    /** Oldest first; keys that only signed old receipts and one that signs only from a later day are among them. */
    receiptKeys: ReceiptKeys,
    /** The authorities to hold HTTPS to; absent where the portal says nothing of them. */
    caCertificates: CaCertificates.optional(),
    announcedAt: z.string()
  }),
  signatures: z.array(z.object({ keyId: z.string(), signature: Base64 })).min(1).max(200)
})
export type KeyAnnouncement = z.infer<typeof KeyAnnouncement>

/**
 * A device's next key, with proof that it holds the private half: a signature by it over `deviceKeyText`. The key of now stays good until the next one was used, so nothing is lost by whoever dies in
 * between; asked again with the same key the answer is the same.
 */
export const DeviceKeyRequest = z.object({ publicKey: RawKey, proof: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) })
export type DeviceKeyRequest = z.infer<typeof DeviceKeyRequest>

export function deviceKeyText(device: string, publicKey: string): string {
  return `qmc-device-key ${device} ${publicKey}`
}
