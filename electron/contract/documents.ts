import * as z from '../domain/schema.ts'
import { DocumentKind, FormOfCopy, type DocumentStage, type SignatureRole } from '../domain/document.ts'
import type { ContentPurged } from './dossier.ts'
import { Secrecy, type RestoredNeedsPortal, type SecrecyRefusal } from './intake.ts'
import { method, shape } from './method.ts'
import type { DocumentFailure } from './press.ts'
import type { DeliveryState, Elsewhere, TimelineEntry } from './views.ts'

/** Documents the agency issues: taken in, signed by two people, numbered, sealed, sent. */

/** Whether the newest file of a document lies on this PC. */
export type FileHere = { state: 'here' } | { state: 'on-its-way' }

/** How far the time of the last signature is proved. */
export type StampState =
  | { state: 'none' }
  /** Waits for a time-stamping authority. `problem` is the kind of the last failure, or `no-authority` where the portal names none. */
  | { state: 'waiting'; attempts: number; nextAt: string; problem?: string }
  /** `nextAt`: of a `B-T` stamped here, when its revocation data are looked for again. */
  | { state: 'stamped'; level: 'B-T' | 'B-LT'; at: string; nextAt?: string }

export interface DocumentRow {
  id: string
  documentKind: DocumentKind
  title: string
  name: string
  dossierId?: string
  dossierCode?: string
  stage: DocumentStage
  /** The base of what is done to it next. */
  revision: number
  /** As it is written on the paper, once it has one. */
  number?: string
  sha256: string
  sizeBytes: number
  pages: number
  createdBy: string
  createdById: string
  createdAt: string
  changedAt: string
  file: FileHere
  stamp: StampState
  delivery: DeliveryState
}

export interface DocumentView extends DocumentRow {
  signatures: { role: SignatureRole; signerName: string; officerName: string; certificateSerial: string; at: string }[]
  returned?: { reason: string; by: string; at: string }
  timeline: TimelineEntry[]
  elsewhere?: Elsewhere
}

export type DocumentUnknown = { kind: 'document-unknown' }

export const documentMethods = {
  /** Takes a PDF or an image in as a document. Secrecy is asked first: nothing of a secret document is read, stored or sent. By preload's own channel alone. */
  'document.import': method({
    input: z.object({
      /** Made by the page: pressed twice, or again after a crash, it is one document. */
      id: z.uuid(),
      documentKind: DocumentKind,
      title: z.string().max(500),
      dossierId: z.string().max(100).nullable(),
      /** The number the paper bears already; left out, the records clerk gives one at sealing, and `notation` (ký hiệu) stands behind it. */
      ownNumber: z.string().max(100).nullable(),
      notation: z.string().max(60).nullable().default(null),
      formOfCopy: FormOfCopy.nullable(),
      secrecy: Secrecy,
      name: z.string().max(300),
      paths: z.array(z.string()).min(1).max(100)
    }),
    output: shape<{ id: string }>(),
    error: shape<SecrecyRefusal | DocumentFailure | { kind: 'document-title-missing' } | { kind: 'document-number-missing' } | { kind: 'dossier-unknown' } | ContentPurged | RestoredNeedsPortal>()
  }),
  /** Newest first; all that waits, and of the others the newest. */
  'document.list': method({ input: z.object({ dossierId: z.string().optional() }), output: shape<DocumentRow[]>(), error: shape<never>() }),
  'document.get': method({ input: z.object({ id: z.string() }), output: shape<DocumentView>(), error: shape<DocumentUnknown>() }),
  /** Asks the authorities now for the time of every seal that waits for it, whatever the wait between attempts says. */
  'document.stamp-now': method({ input: z.object({}), output: shape<{ waiting: number }>(), error: shape<never>() }),
  /** Sends a document that waits for a signature back to who made it, with the reason. */
  'document.return': method({
    input: z.object({ id: z.string(), baseRevision: z.number().int(), reason: z.string().min(1).max(1000) }),
    output: shape<{ revision: number }>(),
    error: shape<DocumentUnknown | { kind: 'document-not-your-turn'; stage: DocumentStage } | { kind: 'edit-conflict'; revision: number } | { kind: 'disk-full' } | RestoredNeedsPortal>()
  })
}
