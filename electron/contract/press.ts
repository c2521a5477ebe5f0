import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'
import { SigningSubject, type DoctorReport, type SigningFailure, type TokenState } from './signer.ts'
import { VgcaAct, type VgcaFailure } from './vgca.ts'
import { TrustSettings, type CheckedFormat, type DocumentReport } from './verification.ts'

/** A file of the store as a job gets it: where its encrypted bytes are and the key of this one file. Nobody but core keeps keys. */
export const StoredFile = z.object({
  path: z.string(),
  /** 32 bytes, base64; the file is AES-256-GCM as `electron/crypto/file-cipher.ts` writes it. */
  key: z.string(),
  /** SHA-256 of the plain bytes, hex. */
  sha256: z.string()
})
export type StoredFile = z.infer<typeof StoredFile>

/** Where a job shall leave a new file: it is written to `path`, synced to disk, and is nobody's until core records it. */
export const NewFile = z.object({ path: z.string(), key: z.string() })
export type NewFile = z.infer<typeof NewFile>

export interface WrittenFile {
  /** SHA-256 of the plain bytes, hex. */
  sha256: string
  sizeBytes: number
  pages: number
}

/** A picture of a handwritten signature (blue) or of a seal (red), PNG with a transparent ground. Officer's and agency's data, kept by core as any other file. */
export const AppearanceImage = z.object({
  file: StoredFile,
  /** As it shall stand on paper. Left out, the PNG's own resolution (pHYs) says it, else the template. A seal stands in its real size. */
  widthMm: z.number().positive().max(100).optional()
})
export type AppearanceImage = z.infer<typeof AppearanceImage>

/** Where the picture's middle stands, from the upper left corner of the page as it is seen. A page behind the last is the last. */
export const AppearancePlace = z.object({ page: z.number().int().min(1), xMm: z.number(), yMm: z.number() })
export type AppearancePlace = z.infer<typeof AppearancePlace>

/** ISO 8601 with +07:00, as it shall read on the page, e.g. 2021-03-15T09:30:00+07:00. */
const SignedAt = z.iso.datetime({ offset: true })

/** Which template of brief §6 the visible signature follows. Texts are data so that a circular's change needs no release. */
export const Appearance = z.discriminatedUnion('kind', [
  /** The officer's personal signature on a scan at digitisation. */
  z.object({ kind: z.literal('digitised-by-officer'), officerName: z.string(), agencyName: z.string(), signedAt: SignedAt }),
  /**
   * The agency's certified copy: form of copy, agency, time; top right of page 1, black, 10 pt (Decree 30/2020). Under the circular of 2019 with the seal, which is asked for
   * only then.
   */
  z.object({
    kind: z.literal('certified-copy'),
    formOfCopy: z.enum(['SAO Y', 'SAO LỤC', 'TRÍCH SAO']),
    agencyName: z.string(),
    signedAt: SignedAt,
    image: AppearanceImage.optional()
  }),
  /** The competent person's signature on an issued document: the picture alone. `place` is between title and name; left out, the right half of the last page. */
  z.object({ kind: z.literal('issued-by-person'), signedAt: SignedAt, image: AppearanceImage, place: AppearancePlace.optional() }),
  /** The agency's seal on an issued document, over a third of the last visible signature on its left. `place` counts only where there is none. */
  z.object({
    kind: z.literal('issued-by-agency'),
    agencyName: z.string(),
    signedAt: SignedAt,
    image: AppearanceImage,
    place: AppearancePlace.optional(),
    /** Number and date given at sealing, as they shall read: `07/QĐ-UBND`, `ngày 25 tháng 11 năm 2026`. Left out where the paper bears its own. */
    documentCode: z.string().max(100).optional(),
    documentDate: z.string().max(100).optional()
  }),
  /** The agency's signature on an annex in a file of its own: number and notation of the document, time; top right of page 1. */
  z.object({ kind: z.literal('annex'), documentCode: z.string(), signedAt: SignedAt })
])
export type Appearance = z.infer<typeof Appearance>

export type BrokenReason =
  /** Moved, deleted, or its stick pulled out. */
  | 'missing'
  /** Bytes before the PDF header, so that no offset in the file is right. */
  | 'header-misplaced'
  /** The end of the file is not there: a copy or download that broke off. */
  | 'cut-short'
  /** The cross-reference does not stand where the file says. */
  | 'xref-misplaced'
  | 'no-pages'
  /** Named a PDF or an image by its first bytes, but it cannot be read. */
  | 'unreadable'

export type DocumentFailure =
  | { kind: 'file-empty' }
  /** Needs a password to open, or forbids change by encryption. */
  | { kind: 'file-encrypted' }
  | { kind: 'file-unsupported'; found: string }
  | { kind: 'file-broken'; reason: BrokenReason }
  | { kind: 'file-too-large'; sizeBytes: number; limitBytes: number }
  | { kind: 'disk-full' }

