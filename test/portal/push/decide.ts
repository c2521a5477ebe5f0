import { entryVersion, type Problem } from '../../../electron/contract/wire.ts'
import type { DossierReceived } from '../../../electron/contract/entries.ts'
import { isLocalDate } from '../../../electron/domain/calendar.ts'
import { formatDossierCode, parseDossierCode } from '../../../electron/domain/dossier-code.ts'
import { applyEntry, type Dossier, type DossierEntry } from '../../../electron/domain/dossier.ts'
import { applyDocumentEntry, type DocumentEntry, type OfficeDocument } from '../../../electron/domain/document.ts'
import { STATUS } from '../../../electron/domain/dossier-status.ts'
import { canMerge } from '../../../electron/domain/merge-entries.ts'
import { problem } from '../problem.ts'
import type { EntryContent, NumberFacts } from './read-content.ts'
import { areSecret, isSecret } from './secrecy.ts'
import { isStorable } from './storable.ts'
import { keyOf, type BatchState, type ReadEntry } from './state.ts'

/** Entry versions taken: this build's and the two before it. */
const oldestVersion = Math.max(1, entryVersion - 2)

export type Decision = ({ outcome: 'accepted'; entry: ReadEntry } & Effect) | { outcome: 'held'; entry: ReadEntry } | { outcome: 'refused'; entry: ReadEntry; problem: Problem }

/** What an accepted entry makes of its dossier or document, and the numbers it tells of. */
interface Effect {
  number?: NumberFacts
  dossier?: Dossier
  document?: OfficeDocument
  /** The dossier's entry was put beside what the device did not know. */
  merged?: boolean
}

/**
 * Decides a batch entry by entry, each once and in the order sent, changing nothing but the given state's dossiers, documents and codes. A refused entry holds back only
 * the later ones of its own dossier.
 * @param refusedByDatabase entries the database would not take, by key: found by trying, refused here so that what follows them waits
 */
export function createDecider(state: BatchState, refusedByDatabase: ReadonlyMap<string, Problem>): (entry: ReadEntry) => Decision {
  const waiting = new Set<string>()
  const accepted = new Map<string, string>()
  return (entry) => {
    const key = keyOf(entry.header)
    // The same entry twice in one batch is one entry.
    if (accepted.get(key) === entry.hash) return { outcome: 'held', entry }
    const refused = refusedByDatabase.get(key) ?? refuseByKey(state, entry)
    const decided: Problem | { held: true } | Effect = refused ?? decideContent(state, entry, waiting)
    if ('held' in decided) return { outcome: 'held', entry }
    if ('type' in decided) {
      if (entry.header.dossier !== undefined) waiting.add(entry.header.dossier)
      return { outcome: 'refused', entry, problem: { ...decided, seq: entry.header.seq } }
    }
    accepted.set(key, entry.hash)
    if (decided.dossier && entry.header.dossier !== undefined) {
      state.dossiers.set(entry.header.dossier, { officeId: state.device.officeId, state: decided.dossier })
      state.takenCodes.add(decided.dossier.code)
      state.histories.get(entry.header.dossier)?.push('own')
    }
    if (decided.document && entry.header.dossier !== undefined) state.documents.set(entry.header.dossier, { officeId: state.device.officeId, state: decided.document })
    return { outcome: 'accepted', entry, ...decided }
  }
}

/** What the envelope alone decides. */
function refuseByKey(state: BatchState, entry: ReadEntry): Problem | undefined {
  const { header } = entry
  if (header.version < oldestVersion || header.version > entryVersion) return problem('versionUnknown')
  if (header.device !== state.device.id) return problem('notAcceptable', { detail: 'Bản ghi của một máy quầy khác.' })
  const held = state.held.get(keyOf(header))
  if (held) return held.hash === entry.hash ? undefined : problem('keyReused')
  const link = state.links.get(keyOf(header))
  if (!link) return problem('chainBroken', { detail: 'Bản ghi không có trong chuỗi đã gửi.' })
  if (link.hash !== entry.hash || link.previous !== header.previous) return problem('hashMismatch')
  return undefined
}

function decideContent(state: BatchState, entry: ReadEntry, waiting: ReadonlySet<string>): Problem | { held: true } | Effect {
  const { header, payload } = entry
  if (state.held.has(keyOf(header))) return { held: true }
  const { content } = entry
  if (content.of === 'altered') return problem('hashMismatch')
  if (!isStorable(entry)) return problem('notAcceptable', { detail: 'Nội dung có ký tự không lưu được.' })
  if (isSecret(payload, (code) => state.procedures.get(code))) return problem('secret')
  if (header.dossier === undefined) return decideOwn(state, content)
  if (waiting.has(header.dossier)) return problem('dossierWaits')
  if (content.of === 'document') return decideDocument(state, header.dossier, header.baseRevision, content.entry)
  if (content.of === 'dossier') return decideDossier(state, header.dossier, header.baseRevision, content.entry)
  return problem('notAcceptable', { detail: 'Nội dung bản ghi không đúng định dạng.' })
}

/** An entry that names no dossier: a number of another series, or the counter's own business (a restore), which is recorded without effect here. */
function decideOwn(state: BatchState, content: EntryContent): Problem | Effect {
  if (content.of === 'counter') return {}
  if (content.of !== 'number') {
    const detail = content.of === 'unreadable' && content.family === 'number' ? 'Nội dung bản ghi không đúng định dạng.' : 'Bản ghi không nêu hồ sơ.'
    return problem('notAcceptable', { detail })
  }
  return isLeased(state, content.number) ? { number: content.number } : problem('numberOutOfRange')
}

