import type { CoreMethods } from '../contract/control.ts'
import { err, ok } from '../domain/result.ts'
import { isTerminal } from '../domain/dossier-status.ts'
import { toNfc } from '../domain/text.ts'
import type { Handlers } from '../rpc/serve.ts'
import { createCatalogueHandlers } from './catalogue/catalogue-handlers.ts'
import { createMessageHandlers } from './catalogue/portal-messages.ts'
import { isDiskFull } from './context.ts'
import { openCore, type Core, type CoreEnvironment } from './core.ts'
import { createDocumentHandlers } from './documents/documents-handlers.ts'
import { createHandoverHandlers } from './documents/handover-handlers.ts'
import { askFeedAnew } from './portal/feed-cursor.ts'
import { answerFaults } from './db/answer-faults.ts'
import { createDossierHandlers } from './dossier/dossier-handlers.ts'
import { createDraftHandlers } from './dossier/draft-handlers.ts'
import { countDrafts } from './dossier/draft-store.ts'
import { listRecentPeople } from './dossier/recent-people.ts'
import { findLastOfPerson, listDossiersAbout } from './dossier/dossier-store.ts'
import { createFormsHandlers } from './forms/forms-handlers.ts'
import { isSecretFile } from './history/secret-file.ts'
import { createMoneyHandlers } from './money/money-handlers.ts'
import { findFile, toStoredFile } from './files/file-store.ts'
import { mayDo } from '../domain/permission.ts'
import { importFile, scanFile } from './files/import-file.ts'
import { createPaperHandlers } from './files/papers-handlers.ts'
import { createQueueHandlers } from './outbox/queue-handlers.ts'
import { createContinuityHandlers } from './continuity/continuity-handlers.ts'
import { findCopies } from './continuity/find-copies.ts'
import { keepHandlers } from './continuity/keep-handlers.ts'
import { restoreCounter } from './continuity/restore-counter.ts'
import { guardHandlers } from './permissions.ts'
import { summariseQueue } from './queue-view.ts'
import { createRetentionHandlers } from './retention/retention-handlers.ts'
import { countSatisfaction, rateVisit } from './satisfaction/satisfaction.ts'
import { createSearchHandlers } from './search/search-handlers.ts'
import { createSigningHandlers } from './signing/signing-handlers.ts'
import { foundTrainingOffice } from './training/training-office.ts'
import { createTrustHandlers } from './verify/trust-handlers.ts'
import { createVerifyHandlers } from './verify/verify-handlers.ts'

/** Core's side of the contract. Before `core.open` every other call is a bug of main's. */
export function createHandlers(environment: CoreEnvironment): Handlers<CoreMethods> {
  let opened: Core | undefined
  let wasOpened = false

  function core(): Core {
    if (!opened) throw new Error('core is not open')
    return opened
  }

  const handlers: Handlers<CoreMethods> = {
    'core.open': ({ dataFolder, key, mustExist }) => {
      try {
        const keyBytes = Buffer.from(key, 'base64')
        opened ??= openCore({ dataFolder, key: keyBytes, mustExist }, environment)
        wasOpened = true
        return opened.isKey(keyBytes) ? ok(opened.listOfficers()) : err({ kind: 'database-unreadable' })
      } catch (error) {
        if (isDiskFull(error)) return err({ kind: 'disk-full' })
        environment.reportBug('core.open', error)
        return err({ kind: 'database-unreadable' })
      }
    },
    'core.enrol': (request) => core().enrol(request),
    'core.found-training': () => foundTrainingOffice(core().context),
    'core.restore': async (job) => {
      if (opened) throw new Error('core is open')
      const restored = await restoreCounter(job, environment.now)
      return restored.ok ? ok({ ...restored.value, databaseKey: restored.value.databaseKey.toString('base64') }) : restored
    },
    'core.find-copies': ({ folder }) => ok({ copies: findCopies(folder) }),
    'core.begin-session': ({ officerId, loginPublicKey }) => {
      const begun = core().beginSession(officerId, loginPublicKey)
      if (!begun.ok) return begun
      const { officer, device } = begun.value
      return ok({ officer, officeName: device.officeName, agencyCode: device.agencyCode, counterNumber: device.counterNumber })
    },
    'core.open-file': ({ sha256 }) => {
      const { context } = core()
      const { db, filesFolder, getOfficer: findWho } = context
      const officer = findWho()
      const file = officer && mayDo(officer.role, 'document.read') && !isSecretFile(context, sha256) ? findFile(db, sha256) : undefined
      return file ? ok(toStoredFile(filesFolder, file)) : err({ kind: 'file-unknown' })
    },
    'core.rate-visit': async (answer) => {
      await core().findContinuity()?.hear()
      return ok(rateVisit(core().context, answer))
    },
    'core.count-waiting': () => {
      const { db } = core().context
      return ok({ queue: summariseQueue(db), drafts: countDrafts(db) })
    },
    'core.end-session': () => {
      core().endSession()
      return ok({})
    },
    'core.close': async () => {
      await opened?.close()
      opened = undefined
      return ok({})
    },

    'status.get': async () => {
      // Whether this database was put back is part of it, and is not known before.
      await core().findContinuity()?.read
      return ok(core().getStatus())
    },
    'token.refresh': async () => ok(await core().refreshToken()),
    'token.wait': async ({ known }) => ok(await core().waitForToken(known)),
    ...createCatalogueHandlers(core),
    ...createMessageHandlers(core),
    'citizen.find': ({ idNumber, ownerIdNumber, procedureCode }) => {
      const { db } = core().context
      const clean = toNfc(idNumber)
      const latest = findLastOfPerson(db, clean)
      const open = procedureCode ? listDossiersAbout(db, toNfc(ownerIdNumber ?? idNumber), procedureCode, 10).filter(({ dossier }) => !isTerminal(dossier.status)) : []
      return ok({
        ...(latest ? { applicant: latest.dossier.applicant } : {}),
        duplicates: open.map(({ id, dossier }) => ({ id, code: dossier.code, receivedAt: dossier.receivedAt, status: dossier.status }))
      })
    },

    'citizen.recent': ({ limit }) => ok(listRecentPeople(core().context.db, limit)),

    ...createDraftHandlers(core),
    'file.import': (request) => importFile(core().context, environment.press, request),
    'file.scan': (request) => scanFile(core().context, environment.press, environment.devices, request),

    ...createPaperHandlers(core),
    ...createDossierHandlers(core),
    ...createSearchHandlers(core),
    'satisfaction.count': ({ days }) => ok(countSatisfaction(core().context, days)),

    ...createQueueHandlers(core),
    ...createFormsHandlers(core),
    ...createDocumentHandlers(core),
    ...createHandoverHandlers(core),
    ...createSigningHandlers(core),
    ...createVerifyHandlers(core),
    ...createTrustHandlers(core),
    ...createRetentionHandlers(core),
    'token.doctor': async () => (await environment.press.get()).call('token.doctor', {}, { timeoutMs: 60_000 }),
    ...createMoneyHandlers(core),
    ...createContinuityHandlers(core)
  }
  const kept = keepHandlers(handlers, () => ({ db: core().context.db, continuity: core().findContinuity() }))
  const guarded = guardHandlers(kept, () => opened?.context.getOfficer())
  return answerFaults(guarded, () => wasOpened && opened?.context.db.open !== true, () => void (opened && (askFeedAnew(opened.context.db), opened.retryNow())))
}
