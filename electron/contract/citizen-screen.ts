import * as z from '../domain/schema.ts'
import { SatisfactionLevel, SatisfactionOccasion } from '../domain/satisfaction.ts'
import { method, shape } from './method.ts'

/** The second window, turned to the citizen: only what is being written down about the person who stands there, and at the end one question. Answered by main, which keeps none of it. */

const Text = z.string().max(1000)

/** Everything the citizen's screen can show. A field that is not named here cannot get there. */
export const CitizenView = z.strictObject({
  procedureName: z.string().max(3000),
  /** As typed so far; empty texts are not shown. */
  applicant: z.strictObject({ fullName: Text, idNumber: Text, birthDate: Text, address: Text, phone: Text }),
  /** The papers handed over. */
  papers: z.array(z.string().max(3000)).max(200),
  /** Đồng. */
  feeTotal: z.number().int().min(0).nullable(),
  /** Local time of the appointment; null where the procedure names none. */
  dueAt: z.string().nullable(),
  /** The dossier's number, once it is received. */
  code: z.string().max(100).optional(),
  /** Asks how she was served, on this very view and no later one; the id is made for this question and stands nowhere else. */
  question: z.strictObject({ visitId: z.uuid(), occasion: SatisfactionOccasion }).optional(),
  /** In the question's place once it is answered; main's own. */
  answered: z.literal(true).optional()
})
export type CitizenView = z.infer<typeof CitizenView>

export const citizenScreenMethods = {
  /** Opens the window on the second display, or beside the officer's where there is none; `open: false` closes it. */
  'screen.set': method({ input: z.object({ open: z.boolean() }), output: shape<{ open: boolean }>(), error: shape<never>() }),
  /** What is shown now; null is the idle screen. */
  'screen.show': method({ input: z.object({ view: CitizenView.nullable() }), output: shape<{ open: boolean }>(), error: shape<never>() }),
  /** The answer of a key pad that types into the officer's window, as pads do on Windows; false where nothing is asked. */
  'screen.answer': method({ input: z.object({ level: SatisfactionLevel }), output: shape<{ isTaken: boolean }>(), error: shape<never>() })
}