function decideDossier(state: BatchState, id: string, baseRevision: number, entry: DossierEntry): Problem | Effect {
  const current = state.dossiers.get(id)
  if (current && current.officeId !== state.device.officeId) return problem('notAcceptable', { detail: 'Hồ sơ của đơn vị khác.' })
  // It names its paper alone; the catalogue may have changed since the dossier was received.
  if (entry.kind === 'file.attached' && current && areSecret(state.procedures.get(current.state.procedure.code), [entry.payload.componentId])) return problem('secret')
  const revision = current?.state.revision ?? 0
  const isMerge = baseRevision < revision
  if (isMerge && !isMergeable(state, id, baseRevision, entry)) return problem('editConflict')
  if (baseRevision > revision) return problem('baseUnknown')
  const refused = refuseByOrigin(state, current?.state, entry)
  if (refused) return refused
  if (entry.kind === 'dossier.received') {
    if (!state.procedures.has(entry.payload.procedure.code)) return problem('notAcceptable', { detail: 'Thủ tục không có trong danh mục.' })
  }
  try {
    const register = readNumbered(current?.state, entry)?.register
    return { dossier: applyEntry(current?.state, entry), ...(isMerge ? { merged: true } : {}), ...(register ? { number: { state: 'issued', ...register, dossier: id } } : {}) }
  } catch {
    // The fold throws on what the rules forbid: a status that may not follow, a signature on a file the dossier does not hold.
    return problem('notAcceptable', { detail: 'Thay đổi này không hợp lệ với hồ sơ hiện có.' })
  }
}

/** What a filing says only the online desk may say, and what numbers and decides only a counter: each of the other is refused. */
function refuseByOrigin(state: BatchState, current: Dossier | undefined, entry: DossierEntry): Problem | undefined {
  const isFiling = entry.kind === 'dossier.supplement-answered' || (entry.kind === 'dossier.received' && entry.payload.status === STATUS.registered)
  const isFromDesk = isFiling || entry.kind === 'file.attached'
  if (state.device.isDesk ? !isFromDesk : isFiling) return problem('notAcceptable', { detail: 'Bản ghi này không phải của nơi gửi.' })
  if (state.device.isDesk) return undefined
  const numbered = readNumbered(current, entry)
  return numbered && refuseNumber(state, numbered)
}

/** The number an entry gives a dossier: when it is received at the counter, or accepted after it was filed online. */
function readNumbered(current: Dossier | undefined, entry: DossierEntry): Pick<DossierReceived, 'code' | 'day' | 'serial' | 'agency' | 'register'> | undefined {
  if (entry.kind === 'dossier.received') return entry.payload
  if (entry.kind !== 'dossier.status-changed' || !entry.payload.acceptance || !current) return undefined
  return { ...entry.payload.acceptance, agency: current.agency }
}

/**
 * What the device itself has done is in its own order; only what others did and it did not know can stand in the way. Its revision counts what it knew of the dossier and its own entries since:
 * so what it knew is the shortest beginning of the portal's history that, with its own entries after that, makes as many.
 */
function isMergeable(state: BatchState, id: string, baseRevision: number, entry: DossierEntry): boolean {
  const history = state.histories.get(id)
  if (!history) return false
  const ownAfter = (known: number): number => history.slice(known).filter((other) => other === 'own').length
  // Its first entry it knows in any case, whoever wrote that.
  const known = history.findIndex((_entry, index) => index > 0 && index + ownAfter(index) === baseRevision)
  if (known < 0) return false
  const earlier = history.slice(known).filter((other) => other !== 'own')
  return !earlier.includes('unreadable') && canMerge(entry, earlier.filter((other) => other !== 'unreadable'))
}

/** The order of the two signatures is the fold's own rule: the portal refuses what a counter should never have written. */
function decideDocument(state: BatchState, id: string, baseRevision: number, entry: DocumentEntry): Problem | Effect {
  const current = state.documents.get(id)
  if (current && current.officeId !== state.device.officeId) return problem('notAcceptable', { detail: 'Văn bản của đơn vị khác.' })
  const revision = current?.state.revision ?? 0
  if (baseRevision < revision) return problem('editConflict')
  if (baseRevision > revision) return problem('baseUnknown')
  try {
    return { document: applyDocumentEntry(current?.state, entry) }
  } catch {
    return problem('notAcceptable', { detail: 'Thay đổi này không hợp lệ với văn bản hiện có.' })
  }
}

function refuseNumber(state: BatchState, facts: Pick<DossierReceived, 'code' | 'day' | 'serial' | 'agency' | 'register'>): Problem | undefined {
  const parsed = parseDossierCode(facts.code)
  if (!parsed.ok) return problem('numberOutOfRange', { detail: 'Mã hồ sơ không đúng định dạng.' })
  const { agencyCode, day, serial } = parsed.value
  const consistent = day === facts.day && serial === facts.serial && agencyCode === facts.agency.code
  const owned = isLeased(state, { series: `dossier:${agencyCode}`, period: day, serial })
  if (!consistent || !owned || (facts.register && !isLeased(state, facts.register))) return problem('numberOutOfRange')
  // In another spelling the same number would be a second code.
  if (facts.code !== formatDossierCode(parsed.value)) return problem('numberOutOfRange', { detail: 'Mã hồ sơ không đúng định dạng.' })
  return state.takenCodes.has(facts.code) ? problem('numberTaken') : undefined
}

/** A standing range is of every day, and of nothing that is none: the ledger would count such a number for ever. */
function isLeased(state: BatchState, number: { series: string; period: string; serial: number }): boolean {
  const isOf = (period: string): boolean => (period === '' ? isLocalDate(number.period) : period === number.period)
  return state.areProven === true || state.leases.some((lease) => lease.series === number.series && isOf(lease.period) && lease.from <= number.serial && number.serial <= lease.to)
}
