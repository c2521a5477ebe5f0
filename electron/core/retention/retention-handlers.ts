import type { PurgeRefusal, RetentionRefusal, retentionMethods, RetentionState } from '../../contract/retention.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import { localDay } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { getOfficer } from '../context.ts'
import type { Core } from '../core.ts'
import { tellDays } from '../numbers/legal-day.ts'
import { findKeptHead } from '../portal/keep-head.ts'
import { previewPurge } from './find-expired.ts'
import { isGivenAgain } from './purge-run.ts'

/** Core's side of contract/retention.ts. */
export function createRetentionHandlers(core: () => Core): Handlers<typeof retentionMethods> {
  return {
    'retention.get': () => ok(core().purges.getState()),
    'retention.preview': async () => {
      const day = decideDay(core())
      return day.ok ? ok(await previewPurge(core().context.db, day.value)) : day
    },
    'retention.purge': (input) => beginPurge(core(), input)
  }
}

/**
 * From which day it is counted what is over: the earlier of this PC's and the one the portal last signed, so that a clock that is years ahead makes nothing expire. Refused where the days differ,
 * where the portal has forgotten something, and while the journal is not intact.
 */
function decideDay(core: Core): Result<LocalDate, RetentionRefusal> {
  const { db, now } = core.context
  if (core.isTraining()) return err({ kind: 'retention-in-training' })
  const chain = core.findContinuity()?.getStatus().chain
  if (chain?.state === 'broken') return err({ kind: 'retention-chain-broken', seq: chain.seq })
  if (core.purges.getState().running) return err({ kind: 'retention-running' })
  const days = tellDays(db, now())
  if (days.today !== days.portalDay) return err({ kind: 'retention-day-unsure', ...days })
  const signedAt = findKeptHead(db)?.statement.signedAt
  if (signedAt === undefined || isGivenAgain(db)) return err({ kind: 'retention-needs-portal' })
  const signedDay = localDay(Date.parse(signedAt))
  return ok(signedDay < days.today ? signedDay : days.today)
}

async function beginPurge(core: Core, input: { dossiers: number; reason: string }): Promise<Result<RetentionState, PurgeRefusal>> {
  const { context } = core
  const officer = getOfficer(context)
  const reason = toNfc(input.reason)
  if (reason === '') return err({ kind: 'purge-without-reason' })
  const day = decideDay(core)
  if (!day.ok) return day
  const { dossiers } = await previewPurge(context.db, day.value)
  if (dossiers === 0) return err({ kind: 'nothing-to-purge' })
  if (dossiers !== input.dossiers) return err({ kind: 'purge-count-differs', dossiers })
  // Another may have begun while this one counted.
  if (core.purges.getState().running) return err({ kind: 'retention-running' })
  core.purges.begin({ officer: officer.id, reason, today: day.value, dossiers })
  return ok(core.purges.getState())
}
