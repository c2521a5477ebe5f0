import type { coreCounterMethods } from '../../contract/counter.ts'
import { localDay } from '../../domain/calendar.ts'
import { findSecret } from '../../domain/receive.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import { findOfficer, listOfficers } from '../catalogue/reference-store.ts'
import { getOfficer, type CoreContext } from '../context.ts'
import type { Core } from '../core.ts'
import { write } from '../db/open.ts'
import { discardFiles } from '../files/discard-files.ts'
import { findDossier } from './dossier-store.ts'
import { deleteDraft, findDraft, listDrafts, putDraft } from './draft-store.ts'

type DraftMethods = Pick<typeof coreCounterMethods, 'draft.save' | 'draft.list' | 'draft.get' | 'draft.discard'>

/** Half-filled intakes: kept as typed, judged only at Receive. */
export function createDraftHandlers(core: () => Core): Handlers<DraftMethods> {
  return {
    'draft.save': (draft) => {
      const { context } = core()
      const procedure = draft.procedureCode ? findProcedure(context.db, draft.procedureCode, localDay(context.now())) : undefined
      const secret = procedure && findSecret({ components: draft.components.filter((component) => component.ticked), markedSecret: [] }, procedure)
      if (secret) return err(secret)
      const savedAt = new Date(context.now()).toISOString()
      write(context.db, (db) => {
        // A late autosave of an intake that was received meanwhile must not bring it back as a draft.
        if (!findDossier(db, draft.id)) putDraft(db, draft, getOfficer(context).id, savedAt)
      })
      return ok({ savedAt })
    },
    'draft.list': () => {
      const { context } = core()
      const { db } = context
      const own = getOfficer(context).id
      return ok(
        listDrafts(db, listReadable(context)).map(({ officer, updatedAt, draft }) => ({
          id: draft.id,
          updatedAt,
          applicantName: draft.applicant['fullName'] ?? '',
          procedureName: (draft.procedureCode ? findProcedure(db, draft.procedureCode, localDay(context.now()))?.name : undefined) ?? '',
          ...(officer === own ? {} : { leftBy: findOfficer(db, officer)?.fullName ?? '' })
        }))
      )
    },
    'draft.get': ({ id }) => {
      const { context } = core()
      const draft = findDraft(context.db, id, listReadable(context))
      return draft ? ok(draft) : err({ kind: 'draft-unknown' })
    },
    'draft.discard': ({ id, files }) => {
      const { context } = core()
      const named = findDraft(context.db, id, listReadable(context))?.components.flatMap((component) => component.files.map((file) => file.sha256)) ?? []
      write(context.db, (db) => deleteDraft(db, id))
      discardFiles(context, [...named, ...files])
      context.emit('data.changed', { areas: ['draft'] })
      return ok({})
    }
  }
}

/** Whose drafts the officer at work goes on with: her own, and of those who work here no longer. */
function listReadable(context: CoreContext): string[] {
  return [getOfficer(context).id, ...listOfficers(context.db).flatMap(({ id, active }) => (active ? [] : [id]))]
}
