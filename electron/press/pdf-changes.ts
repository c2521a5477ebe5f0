import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, PDFRef, type PDFObject } from '@cantoo/pdf-lib'
import type { LaterChange } from '../contract/verification.ts'
import { findDict, findIn, findObject, getCatalog, nameIn, type Revision, type XrefEntry } from './pdf-revision.ts'

/**
 * What later revisions did to a signed one. Allowed without a word: new signatures and time stamps with their picture, validation data (/DSS), and metadata nobody sees. Everything
 * else is named. The published "shadow attacks" (hide, replace, hide-and-replace by incremental update) all fall under it.
 */
export function compareRevisions(before: Revision, after: Revision): LaterChange[] {
  const changes = new Set<LaterChange>()
  const roles = readRoles(before)
  if (String(before.trailer.get(PDFName.of('Root'))) !== String(after.trailer.get(PDFName.of('Root'))) || after.trailer.has(PDFName.of('Encrypt'))) changes.add('catalog-changed')
  for (const [number, entry] of before.entries) {
    if (isSameEntry(before, after, entry, after.entries.get(number))) continue
    const old = findObject(before, number)
    const fresh = findObject(after, number)
    if (!old) continue
    if (!fresh) changes.add('content-removed')
    else if (!isSameObject(old, fresh)) judgeChange({ before, after, roles, number, old, fresh }).forEach((one) => changes.add(one))
  }
  const added = [...after.entries.keys()].filter((number) => !before.entries.has(number))
  if (added.length > 0) {
    const dangling = listReferences(before)
    if (added.some((number) => dangling.has(number))) changes.add('content-revealed')
  }
  return [...changes]
}

function isSameEntry(before: Revision, after: Revision, a: XrefEntry, b: XrefEntry | undefined): boolean {
  if (!b || a.kind !== b.kind) return false
  if (a.kind === 'offset') return b.kind === 'offset' && a.offset === b.offset
  if (b.kind !== 'compressed' || a.container !== b.container || a.index !== b.index) return false
  const [first, second] = [before.entries.get(a.container), after.entries.get(b.container)]
  return first?.kind === 'offset' && second?.kind === 'offset' && first.offset === second.offset
}

function isSameObject(a: PDFObject, b: PDFObject): boolean {
  if (a instanceof PDFRawStream && b instanceof PDFRawStream) return describe(a.dict) === describe(b.dict) && Buffer.compare(a.contents, b.contents) === 0
  return describe(a) === describe(b)
}

/** Text that is equal for equal values; the order of a dictionary's keys says nothing. */
function describe(value: PDFObject | undefined): string {
  if (value instanceof PDFDict) {
    const keys = value.entries().map(([key, one]) => `${key.asString()} ${describe(one)}`)
    return `<<${keys.sort().join(' ')}>>`
  }
  if (value instanceof PDFArray) return `[${value.asArray().map(describe).join(' ')}]`
  return value === undefined ? '' : value.toString()
}

/** The objects that may grow, by number in the signed revision. */
interface Roles {
  catalog: number | undefined
  form: number | undefined
  fields: number | undefined
  info: number | undefined
  metadata: number | undefined
  /** /DSS and its arrays. */
  validation: Set<number>
  /** Page numbers by the number of their /Annots array. */
  annotations: Map<number, PDFDict>
}

function readRoles(revision: Revision): Roles {
  const catalog = getCatalog(revision)
  const form = findDict(revision, catalog.get(PDFName.of('AcroForm')))
  const validation = new Set<number>()
  const dss = catalog.get(PDFName.of('DSS'))
  const numberOf = (value: PDFObject | undefined): number | undefined => (value instanceof PDFRef ? value.objectNumber : undefined)
  const addAll = (value: PDFObject | undefined): void => {
    const number = numberOf(value)
    if (number !== undefined) validation.add(number)
  }
  addAll(dss)
  const dssDict = findDict(revision, dss)
  for (const key of ['Certs', 'CRLs', 'OCSPs', 'VRI']) addAll(dssDict?.get(PDFName.of(key)))
  const annotations = new Map<number, PDFDict>()
  for (const page of listPages(revision)) {
    const number = numberOf(page.get(PDFName.of('Annots')))
    if (number !== undefined) annotations.set(number, page)
  }
  return {
    catalog: numberOf(revision.trailer.get(PDFName.of('Root'))),
    form: numberOf(catalog.get(PDFName.of('AcroForm'))),
    fields: numberOf(form?.get(PDFName.of('Fields'))),
    info: numberOf(revision.trailer.get(PDFName.of('Info'))),
    metadata: numberOf(catalog.get(PDFName.of('Metadata'))),
    validation,
    annotations
  }
}

