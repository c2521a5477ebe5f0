import * as z from '../domain/schema.ts'
import { HeldLeases, mostRecalled } from './leases.ts'
import { Base64, CaCertificates, ReceiptKeys } from './portal-keys.ts'

/**
 * What travels between a counter and the portal (our own protocol, design/sync.md). JSON over HTTP, requests signed by the device
 * (RFC 9421), errors as problem+json (RFC 9457), files by tus 1.0.
 */

const Hex32 = z.string().regex(/^[0-9a-f]{64}$/)
/** Far longer than any of ours, and short enough for a portal's indexes. */
const Name = z.string().min(1).max(200)

/** The schema version of entries this build writes; the portal takes this one and the two before it. */
export const entryVersion = 1

/**
 * The envelope of one journal entry. Its hash links the chain: SHA-256 over the canonical JSON of this object (crypto/entry-hash.ts). It holds no
 * personal data, so a payload can be purged and the chain still verified.
 */
export const EntryHeader = z.object({
  version: z.number().int().min(1),
  device: Name,
  /** Raised when a database was restored; sequence numbers run on. */
  epoch: z.number().int().min(1),
  seq: z.number().int().min(1),
  kind: Name,
  officer: Name,
  /** The dossier, or for `document.` entries the document; undefined for entries that concern the counter itself. */
  dossier: Name.optional(),
  /** The dossier's revision this entry builds on; 0 creates it. */
  baseRevision: z.number().int().min(0),
  /** ISO 8601 UTC by the counter's clock; order never depends on it. */
  at: z.string(),
  payloadHash: Hex32,
  previous: Hex32
})
export type EntryHeader = z.infer<typeof EntryHeader>

export const PushedEntry = z.object({ header: EntryHeader, salt: Base64, payload: z.unknown() })
export type PushedEntry = z.infer<typeof PushedEntry>

/** One link of the chain without what it links: travels for every entry, in device order, also for those whose payload waits. */
export const ChainLink = z.object({ epoch: z.number().int(), seq: z.number().int(), previous: Hex32, hash: Hex32 })
export type ChainLink = z.infer<typeof ChainLink>

export const PushRequest = z.object({ chain: z.array(ChainLink).max(1000), entries: z.array(PushedEntry).max(100) })
export type PushRequest = z.infer<typeof PushRequest>

/** RFC 9457. `type` is one of `problemTypes`; `detail` is a sentence for people, `seq` names the entry where one is meant. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  seq: z.number().int().optional(),
  /** The chain head the portal holds, so that the counter can offer what is missing. */
  head: z.object({ epoch: z.number().int().optional(), seq: z.number().int(), hash: Hex32 }).optional(),
  /** With `clockSkew`: the portal's time, to sign again with. */
  serverTime: z.string().optional()
})
export type Problem = z.infer<typeof Problem>
export { problemTypes } from './problem-types.ts'

/** A step of a Merkle path: the sibling's hash and the side it stands on (RFC 6962 hashing). */
export const MerkleStep = z.object({ side: z.enum(['left', 'right']), hash: Hex32 })
export type MerkleStep = z.infer<typeof MerkleStep>

/** What the portal signs, once a batch: ed25519 over the canonical JSON of this object, members of a newer portal included. */
export const BatchStatement = z.looseObject({
  type: z.literal('qmc-receipt-batch'),
  portal: z.string(),
  device: z.string(),
  root: Hex32,
  size: z.number().int().min(1),
  signedAt: z.string()
})
export type BatchStatement = z.infer<typeof BatchStatement>

export const SignedBatch = z.object({ statement: BatchStatement, keyId: z.string(), signature: Base64 })
export type SignedBatch = z.infer<typeof SignedBatch>

/** Proof that the portal holds an entry: the entry's hash leads by `path` to the root of the signed batch. */
export const Receipt = z.object({ seq: z.number().int(), epoch: z.number().int(), entryHash: Hex32, path: z.array(MerkleStep), batch: SignedBatch })
export type Receipt = z.infer<typeof Receipt>

/** What the portal signs when it holds a file whole and synced: ed25519 over the canonical JSON of `statement`. One signature a file: files are few and large beside entries. */
export const FileReceipt = z.object({
  statement: z.looseObject({
    type: z.literal('qmc-file-receipt'),
    portal: z.string(),
    device: z.string(),
    dossier: z.string(),
    sha256: Hex32,
    size: z.number().int().min(0),
    signedAt: z.string()
  }),
  keyId: z.string(),
  signature: Base64
})
export type FileReceipt = z.infer<typeof FileReceipt>

export const EntryResult = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('accepted'), seq: z.number().int(), receipt: Receipt }),
  z.object({ outcome: z.literal('refused'), seq: z.number().int(), problem: Problem })
])
export type EntryResult = z.infer<typeof EntryResult>

