import type { ScanFailure, ScannerFound } from '../../electron/contract/devices.ts'
import type { Result } from '../../electron/domain/result.ts'

/** The seam behind which scanners stand: SANE on Linux, WIA on Windows. */
export interface ScanSource {
  list(): Promise<Result<ScannerFound[], ScanFailure>>
  scan(request: ScanRequest): Promise<Result<{ paths: string[] }, ScanFailure>>
}

export interface ScanRequest {
  scannerId: string
  /** Where the pages' files go; made if it is missing. */
  folder: string
  /** At most so many. */
  pages: number
}

/** Decree 30/2020 Phụ lục I: colour, at least 200 dpi. */
export const scanDpi = 200

/** A4, the paper of the counter. */
export const scanAreaMm = { width: 210, height: 297 }
