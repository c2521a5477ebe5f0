import type { moneyMethods } from '../../contract/money.ts'
import { noMoney, owedLines } from '../../domain/payment.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { findLetterhead } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { Core } from '../core.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { collectFees, exemptFee, voidFeeReceipt } from './collect-fees.ts'
import { closeTill, getTill, openTill } from './till.ts'
import { settleTransfer, showTransfer } from './transfers.ts'

/** Core's side of contract/money.ts. */
export function createMoneyHandlers(core: () => Core): Handlers<typeof moneyMethods> {
  return {
    'money.get': ({ dossierId }) => {
      const { db } = core().context
      const stored = findDossier(db, dossierId)
      if (!stored) return err({ kind: 'dossier-unknown' })
      const { code, applicant, procedure, fees, money = noMoney } = stored.dossier
      return ok({
        dossierId,
        code,
        payerName: applicant.fullName,
        procedureName: procedure.name,
        lines: owedLines(fees, money),
        payments: money.payments,
        canTransfer: Boolean(findLetterhead(db, getDevice(db).officeId)?.bank)
      })
    },
    'money.collect': (input) => collectFees(core().context, input),
    'money.exempt': (input) => exemptFee(core().context, input),
    'money.show-transfer': (input) => showTransfer(core().context, input),
    'money.settle-transfer': (input) => settleTransfer(core().context, input),
    'money.void-receipt': (input) => voidFeeReceipt(core().context, input),
    'till.get': () => ok(getTill(core().context)),
    'till.open': (input) => openTill(core().context, input),
    'till.close': (input) => closeTill(core().context, input)
  }
}
