import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { servePress } from '../../core/support/serve-press.ts'
import { demoReceptionist } from '../../harness/demo-office.ts'
import type { StartedProcess } from '../../harness/processes.ts'
import { startSigningProcesses } from '../../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../../native/softhsm.ts'

const pin = '13572468'
/** Several sectors of the disk, so that a cut may tear it. */
const scanBytes = 9_000

/** The shipped press and signer with the receptionist's token, for a core that is a process of its own. */
export interface ScanningDesk {
  /** Scans outside the data folder, each another. */
  makeScan(): Promise<string>
  /** Press writes papers into the data folder itself, so it is recorded into core's own log. Serves this core until `stop`. */
  serveCore(core: StartedProcess, recorded: NodeJS.ProcessEnv): { stop(): Promise<void> }
}

export function openScanningDesk(folder: string): ScanningDesk {
  let token: SoftToken | undefined
  let scans = 0
  return {
    makeScan: async () => {
      const document = await PDFDocument.create()
      document.addPage([595, 842])
      await document.attach(randomBytes(scanBytes), 'noise.bin')
      const path = join(folder, `scan-${++scans}.pdf`)
      writeFileSync(path, await document.save())
      return path
    },
    serveCore: (core, recorded) => {
      token ??= createSoftToken({ dir: join(folder, 'token'), label: 'Token', pin, commonName: demoReceptionist.fullName })
      const signing = startSigningProcesses({ env: { ...process.env, ...token.env, ...recorded }, answerPin: () => pin })
      servePress(core, { get: () => Promise.resolve(signing.press) })
      return { stop: () => signing.stop() }
    }
  }
}
