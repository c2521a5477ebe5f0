import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'
import type { FileVerificationFailure } from './press.ts'
import type { CheckedFile } from './verification.ts'

/** Signatures of what comes in and of what goes out, looked at by whoever asks. Nothing of a file that is only looked at is stored or sent. */

export const verifyMethods = {
  /** A file from disk, or a detached signature and the file it is of. By preload's own channel alone. */
  'verify.files': method({ input: z.object({ paths: z.array(z.string()).min(1).max(2) }), output: shape<CheckedFile>(), error: shape<FileVerificationFailure>() }),
  /** A file that this counter keeps: a document of the agency, or what came with a dossier. */
  'verify.stored': method({
    input: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), name: z.string().max(500) }),
    output: shape<CheckedFile>(),
    error: shape<FileVerificationFailure | { kind: 'file-changed' } | { kind: 'file-unknown' }>()
  })
}
