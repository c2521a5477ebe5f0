import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument, PDFName } from '@cantoo/pdf-lib'
import type { DraftFile } from '../../../electron/contract/intake.ts'
import type { PressMethods } from '../../../electron/contract/press.ts'
import type { PinRequest } from '../../../electron/contract/signer.ts'
import type { Sibling } from '../../../electron/rpc/sibling.ts'
import { demoReceptionist } from '../../harness/demo-office.ts'
import { keepPress } from '../../harness/kept-press.ts'
import { createSoftToken } from '../../native/softhsm.ts'
import { getOk, inspect, type Counter } from './counter.ts'
import { birthPaper, birthProcedure, makeIntake } from './people.ts'

const pin = '13572468'

export interface SignedScan {
  id: string
  code: string
  signedSha256: string
  sizeBytes: number
}

/** Real press and signer processes with the receptionist's token, for counters whose core runs in this process. */
export interface SigningDesk {
  press: Sibling<PressMethods>
  /** What the PIN window was told, in order. */
  pinRequests: PinRequest[]
  /** A PDF that no compression makes smaller, with words in it that must not stand in the clear on the disk. */
  makeScan(name: string, bytes: number): Promise<string>
  /** A scan in the counter's store, of a birth registration's paper and not yet of any dossier. */
  takeIn(counter: Pick<Counter, 'call'>, bytes: number): Promise<DraftFile>
  /** A dossier with one scan: imported, received and signed. */
  receiveWithScan(counter: Counter, bytes: number): Promise<SignedScan>
  close(): Promise<void>
}

export const scanWords = 'nội dung của bản quét'

export function openSigningDesk(): SigningDesk {
  const work = mkdtempSync(join(tmpdir(), 'qmc-desk-'))
  const token = createSoftToken({ dir: join(work, 'token'), label: 'Token', pin, commonName: demoReceptionist.fullName })
  const pinRequests: PinRequest[] = []
  const signing = keepPress({ env: { ...process.env, ...token.env }, answerPin: (request) => (pinRequests.push(request), pin) })

  async function makeScan(name: string, bytes: number): Promise<string> {
    const document = await PDFDocument.create()
    const page = document.addPage([595, 842])
    document.setTitle(scanWords)
    // As it is: an attachment would be deflated, in vain and for longer than all that is then done with the scan.
    page.node.set(PDFName.of('Noise'), document.context.register(document.context.stream(randomBytes(bytes))))
    const path = join(work, name)
    writeFileSync(path, await document.save())
    return path
  }

  async function takeIn({ call }: Pick<Counter, 'call'>, bytes: number): Promise<DraftFile> {
    const paths = [await makeScan(`${randomUUID()}.pdf`, bytes)]
    return getOk(await call('file.import', { procedureCode: birthProcedure, componentId: birthPaper, secrecy: 'none', paths, name: 'Tờ khai' }))
  }

  return {
    press: signing.press,
    pinRequests,
    makeScan,
    takeIn,
    receiveWithScan: async (counter, bytes) => {
      const intake = makeIntake()
      const [component] = intake.components
      if (!component) throw new Error('an intake has a component')
      component.files = [await takeIn(counter, bytes)]
      const { code } = getOk(await counter.call('dossier.receive', intake))
      const [signed] = getOk(await counter.call('signing.sign', { dossierId: intake.draftId }))
      if (!signed?.outcome.ok) throw new Error('the scan was not signed')
      const { signedSha256 } = signed.outcome
      const sizeBytes = inspect(counter, (db) => db.prepare('SELECT size_bytes FROM file WHERE sha256 = ?').pluck().get(signedSha256) as number)
      return { id: intake.draftId, code, signedSha256, sizeBytes }
    },
    close: async () => {
      await signing.stop()
      rmSync(work, { recursive: true, force: true })
    }
  }
}