function listPages(revision: Revision): PDFDict[] {
  const pages: PDFDict[] = []
  const seen = new Set<PDFDict>()
  function walk(node: PDFDict | undefined): void {
    if (!node || seen.has(node)) return
    seen.add(node)
    const kids = findIn(revision, node, 'Kids')
    if (kids instanceof PDFArray) for (const kid of kids.asArray()) walk(findDict(revision, kid))
    else pages.push(node)
  }
  walk(findDict(revision, getCatalog(revision).get(PDFName.of('Pages'))))
  return pages
}

interface Change {
  before: Revision
  after: Revision
  roles: Roles
  number: number
  old: PDFObject
  fresh: PDFObject
}

function judgeChange(change: Change): LaterChange[] {
  const { before, roles, number, old, fresh } = change
  // Named from several places, it could be a picture here and metadata there.
  if (number === roles.info || number === roles.metadata) return countReferences(before, number) <= 1 ? [] : ['content-changed']
  if (roles.validation.has(number)) return countReferences(before, number) <= 1 ? [] : ['content-changed']
  if (old instanceof PDFArray && fresh instanceof PDFArray) {
    if (number === roles.fields) return judgeFields(change, old, fresh)
    const page = roles.annotations.get(number)
    return page ? judgeAnnotations(change, page, old, fresh) : ['content-changed']
  }
  if (!(old instanceof PDFDict) || !(fresh instanceof PDFDict)) return isXrefOrContainer(old) && isXrefOrContainer(fresh) ? [] : ['content-changed']
  if (number === roles.catalog) return judgeCatalog(change, old, fresh)
  if (number === roles.form) return judgeForm(change, old, fresh)
  if (nameIn(before, old, 'Type') === 'Page') return judgePage(change, old, fresh)
  if (nameIn(before, old, 'FT') === 'Sig' && !old.has(PDFName.of('V'))) return judgeSigning(old, fresh)
  return ['content-changed']
}

function isXrefOrContainer(value: PDFObject): boolean {
  const type = value instanceof PDFRawStream ? String(value.dict.get(PDFName.of('Type'))) : ''
  return type === '/XRef' || type === '/ObjStm'
}

function listChangedKeys(old: PDFDict | undefined, fresh: PDFDict | undefined): string[] {
  const keys = new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])].map((key) => key.decodeText()))
  return [...keys].filter((key) => describe(old?.get(PDFName.of(key))) !== describe(fresh?.get(PDFName.of(key))))
}

function judgeCatalog(change: Change, old: PDFDict, fresh: PDFDict): LaterChange[] {
  return listChangedKeys(old, fresh).flatMap((key) => {
    if (key === 'DSS' || key === 'Extensions' || key === 'Version' || key === 'Metadata') return []
    if (key !== 'AcroForm') return ['catalog-changed'] as LaterChange[]
    return judgeForm(change, findDict(change.before, old.get(PDFName.of(key))), findDict(change.after, fresh.get(PDFName.of(key))))
  })
}

function judgeForm(change: Change, old: PDFDict | undefined, fresh: PDFDict | undefined): LaterChange[] {
  return listChangedKeys(old, fresh).flatMap((key): LaterChange[] => {
    if (key === 'SigFlags' || (!old && (key === 'DR' || key === 'DA'))) return []
    if (key !== 'Fields') return ['form-changed']
    return judgeFields(change, arrayIn(change.before, old, key), arrayIn(change.after, fresh, key))
  })
}

function arrayIn(revision: Revision, dict: PDFDict | undefined, key: string): PDFArray | undefined {
  const value = findIn(revision, dict, key)
  return value instanceof PDFArray ? value : undefined
}

function judgeFields(change: Change, old: PDFArray | undefined, fresh: PDFArray | undefined): LaterChange[] {
  const added = listAdded(old, fresh)
  return added?.every((field) => isNewSignatureField(change, field)) ? [] : ['form-changed']
}

