import { z } from 'zod'
import { FormKind, type RenderedForm } from '../domain/forms/form-data.ts'
import { method, shape } from './method.ts'

/** Legal forms of a dossier: drawn by core, shown and printed by main from the very same document. */

export const FormRequest = z.object({
  kind: FormKind,
  dossierId: z.string().min(1),
  /** True marks the paper "BẢN IN LẠI". */
  reprint: z.boolean().default(false)
})

export type FormFailure =
  | { kind: 'dossier-unknown' }
  /** The portal has sent no form of this kind in force on that day, or not yet how the office heads its papers. */
  | { kind: 'form-unknown'; form: FormKind }
  /** Nothing was done to the dossier that this form tells: no supplement was asked for, no new date given. */
  | { kind: 'form-not-due'; form: FormKind }

/** `reason` is a short technical word, never a path or a name. */
export type PrintFailed = { kind: 'print-failed'; reason: string }
export type PrintOutcome = { how: 'printer'; printer: string } | { how: 'file'; path: string }

export const formsMethods = {
  /** A form as printed: preview is the print. It tells the newest entry of its kind, on the template in force that day. */
  'form.render': method({ input: FormRequest, output: shape<RenderedForm>(), error: shape<FormFailure>() })
}

/** Main's part. */
export const printMethods = {
  /** Prints a form on the office's printer, or where there is none writes the PDF and says where. */
  'print.form': method({ input: FormRequest, output: shape<PrintOutcome>(), error: shape<FormFailure | PrintFailed>() }),
  /** Gives the form's document an address the page can frame, until the next preview. */
  'print.preview': method({ input: FormRequest, output: shape<{ url: string; title: string; paper: 'A4' | 'A5' }>(), error: shape<FormFailure>() })
}
