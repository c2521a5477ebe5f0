import type { DraftFile } from '../../../electron/contract/intake.ts'
import { findFile } from '../../../electron/core/files/file-store.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import { getOk, inspect, type Counter } from './counter.ts'
import { birthProcedure } from './people.ts'
import { listArrived, type TestOffice } from './portal.ts'
import type { SigningDesk } from './signing-desk.ts'

/** Two papers of a birth registration. */
export const [declaration, birthPaper] = ['1.001193-TP01', '1.001193-TP02'] as const
let scans = 0

/** A scan in the counter's store, of no dossier yet; none is named as another. */
export async function takeInPaper(desk: SigningDesk, at: Counter, componentId: string = birthPaper, path?: string): Promise<DraftFile> {
  scans += 1
  const paths = [path ?? (await desk.makeScan(`${scans}.pdf`, 20_000))]
  return getOk(await at.call('file.import', { procedureCode: birthProcedure, componentId, secrecy: 'none', paths, name: `Giấy chứng sinh quét lần ${scans}.pdf` }))
}

export const viewOf = async (at: Counter, id: string) => getOk(await at.call('dossier.get', { id }))
export const isStored = (at: Counter, { sha256 }: DraftFile): boolean => inspect(at, (db) => findFile(db, sha256)) !== undefined

export async function attach(at: Counter, id: string, files: DraftFile[], change: { componentId?: string; secrecy?: 'mat'; baseRevision?: number } = {}) {
  const { revision } = await viewOf(at, id)
  return at.call('dossier.attach-scans', { id, baseRevision: revision, componentId: birthPaper, secrecy: 'none', files, ...change })
}

/** What the portal holds of a dossier, by the names of its steps and whole files. */
export async function readAtPortal(portal: TestPortal, office: TestOffice, id: string): Promise<{ kinds: string[]; whole: number }> {
  const arrived = (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)!
  return { kinds: arrived.entries.map(({ kind }) => kind), whole: arrived.files.filter(({ present }) => present).length }
}
