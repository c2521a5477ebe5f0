import { ChainLink, PushedEntry } from '../../../electron/contract/wire.ts'
import type { EntryHeader, Problem } from '../../../electron/contract/wire.ts'
import { HttpProblem, problem } from '../problem.ts'
import { toReadEntry, type ReadEntry } from './state.ts'

export const mostEntries = 100
const mostLinks = 1000

export interface ReadRequest {
  chain: ChainLink[]
  /** In the order sent; what could not be read is refused by itself and delays no other. */
  entries: (ReadEntry | { seq: number; problem: Problem })[]
}

/**
 * Reads a push. Each entry is parsed by itself, so that one that cannot be parsed is one refusal and not the whole batch's.
 * @param read of an entry that was read before, what came of it
 * @throws HttpProblem badRequest when the frame is wrong, tooLarge when it holds more than a batch may
 */
export function readPushRequest(body: unknown, read = readEntry): ReadRequest {
  if (!isRecord(body) || !Array.isArray(body['chain']) || !Array.isArray(body['entries'])) throw new HttpProblem(problem('badRequest'))
  if (body['entries'].length > mostEntries || body['chain'].length > mostLinks) throw new HttpProblem(problem('tooLarge'))
  const chain = body['chain'].map((link) => {
    const parsed = ChainLink.safeParse(link)
    if (!parsed.success || !isPlace(parsed.data)) throw new HttpProblem(problem('badRequest', { detail: 'Chuỗi bản ghi không đọc được.' }))
    return parsed.data
  })
  return { chain, entries: body['entries'].map((raw) => read(raw)) }
}

/** @throws HttpProblem badRequest to one without a number */
export function readEntry(raw: unknown): ReadRequest['entries'][number] {
  const seq = seqOf(raw)
  // Without its number a refusal could not be matched to anything: the frame itself is wrong.
  if (seq === undefined) throw new HttpProblem(problem('badRequest', { detail: 'Một bản ghi không có số thứ tự.' }))
  const unreadable = { seq, problem: problem('badRequest', { seq }) }
  try {
    const parsed = PushedEntry.safeParse(raw)
    if (!parsed.success || !isPlace(parsed.data.header)) return unreadable
    const { header } = raw as { header: EntryHeader }
    return toReadEntry({ header, salt: parsed.data.salt, payload: parsed.data.payload })
  } catch {
    return unreadable
  }
}

function seqOf(raw: unknown): number | undefined {
  const seq = isRecord(raw) && isRecord(raw['header']) ? raw['header']['seq'] : undefined
  return typeof seq === 'number' && Number.isInteger(seq) ? seq : undefined
}

/** Both fit the database's integers. */
export function isPlace(place: { epoch: number; seq: number }): boolean {
  return place.epoch >= 1 && place.seq >= 1 && place.epoch <= 0x7fffffff && place.seq <= 0x7fffffff
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
