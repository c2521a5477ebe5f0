import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getDevice, type CoreContext } from '../../../electron/core/context.ts'
import { findCopies } from '../../../electron/core/continuity/find-copies.ts'
import { openDatabase, write } from '../../../electron/core/db/open.ts'
import { findOfficeCounters } from '../../../electron/core/documents/office-counters.ts'
import { enrol } from '../../../electron/core/portal/enrol.ts'
import { importPrivateKey, importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { readHandover, writeHandover } from '../../../electron/crypto/handover-file.ts'
import { sha256Hex } from '../../../electron/crypto/file-cipher.ts'
import { createRecoverySheet } from '../../../electron/crypto/recovery-sheet.ts'
import { freezeDeep, mutateText, mutateValue } from './mutate.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'

export interface CarriedTry {
  /** Bundles and sheets, whole and spoilt, from a stick. */
  tryCarried(random: Random): Promise<Deep>
  /** A portal, or what pretends to be one, answers an enrolment. */
  tryEnrol(random: Random): Promise<Deep>
  close(): void
}

export interface CarriedFrom {
  folder: string
  context: CoreContext
  /** Imports a bundle by core's own call; answers the error's kind, '' for none. */
  importBundle(path: string): Promise<string>
  double: { url: string; answer(status: number, body: string): void }
  /** The portal's answer to the enrolment, as it came. */
  enrolment: unknown
}

const scan = Buffer.from('%PDF-1.4 thử')
const file = { sha256: sha256Hex(scan), sizeBytes: scan.length }
const at = '2026-11-26T09:00:00'
const by = { officerId: 'o', fullName: 'Vũ Thị Nhung' }
const document = {
  documentKind: 'outgoing', title: 'Thông báo', dossierId: null, dossierCode: null, ownNumber: null, notation: 'TB-UBND', formOfCopy: null, by, at, changedAt: at,
  file: { ...file, name: 'thong-bao.pdf', pages: 1 }, current: file, signatures: [], number: null, stamps: [], returned: null, revision: 1
}
const manifest = freezeDeep({ documents: [{ id: 'v-1', document }] })

export function createCarriedTry({ folder, context, importBundle, double, enrolment }: CarriedFrom): CarriedTry {
  const { device, officeId, privateKey } = getDevice(context.db)
  const office = findOfficeCounters(context.db)
  if (!office) throw new Error('the counter knows its office')
  const from = { device, officeId, privateKey: importPrivateKey('ed25519', privateKey) }
  const [key] = office.keys
  const ownKeys = office.counters.flatMap((counter) => (counter.device === device ? counter.publicKeys : [])).map((one) => importPublicKey('ed25519', one))
  if (!key || ownKeys.length === 0) throw new Error('the office has a key, and knows this counter')
  const sheet = freezeDeep(createRecoverySheet({ device, portalUrl: double.url, officeName: 'Ủy ban nhân dân', counterNumber: 1 }, randomBytes(32), { keyId: 'k', publicKey: randomBytes(32).toString('base64') }))
  const stick = join(folder, 'stick')
  mkdirSync(stick)
  const bundlePath = join(stick, 'bundle.qmc')
  const fresh = openDatabase({ path: join(folder, 'fresh.db'), key: randomBytes(32) })
  const freshContext: CoreContext = { ...context, db: fresh }

  return {
    tryCarried: async (random) => {
      if (random.next() < 0.25) {
        const text = JSON.stringify(mutateValue(sheet, random))
        writeFileSync(join(stick, `recovery-${device}.json`), random.next() < 0.5 ? text : mutateText(text, random))
        return findCopies(stick).length > 0 ? 'sheet' : undefined
      }
      // Spoilt inside and signed all the same, as a broken counter of the office would; or spoilt on its way.
      const isInside = random.next() < 0.6
      const inside = JSON.stringify(isInside ? mutateValue(manifest, random) : manifest)
      const parts = [Buffer.from(isInside && random.next() < 0.2 ? mutateText(inside, random) : inside), scan]
      const whole = writeHandover(from, key, '2026-11-26T09:00:00+07:00', random.next() < 0.1 ? parts.slice(0, 1) : parts)
      const text = isInside ? whole : mutateText(whole, random)
      const read = readHandover(text)
      if (text !== whole && ownKeys.some((one) => read?.isSignedBy(one))) throw new Error('a bundle that was changed is called signed')
      writeFileSync(bundlePath, text)
      const kind = await importBundle(bundlePath)
      if (kind === 'unexpected') throw new Error('the import met a bug')
      return read ? 'bundle' : undefined
    },
    tryEnrol: async (random) => {
      const text = JSON.stringify(mutateValue(enrolment, random))
      double.answer(random.pick([200, 200, 200, 201, 400, 403, 404, 426, 500]), random.next() < 0.3 ? mutateText(text, random) : text)
      const answer = await enrol(freshContext, { portalUrl: double.url, code: 'a', deviceName: 'Máy quầy' })
      if (!answer.ok) return undefined
      write(fresh, (db) => db.exec('DELETE FROM setting; DELETE FROM reference'))
      return 'office'
    },
    close: () => fresh.close()
  }
}