/** The portal co-signs the head of the device's chain: ed25519 over the canonical JSON of `statement`. Two of them show whether it has forgotten (crypto/head.ts). */
export const SignedHead = z.object({
  statement: z.looseObject({
    type: z.literal('qmc-chain-head'),
    portal: z.string(),
    device: z.string(),
    epoch: z.number().int(),
    seq: z.number().int(),
    hash: Hex32,
    /** How many entries of the device the portal holds: it never falls but by a restore. */
    entries: z.number().int().optional(),
    /** How many file receipts it has signed for the device and still knows. */
    files: z.number().int().optional(),
    /** Another one begins when the portal learns that it was put back from a copy. */
    incarnation: z.string().optional(),
    signedAt: z.string()
  }),
  keyId: z.string(),
  signature: Base64
})
export type SignedHead = z.infer<typeof SignedHead>

export const PushResponse = z.object({ results: z.array(EntryResult), head: SignedHead, serverTime: z.string() })
export type PushResponse = z.infer<typeof PushResponse>

/** The same in a twentieth of the bytes. `batch` is signed over the hashes of the accepted entries that bring no receipt of their own, in the order of the results: the counter knows them all. */
export const BatchedPushResponse = PushResponse.extend({
  results: z.array(
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('accepted'), seq: z.number().int(), receipt: Receipt.optional() }),
      z.object({ outcome: z.literal('refused'), seq: z.number().int(), problem: Problem })
    ])
  ),
  batch: SignedBatch.optional()
})
export type BatchedPushResponse = z.infer<typeof BatchedPushResponse>

/** An officer's half of the lock on a counter's database key: the device seals to the public key, the password gives the private one. */
export const LoginKey = z.object({
  /** 16 bytes. */
  salt: Base64,
  /** scrypt cost N, with r = 8 and p = 1. */
  cost: z.number().int(),
  /** X25519, 32 raw bytes. */
  publicKey: Base64
})
export type LoginKey = z.infer<typeof LoginKey>

export const OfficerRole = z.enum(['reception', 'head', 'records-clerk', 'administrator'])
export type OfficerRole = z.infer<typeof OfficerRole>

export const OfficerRecord = z.object({
  id: z.string(),
  login: z.string(),
  fullName: z.string(),
  title: z.string(),
  role: OfficerRole,
  officeId: z.string(),
  loginKey: LoginKey,
  active: z.boolean()
})
export type OfficerRecord = z.infer<typeof OfficerRecord>

/** X25519, 32 raw bytes: what a counter writes for the case that its disk dies is sealed to it, and only the portal opens it. */
export const RecoveryKey = z.object({ keyId: z.string(), publicKey: Base64 })
export type RecoveryKey = z.infer<typeof RecoveryKey>

export const EnrolRequest = z.object({ code: z.string().min(1), devicePublicKey: Base64, deviceName: z.string().min(1).max(100) })
export type EnrolRequest = z.infer<typeof EnrolRequest>

/** The code stays good, also for a new key, until the device's first signed request, so a power cut in mid-enrolment loses nothing. */
export const Enrolment = z.object({
  device: z.string(),
  portal: z.string(),
  /** The office this counter stands in and the agency code its numbers carry. */
  officeId: z.string(),
  officeName: z.string(),
  agencyCode: z.string(),
  counterNumber: z.number().int().min(1),
  /** Standing daily range of dossier serials, inclusive: this counter numbers inside it for ever, with or without the link. */
  range: z.object({ from: z.number().int(), to: z.number().int() }),
  /** Every key the portal signs or has signed with, or will, oldest first. */
  receiptKeys: ReceiptKeys,
  /** Of the announcement these keys and authorities are of; absent or 0 while there was none. */
  keySerial: z.number().int().min(0).optional(),
  officers: z.array(OfficerRecord).min(1),
  /** The portal's own authorities: the counter takes no other from now on. Absent where the portal goes by the public ones, or by none. */
  caCertificates: CaCertificates.optional(),
  serverTime: z.string()
})
export type Enrolment = z.infer<typeof Enrolment>

/** Where a counter stands and numbers since its office was merged into another: change kind `counter-office`, by the device's id. */
export const CounterOffice = Enrolment.pick({ officeId: true, officeName: true, agencyCode: true, counterNumber: true, range: true })
export type CounterOffice = z.infer<typeof CounterOffice>

/** One thing that changed at the portal; `value` is the whole new state of it, parsed by its kind's own schema at the counter. */
export const Change = z.object({
  /** organisation, office-letterhead, procedure, work-calendar, form-template, officer, dossier-status, document, signature-services, office-counters, counter-office, portal-message; a counter leaves out what it does not know. */
  kind: z.string(),
  id: z.string(),
  value: z.unknown()
})
export type Change = z.infer<typeof Change>

