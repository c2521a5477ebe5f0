import * as z from '../domain/schema.ts'
import { Base64 } from './portal-keys.ts'
import { EntryHeader, Receipt } from './wire.ts'

/**
 * What the counters of one office know of each other's work: the entries of a dossier or document as the portal holds them, each with the receipt it was given. POST `wirePaths.histories`. A counter
 * judges every one by its own hashes and the portal's signature, so whom it came from is of no matter.
 */

/** Lanes a counter may ask for at once. */
export const mostLanesAsked = 20

export const HistoryRequest = z.object({ lanes: z.array(z.string().regex(/^[\x21-\x7e]{1,100}$/)).min(1).max(mostLanesAsked) })
export type HistoryRequest = z.infer<typeof HistoryRequest>

export const HistoryEntry = z.object({
  header: EntryHeader,
  salt: Base64,
  /** Null once its retention has ended. */
  payload: z.unknown(),
  receipt: Receipt,
  /** Who the portal knows by the header's officer; null for nobody of an office. */
  officerName: z.string().nullable(),
  /** 0 for the office's online desk. */
  counterNumber: z.number().int().min(0)
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const HistoryAnswer = z.object({
  /**
   * Of the lanes asked for: those that the asking device's office has here, each whole and in the portal's order, however many its entries. An answer is ended by its length (half a megabyte), in the
   * order in which was asked and never before its first lane: what then stands neither here nor in `unknown` is asked for again.
   */
  histories: z.array(z.object({ lane: z.string(), revision: z.number().int().min(1), entries: z.array(HistoryEntry) })).max(mostLanesAsked),
  /** Lanes the office has not, or another office has: nothing is told of those. */
  unknown: z.array(z.string()).max(mostLanesAsked)
})
export type HistoryAnswer = z.infer<typeof HistoryAnswer>

/** Entries a counter may offer at once. */
export const mostOffered = 100

/**
 * What the asking counter holds of its office's dossiers and documents and the portal does not: it was put back from a copy. POST `wirePaths.offers`. Each entry comes as its counter wrote it, with the
 * receipt that this portal gave for it then, which proves that it once had exactly this. In the order in which it was taken in then.
 */
export const OfferRequest = z.object({ entries: z.array(HistoryEntry.omit({ officerName: true, counterNumber: true })).min(1).max(mostOffered) })
export type OfferRequest = z.infer<typeof OfferRequest>

export const OfferAnswer = z.object({
  /** In the order of the entries: it is held now, or why it is not taken (RFC 9457's type). */
  results: z.array(z.discriminatedUnion('outcome', [z.object({ outcome: z.literal('held') }), z.object({ outcome: z.literal('refused'), type: z.string() })])).max(mostOffered)
})
export type OfferAnswer = z.infer<typeof OfferAnswer>