export type PressSigningFailure =
  | DocumentFailure
  | SigningFailure
  /** The bytes are not those the officer looked at. */
  | { kind: 'file-changed' }
  /** A certification signature (DocMDP) forbids further change. */
  | { kind: 'file-certified' }
  /** What came back does not verify with the chosen certificate; nothing was written. */
  | { kind: 'signature-invalid' }
  | { kind: 'signature-image-unusable'; reason: SignatureImageProblem }
  | VgcaFailure

export type SignatureImageProblem =
  /** The template of that day asks for a picture, and there is none. */
  | 'missing'
  | 'not-png'
  /** Without transparency it would cover what stands beneath. */
  | 'no-transparency'
  | 'too-large'
  | 'damaged'

export type FileVerificationFailure =
  | DocumentFailure
  /** A kind of file that carries no signature this program can look at; two files of which none is the signature of the other. */
  | { kind: 'not-verifiable'; found: string }
  /** A detached signature alone: the file it is of must be chosen too. */
  | { kind: 'signed-content-missing' }

/** An authority by its certificate, as an administrator compares it with what its owner publishes. */
export interface KnownAuthority {
  /** SHA-256 of the certificate, hex. */
  fingerprint: string
  commonName: string
  subject: string
  issuer: string
  serial: string
  validFrom: string
  validTo: string
  isRoot: boolean
}

/** What is kept on this PC to know revocations with the line cut. */
export interface KeptRevocation {
  lists: {
    issuer: string
    /** When the authority made it (thisUpdate), and when it promises the next. */
    asOf: string
    nextUpdate?: string
    isFresh: boolean
    /** How many certificates it takes back. */
    revoked: number
    /** From a stick, not fetched. */
    isImported: boolean
    keptAt: string
  }[]
  /** OCSP answers about single certificates. */
  answers: number
}

type SmallFileFailure = { kind: 'file-broken'; reason: BrokenReason } | { kind: 'file-too-large'; sizeBytes: number; limitBytes: number }

export type CertificateReadingFailure =
  | SmallFileFailure
  | { kind: 'no-certificate' }
  /** A person's or agency's certificate: trusting an issuer is something else. */
  | { kind: 'no-authority'; commonName: string }

export type RevocationImportFailure =
  | SmallFileFailure
  | { kind: 'no-revocation-list' }
  /** No authority on the lists made it. */
  | { kind: 'revocation-list-unknown-issuer'; issuer: string }
  | { kind: 'revocation-list-older'; asOf: string }
  | { kind: 'disk-full' }

/** A file outside the store that was looked at. */
export interface VerifiedFile {
  /** Which of the paths holds the signatures. */
  index: number
  format: CheckedFormat
  /** Of the signed content, hex. */
  sha256: string
  sizeBytes: number
  report: DocumentReport
}

export type TimestampingFailure =
  | DocumentFailure
  | { kind: 'file-changed' }
  | { kind: 'file-certified' }
  | { kind: 'not-signed' }
  /** A signature in it does not hold: a time stamp must not lend it weight. */
  | { kind: 'signature-invalid' }
  /** Not all revocation data can be had yet, and a stamp without them is there already: try later. */
  | { kind: 'evidence-incomplete' }
  /** No authority answered in time: try later. */
  | { kind: 'timestamp-unreachable' }
  /** It answered that it will not (RFC 3161 PKIStatus), or not what was asked (0, -1). */
  | { kind: 'timestamp-rejected'; status: number }
  /** The answer's certificate is no time stamper's, or leads to no authority on the list. */
  | { kind: 'timestamp-untrusted'; issuer: string }
const SplitDocument = z.object({ source: StoredFile, parts: z.array(z.object({ pages: z.array(z.number().int().min(1)).min(1), target: NewFile })).min(2).max(100) })
export type SplitFailure = DocumentFailure | { kind: 'file-changed' } | { kind: 'pages-unfit' } | { kind: 'file-has-signature' }

