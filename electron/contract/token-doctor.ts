import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'
import type { DoctorReport, SigningFailure } from './signer.ts'

/** What stands between an officer and her signature: drivers, slots, tokens, certificates. */

export const tokenDoctorMethods = {
  /** Looks at every driver and token of this PC now, without a PIN. Nothing secret. */
  'token.doctor': method({ input: z.object({}), output: shape<DoctorReport>(), error: shape<SigningFailure>() })
}

/** Main's part. */
export const printTokenReportMethods = {
  /** Writes the report as the page words it to a text file of a fixed name beside the printed papers, and says where. */
  'print.token-report': method({ input: z.object({ text: z.string().max(200_000) }), output: shape<{ path: string }>(), error: shape<{ kind: 'folder-unwritable' }>() })
}
