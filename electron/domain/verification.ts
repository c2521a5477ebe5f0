/** What looking at a document's signatures found: facts, told in words by verification-words.ts. Instants are ISO 8601. */

export interface SignerFacts {
  commonName: string
  /** The agency or office the certificate names (O). */
  organisation?: string
  subject: string
  issuer: string
  /** Hex, upper case. */
  serial: string
  validFrom: string
  validTo: string
}

export type Integrity =
  /** The bytes it names are those that were signed, by the key of its certificate. */
  | 'intact'
  /** They are not, or some are missing. */
  | 'altered'
  /** No CMS that can be read. */
  | 'unreadable'
  /** A kind of signature this program does not know (e.g. adbe.x509.rsa_sha1). */
  | 'unsupported'

export type ChainState = 'trusted' | 'unknown-issuer' | 'broken'
export type UsageState = 'allowed' | 'wrong-usage'
export type ValidityState = 'valid' | 'expired' | 'not-yet-valid'

export interface RevocationFacts {
  /** `good` holds for `asOf`; `unknown` when no list or answer was at hand. */
  state: 'good' | 'revoked' | 'unknown'
  source?: 'crl' | 'ocsp'
  /** When the authority said so (thisUpdate). */
  asOf?: string
  /** Where it was had: brought along by the document, kept on this PC, or asked for now. */
  from?: 'document' | 'kept' | 'online'
  /** False when what was at hand is past its nextUpdate and nothing newer could be had. */
  isFresh?: boolean
  revokedAt?: string
  /** Why, where the authority said (RFC 5280 §5.3.1): 1 its key was lost, 4 superseded, 5 no longer used. */
  reason?: number
}

/** What was done to the document after this signature. Anything but signatures, time stamps and validation data is listed. */
export type LaterChange =
  /** A page, picture, font or text that was signed is another now. */
  | 'content-changed'
  | 'content-removed'
  /** An object the signed pages pointed at without it being there was supplied later: content hidden until after signing. */
  | 'content-revealed'
  | 'catalog-changed'
  | 'form-changed'
  | 'annotation-changed'
  /** A new signature's picture covers more than a quarter of a page. */
  | 'page-overlaid'
  | 'signature-removed'
  | 'bytes-appended'
  | 'unreadable'

export interface Coverage {
  state:
    /** Every byte of the file but the signature's own value. */
    | 'whole-file'
    /** A whole earlier revision; later ones added signatures, time stamps or validation data only. */
    | 'earlier-revision'
    /** A whole earlier revision, and something else came after. */
    | 'changed-after'
    /** Bytes inside its own revision are not covered: the document may show what was never signed. */
    | 'partial'
  changes: LaterChange[]
}

export interface SignatureReport {
  fieldName: string
  kind: 'signature' | 'document-timestamp'
  subFilter: string
  integrity: Integrity
  /** The hash it was made with, e.g. `sha-256`; `sha-1` and `md5` can be forged today, so such a signature alone proves nothing any more. */
  digest?: string
  coverage: Coverage
  signer?: SignerFacts
  /** What the signer's computer wrote (/M or signingTime), ISO 8601. */
  claimedAt?: string
  /** The earliest time an independent time stamp proves, ISO 8601. */
  provenAt?: string
  /** Of a time stamp on it whose maker's certificate was taken back: whether its time still counts. */
  revokedStamp?: { isBelieved: boolean; revokedAt?: string }
  /** The time the certificate was judged at: the proven one, else the claimed one, else now. */
  judgedAt: { at: string; source: 'timestamp' | 'claimed' | 'now' }
  chain: ChainState
  usage: UsageState
  validity: ValidityState
  revocation: RevocationFacts
  verdict: Verdict
}

/** `valid`: everything holds. `undetermined`: nothing speaks against it, but something could not be learnt (issuer, revocation). `invalid`: do not rely on it. */
export type Verdict = 'valid' | 'undetermined' | 'invalid'

export interface DocumentReport {
  /** In the order of their revisions, oldest first. */
  signatures: SignatureReport[]
  /** `unsigned` when nobody signed, also where there is nothing but time stamps; else the worst of them. */
  verdict: Verdict | 'unsigned'
}

/** What kind of file carries the signatures. */
export type CheckedFormat = 'pdf' | 'xml' | 'cms-detached' | 'cms-enclosing'

/** A file that was checked, and what is told of it on screen and on paper. */
export interface CheckedFile {
  /** Names the check until the counter's core ends, so that its report can be printed. */
  id: string
  name: string
  /** Of a detached signature: the file it is of. */
  contentName?: string
  format: CheckedFormat
  /** SHA-256 of the bytes looked at, hex; of a detached signature those of the file it is of. */
  sha256: string
  sizeBytes: number
  checkedAt: string
  /** Authorities on the office's lists when it was checked, and whether authorities could be asked. */
  authorities: number
  online: boolean
  report: DocumentReport
}