function judgePage(change: Change, old: PDFDict, fresh: PDFDict): LaterChange[] {
  return listChangedKeys(old, fresh).flatMap((key): LaterChange[] => {
    if (key !== 'Annots') return ['content-changed']
    return judgeAnnotations(change, fresh, arrayIn(change.before, old, key), arrayIn(change.after, fresh, key))
  })
}

function judgeAnnotations(change: Change, page: PDFDict, old: PDFArray | undefined, fresh: PDFArray | undefined): LaterChange[] {
  const added = listAdded(old, fresh)
  if (!added?.every((annotation) => isNewSignatureField(change, annotation))) return ['annotation-changed']
  const pageArea = areaOf(findMediaBox(change.after, page)) || 595 * 842
  const overlays = added.some((one) => areaOf(findIn(change.after, findDict(change.after, one), 'Rect')) > pageArea / 4)
  return overlays ? ['page-overlaid'] : []
}

/** The members of `fresh` that are not in `old`; undefined when one of `old` is missing or they are in another order. */
function listAdded(old: PDFArray | undefined, fresh: PDFArray | undefined): PDFObject[] | undefined {
  const kept = (old?.asArray() ?? []).map(describe)
  const now = fresh?.asArray() ?? []
  const places = kept.map((one) => now.findIndex((other) => describe(other) === one))
  if (places.some((place, index) => place < 0 || place <= (places[index - 1] ?? -1))) return undefined
  return now.filter((_, index) => !places.includes(index))
}

/** A signed signature field that was not there before, with nothing that acts. */
function isNewSignatureField({ before, after }: Change, value: PDFObject): boolean {
  const dict = findDict(after, value)
  if (!dict || !(value instanceof PDFRef)) return false
  const existed = before.entries.has(value.objectNumber)
  const parent = findDict(after, dict.get(PDFName.of('Parent')))
  const type = nameIn(after, dict, 'FT') ?? nameIn(after, parent, 'FT')
  const signature = findDict(after, dict.get(PDFName.of('V')) ?? parent?.get(PDFName.of('V')))
  if (existed && dict.get(PDFName.of('V')) === undefined && parent === undefined) return false
  return type === 'Sig' && signature?.has(PDFName.of('ByteRange')) === true && !dict.has(PDFName.of('A')) && !dict.has(PDFName.of('AA'))
}

/** An empty signature field the author provided, now signed. */
function judgeSigning(old: PDFDict, fresh: PDFDict): LaterChange[] {
  const expected = new Set(['V', 'AP', 'MK', 'M', 'F', 'DA'])
  return listChangedKeys(old, fresh).every((key) => expected.has(key)) && fresh.has(PDFName.of('V')) ? [] : ['form-changed']
}

function findMediaBox(revision: Revision, page: PDFDict): PDFObject | undefined {
  let node: PDFDict | undefined = page
  for (let depth = 0; node && depth < 20; depth += 1) {
    const box = findIn(revision, node, 'MediaBox')
    if (box) return box
    node = findDict(revision, node.get(PDFName.of('Parent')))
  }
  return undefined
}

function areaOf(box: PDFObject | undefined): number {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box instanceof PDFArray ? box.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : 0)) : []
  return Math.abs((x2 - x1) * (y2 - y1))
}

/** How often each object number is referred to, trailer included. */
function listReferences(revision: Revision): Map<number, number> {
  const counts = new Map<number, number>()
  function walk(value: PDFObject | undefined): void {
    if (value instanceof PDFRef) counts.set(value.objectNumber, (counts.get(value.objectNumber) ?? 0) + 1)
    else if (value instanceof PDFArray) value.asArray().forEach(walk)
    else if (value instanceof PDFDict) value.values().forEach(walk)
    else if (value instanceof PDFRawStream) value.dict.values().forEach(walk)
  }
  walk(revision.trailer)
  for (const number of revision.entries.keys()) {
    const object = findObject(revision, number)
    // Older cross-reference streams repeat the trailer's keys.
    if (!(object instanceof PDFRawStream && String(object.dict.get(PDFName.of('Type'))) === '/XRef')) walk(object)
  }
  return counts
}

function countReferences(revision: Revision, number: number): number {
  return listReferences(revision).get(number) ?? 0
}

/** Whether both revisions have the very same object under this number. */
export function isKept(before: Revision, after: Revision, number: number): boolean {
  const entry = before.entries.get(number)
  return entry !== undefined && isSameEntry(before, after, entry, after.entries.get(number))
}