/** What core may ask of press. Documents travel as paths and keys, never as bytes; PINs never come here. */
export const pressMethods = {
  /** Reads a file the officer chose and stores it as a PDF (an image becomes a one-page PDF). Checks before it writes. */
  'document.import': method({
    input: z.object({ sourcePaths: z.array(z.string()).min(1), target: NewFile, limitBytes: z.number().int() }),
    output: shape<WrittenFile>(),
    error: shape<DocumentFailure>()
  }),
  'token.states': method({ input: z.object({}), output: shape<TokenState[]>(), error: shape<SigningFailure>() }),
  /**
   * Waits until the tokens plugged in, or what they say of their PINs, are others than `known` tells, looking every 2 s; answers at the latest after `waitMs`, then without `tokens`.
   * To be asked again and again while a screen shows tokens, and no longer: the first time with an empty `known`.
   */
  'token.changes': method({
    input: z.object({ known: z.string(), waitMs: z.number().int().min(0).max(60_000) }),
    output: shape<{ known: string; tokens?: TokenState[] }>(),
    error: shape<SigningFailure>()
  }),
  /** The signers' report on drivers, slots and certificates, for a support desk. No secrets. */
  'token.doctor': method({ input: z.object({}), output: shape<DoctorReport>(), error: shape<SigningFailure>() }),
  /** Asks the signer to open a batch: the PIN window appears, one attempt. Answers when the token is logged in. */
  'batch.open': method({
    input: z.object({
      batchId: z.string(),
      tokenSerial: z.string(),
      certificateId: z.string(),
      documents: z.number().int(),
      /** Told in the PIN window. */
      subjects: z.array(SigningSubject).default([]),
      /** Whom the office trusts and where revocation is kept: a certificate known to be taken back signs nothing, the line cut or not. */
      trust: TrustSettings.pick({ authorities: true, revocationFolder: true }).optional()
    }),
    output: shape<{ batchId: string }>(),
    error: shape<SigningFailure>()
  }),
  'batch.sign': method({
    input: z.object({ batchId: z.string(), source: StoredFile, target: NewFile, appearance: Appearance }),
    output: shape<WrittenFile & { certificateSerial: string; signerName: string }>(),
    error: shape<PressSigningFailure>()
  }),
  /** Signs any file as it is: `target` becomes a detached CAdES-B signature over it (DER, usually named .p7s). */
  'batch.sign-detached': method({
    input: z.object({ batchId: z.string(), source: StoredFile, target: NewFile, signedAt: z.iso.datetime({ offset: true }) }),
    output: shape<Omit<WrittenFile, 'pages'> & { certificateSerial: string; signerName: string }>(),
    error: shape<PressSigningFailure>()
  }),
  /**
   * Signs a PDF by VGCA's Sign Service on this machine, for offices bound to it. One document a call; the service shows its own windows and asks for the PIN itself, so there is no
   * batch. The visible signature is the service's.
   */
  'vgca.sign': method({
    input: z.object({ source: StoredFile, target: NewFile, fileName: z.string().min(1).max(120), act: VgcaAct, documentNumber: z.string().max(50).optional(), timeoutMs: z.number().int().min(1).max(600_000) }),
    output: shape<WrittenFile & { certificateSerial: string; signerName: string }>(),
    error: shape<PressSigningFailure>()
  }),
  /** Signs an XML document (edXML or other) as a whole: `target` is the document with an enveloped XAdES baseline B signature in it. One that is signed already answers `file-certified`. */
  'batch.sign-xml': method({
    input: z.object({ batchId: z.string(), source: StoredFile, target: NewFile, signedAt: z.iso.datetime({ offset: true }) }),
    output: shape<Omit<WrittenFile, 'pages'> & { certificateSerial: string; signerName: string }>(),
    error: shape<PressSigningFailure>()
  }),
  /**
   * Looks at every signature of a PDF or XML document, ours or not: integrity, what came after, certificate, revocation, time. Facts, no words. Waits for authorities only when `trust.online`, some
   * seconds each.
   */
  /** Takes a PDF apart into several, each page into one of them; a signed one is left whole. */
  'document.split': method({ input: SplitDocument, output: shape<WrittenFile[]>(), error: shape<SplitFailure>() }),
  'document.verify': method({
    input: z.object({ source: StoredFile, trust: TrustSettings }),
    output: shape<DocumentReport>(),
    error: shape<DocumentFailure | { kind: 'file-changed' }>()
  }),
  /** As `document.verify`, of a file outside the store: PDF, XML or CMS (.p7m), or a detached signature (.p7s) and the file it is of. It is read where it lies; nothing of it is kept. */
  'file.verify': method({
    input: z.object({ paths: z.array(z.string()).min(1).max(2), trust: TrustSettings }),
    output: shape<VerifiedFile>(),
    error: shape<FileVerificationFailure>()
  }),
  /**
   * Appends validation data and a document time stamp to a signed PDF, as a new increment. Asks each authority in turn, which can take minutes: for a queue, never for somebody who waits.
   * `B-LT` when every certificate's revocation data went in, else `B-T`; with `mustComplete` else nothing.
   */
  'document.timestamp': method({
    input: z.object({ source: StoredFile, target: NewFile, tsaUrls: z.array(z.url({ protocol: /^https?$/ })).min(1), trust: TrustSettings, mustComplete: z.boolean().optional() }),
    output: shape<WrittenFile & { stampedAt: string; level: 'B-T' | 'B-LT' }>(),
    error: shape<TimestampingFailure>()
  }),
  /** Reads the certificate of an authority; trusts nothing. */
  'trust.read': method({ input: z.object({ path: z.string() }), output: shape<{ der: string; authority: KnownAuthority }>(), error: shape<CertificateReadingFailure>() }),
  /** The authorities of `trust`, in its order, and what is kept in its folder. */
  'trust.describe': method({ input: z.object({ trust: TrustSettings }), output: shape<{ authorities: KnownAuthority[]; revocation: KeptRevocation }>(), error: shape<never>() }),
  /** Keeps a revocation list that one of the authorities made. */
  'trust.import-list': method({ input: z.object({ path: z.string(), trust: TrustSettings }), output: shape<KeptRevocation['lists'][number]>(), error: shape<RevocationImportFailure>() }),
  /** Ends the batch: the signer logs out and forgets the PIN. */
  'batch.close': method({ input: z.object({ batchId: z.string() }), output: shape<object>(), error: shape<never>() })
}
export type PressMethods = typeof pressMethods
