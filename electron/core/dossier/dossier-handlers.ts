import type { dossierMethods } from '../../contract/dossier.ts'
import type { elsewhereMethods } from '../../contract/elsewhere.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { amendDossier } from './amend-dossier.ts'
import { assignRegisterLine } from './assign-register-line.ts'
import { attachScans } from './attach-scans.ts'
import { changeStatus } from './change-status.ts'
import { listDossierRows, searchDossierRows } from '../search/dossier-rows.ts'
import { findDossier } from './dossier-store.ts'
import { declineHandOver, handOverDossier, takeOverDossier } from './hand-over-dossier.ts'
import { toDossierView } from './dossier-view.ts'
import { answerLeg, sendLeg } from './interlink-dossier.ts'
import { reappointDossier } from './reappoint-dossier.ts'
import { receiveDossier } from './receive-dossier.ts'
import { refuseAtCounter } from './refuse-at-counter.ts'
import { returnResult } from './return-result.ts'

/** Core's side of contract/dossier.ts and elsewhere.ts. */
export function createDossierHandlers(core: () => Core): Handlers<typeof dossierMethods & typeof elsewhereMethods> {
  return {
    'dossier.receive': (input) => receiveDossier(core().context, input),
    'dossier.refuse-at-counter': (input) => refuseAtCounter(core().context, input),
    'dossier.list': ({ limit }) => ok(listDossierRows(core().context.db, limit)),
    'dossier.search': ({ text, limit }) => ok(searchDossierRows(core().context.db, text, limit)),
    'dossier.get': ({ id }) => {
      const { db, now } = core().context
      const stored = findDossier(db, id)
      if (!stored) return err({ kind: 'dossier-unknown' })
      const view = toDossierView(db, stored, now())
      if (view.elsewhere?.isWhole === false) core().wantHistory(id)
      return ok(view)
    },
    'dossier.fetch-file': (input) => core().fetchFile(input),
    'dossier.change-status': (input) => changeStatus(core().context, input),
    'dossier.return-result': (input) => returnResult(core().context, input),
    'dossier.hand-over': (input) => handOverDossier(core().context, input),
    'dossier.take-over': (input) => takeOverDossier(core().context, input),
    'dossier.decline-hand-over': (input) => declineHandOver(core().context, input),
    'dossier.send-leg': (input) => sendLeg(core().context, input),
    'dossier.answer-leg': (input) => answerLeg(core().context, input),
    'dossier.reappoint': (input) => reappointDossier(core().context, input),
    'dossier.assign-line': (input) => assignRegisterLine(core().context, input),
    'dossier.attach-scans': (input) => attachScans(core().context, input),
    'dossier.amend': (input) => amendDossier(core().context, input)
  }
}
