import * as z from '../domain/schema.ts'
import type { RenderedForm } from '../domain/forms/form-data.ts'
import type { PrintFailed, PrintOutcome } from './forms.ts'
import { method, shape } from './method.ts'

/** `proof-not-yet`: the portal has not signed for this dossier. */
export type ProofFailure = { kind: 'dossier-unknown' } | { kind: 'proof-not-yet' }

const ProofRequest = z.object({ dossierId: z.string().min(1) })

export const proofMethods = {
  /** The portal's signed receipt on paper: a QR that anybody can verify offline. */
  'proof.render': method({ input: ProofRequest, output: shape<RenderedForm>(), error: shape<ProofFailure>() })
}

/** Main's part. */
export const printProofMethods = {
  'print.proof': method({ input: ProofRequest, output: shape<PrintOutcome>(), error: shape<ProofFailure | PrintFailed>() })
}