/** What the portal holds of the device that asks with `standing=1`: where its numbering and its chain may go on after a restore. */
export const Standing = z.object({
  epoch: z.number().int(),
  seq: z.number().int(),
  hash: Hex32,
  /** The highest serial of each of the last days the portal has a number of. */
  numbers: z.array(z.object({ series: z.string(), day: z.string(), serial: z.number().int() })),
  recoveryKey: RecoveryKey
})
export type Standing = z.infer<typeof Standing>

export const ChangesResponse = z.object({
  changes: z.array(Change),
  /** Printable ASCII: it goes back in an address, and a portal's slip must not wedge every later pull. */
  next: z.string().max(500).regex(/^[\x20-\x7e]*$/),
  more: z.boolean(),
  serverTime: z.string(),
  standing: Standing.optional(),
  /** Where the device's chain ends at the portal, at every pull: so a portal that forgot is noticed without anything to send. */
  head: SignedHead.optional(),
  /** Of the last key announcement: one above the counter's own is fetched. */
  keySerial: z.number().int().optional(),
  /** The portal asks the device for another key of its own. */
  keyDue: z.boolean().optional()
})
export type ChangesResponse = z.infer<typeof ChangesResponse>

/** Whether there is something to pull; said late where the asker let the portal wait for it. */
export const NewsAnswer = z.object({ news: z.boolean() })
export type NewsAnswer = z.infer<typeof NewsAnswer>
/** The counter shows the last head it was given: a portal that does not hold it learns so that it was put back from a copy; the ranges it was leased, and the highest counter it knows of in its office, tell what the copy does not know to be given away. */
export const RecallRequest = z.object({ head: SignedHead, leases: HeldLeases.optional(), highestCounter: z.int().min(1).max(9_999).optional() })
export type RecallRequest = z.infer<typeof RecallRequest>

const Place = z.object({ epoch: z.number().int(), seq: z.number().int() })
/** What the portal holds of the device, so that the counter offers again exactly the rest. A list as long as `mostRecalled` may not be all. */
export const RecallAnswer = z.object({
  head: SignedHead,
  /** The last link of each epoch; the links of an epoch have no gap. */
  links: z.array(Place.extend({ hash: Hex32 })).max(10_000),
  /** Places whose link is held and whose entry is not. */
  missing: z.array(Place).max(mostRecalled),
  /** Files the held dossiers wait for. */
  missingFiles: z.array(z.object({ sha256: Hex32, dossier: z.string() })).max(mostRecalled),
  serverTime: z.string()
})
export type RecallAnswer = z.infer<typeof RecallAnswer>

/** What offline signing needs of the world, as the portal maintains it: change kind `signature-services`. */
export const SignatureServices = z.object({
  /** RFC 3161 services, in the order to be asked. */
  tsaUrls: z.array(z.url({ protocol: /^https?$/ })).max(20),
  /** Certificates of the authorities the offices trust, DER, base64. */
  authorities: z.array(Base64).max(500),
  /** By the tokens plugged in, or, for offices bound to it, by VGCA's Sign Service on the counter's own machine. */
  signsBy: z.enum(['token', 'vgca']).default('token')
})
export type SignatureServices = z.infer<typeof SignatureServices>

/** Paths of the protocol, under the portal's base URL. */
export const wirePaths = {
  enrol: '/v1/enrol',
  entries: '/v1/entries',
  changes: '/v1/changes',
  /** GET ?since={cursor of the changes}&wait={seconds}: answers when there is news for the device, or when the wait is over. A portal that does not know it answers 404. */
  news: '/v1/news',
  /** GET, of anybody and unsigned: the last KeyAnnouncement, 404 while there was none. Who cannot trust the line yet can trust this. */
  keys: '/v1/keys',
  /** POST: DeviceKeyRequest, signed with the key of now. */
  deviceKey: '/v1/device-key',
  recall: '/v1/recall',
  leases: '/v1/leases',
  /** POST: HistoryRequest and OfferRequest (contract/history.ts). */
  histories: '/v1/histories',
  offers: '/v1/offers',
  /**
   * HEAD {files}/by-hash/{sha256}: 200 with Content-Length when held whole, else 404. GET gives the bytes of what a document of the device's office is or was; GET {the same}/receipt?dossier=
   * the FileReceipt for the asking device, the same each time.
   */
  filesByHash: '/v1/files/by-hash',
  /** tus 1.0 creation; Upload-Metadata carries sha256 and dossier. */
  files: '/v1/files'
} as const
