import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

export interface ScannerFound {
  /** The backend's own name of the device, e.g. SANE's `test:0`. */
  id: string
  name: string
}

export type ScanFailure =
  | { kind: 'scanner-absent' }
  | { kind: 'scanner-busy' }
  /** The feeder is empty or jammed, as far as the backend tells. */
  | { kind: 'scanner-feeder'; detail: string; paths: string[] }
  /** `paths` (here and above): the pages that were scanned before it went wrong. */
  | { kind: 'scanner-error'; detail: string; paths: string[] }
  | { kind: 'scan-unsupported' }

/** What core may ask of the devices process. */
export const devicesMethods = {
  'scanner.list': method({ input: z.object({}), output: shape<ScannerFound[]>(), error: shape<ScanFailure>() }),
  /** Scans up to `pages` pages (a feeder may hold fewer; a flatbed gives one) in colour at 200 dpi or more (Decree 30/2020) into image files in `folder`; answers their paths in order. */
  'scanner.scan': method({
    input: z.object({ scannerId: z.string(), folder: z.string(), pages: z.number().int().min(1).max(200) }),
    output: shape<{ paths: string[] }>(),
    error: shape<ScanFailure>()
  })
}
export type DevicesMethods = typeof devicesMethods
