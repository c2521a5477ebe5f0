import { toLocalTime } from './calendar.ts'
import { computeDueAt } from './deadline.ts'
import type { Dossier, StatusChanged } from './dossier.ts'
import { formatDossierCode, legalDay, type LegalDayError } from './dossier-code.ts'
import type { NumberRangeEmpty } from './numbers.ts'
import { findNextSerial, type NumberContext } from './receive.ts'
import { ok, type Result } from './result.ts'

export type AcceptanceFacts = Required<Pick<StatusChanged, 'acceptance' | 'dueAt'>>

/** The next number of this counter for a dossier filed online, and its appointment: by the limit that was frozen when it was filed, from acceptance on. */
export function decideAcceptance(
  dossier: Pick<Dossier, 'agency' | 'limit' | 'dueAt'>,
  context: NumberContext & { officer: Dossier['receivedBy'] }
): Result<AcceptanceFacts, NumberRangeEmpty | LegalDayError> {
  const legal = legalDay(context)
  if (!legal.ok) return legal
  const day = legal.value
  const serial = findNextSerial(context, day)
  if (!serial.ok) return serial
  const receivedAt = toLocalTime(context.nowMs)
  const register = context.findRegisterLine?.(day)
  const due = computeDueAt({ receivedAt, limit: dossier.limit, calendar: context.calendar })
  return ok({
    acceptance: {
      code: formatDossierCode({ agencyCode: dossier.agency.code, day, serial: serial.value }),
      day,
      serial: serial.value,
      ...(register ? { register } : {}),
      receivedAt,
      receivedBy: context.officer
    },
    dueAt: { previous: dossier.dueAt, next: due.dueAt, steps: due.steps }
  })
}
