import { coreCounterMethods } from '../contract/counter.ts'
import type { CoreMethods } from '../contract/control.ts'
import type { OfficerRecord } from '../contract/wire.ts'
import { mayDo, type Permission } from '../domain/permission.ts'
import { err } from '../domain/result.ts'
import type { Handlers } from '../rpc/serve.ts'

/** What each call of the screen takes of its officer; null where anybody who is logged in may. */
const needed: Record<keyof typeof coreCounterMethods, Permission | null> = {
  'status.get': null,
  'token.refresh': null,
  'token.wait': null,
  'catalogue.search': null,
  'catalogue.get': null,
  'citizen.find': 'dossier.receive',
  'citizen.recent': 'dossier.receive',
  'draft.save': 'dossier.receive',
  'draft.list': 'dossier.receive',
  'draft.get': 'dossier.receive',
  'draft.discard': 'dossier.receive',
  'file.import': 'file.attach',
  'file.scan': 'file.attach',
  'scans.get': null,
  'scans.set': 'settings.change',
  'scans.look': 'file.attach',
  'scans.take': 'file.attach',
  'file.discard': 'file.attach',
  'file.split': 'file.attach',
  'dossier.receive': 'dossier.receive',
  'dossier.refuse-at-counter': 'dossier.receive',
  'dossier.list': 'dossier.read',
  'dossier.search': 'dossier.read',
  'worklist.list': 'dossier.read',
  'worklist.count': 'dossier.read',
  'satisfaction.count': 'report.read',
  'message.note': null,
  'worklist.groups': 'dossier.read',
  'dossier.get': 'dossier.read',
  'dossier.fetch-file': 'dossier.read',
  'dossier.change-status': 'dossier.change-status',
  'dossier.return-result': 'dossier.return-result',
  'dossier.hand-over': 'dossier.hand-over',
  'dossier.take-over': 'dossier.hand-over',
  'dossier.decline-hand-over': 'dossier.hand-over',
  'dossier.send-leg': 'dossier.hand-over',
  'dossier.answer-leg': 'dossier.hand-over',
  'dossier.reappoint': 'dossier.reappoint',
  'dossier.assign-line': 'dossier.amend',
  'dossier.attach-scans': 'file.attach',
  'dossier.amend': 'dossier.amend',
  'document.import': 'document.create',
  'document.list': 'document.read',
  'document.get': 'document.read',
  'document.return': 'document.read',
  'document.stamp-now': 'document.create',
  'handover.export': 'document.create',
  'handover.import': 'document.create',
  'handover.last-folder': 'document.read',
  'signing.sign': 'file.sign',
  'document.sign': 'document.sign-as-head',
  'document.seal': 'document.seal',
  'signing.means': null,
  'signing.set-picture': 'file.sign',
  'signing.certificates': 'file.sign',
  'token.doctor': null,
  'trust.get': null,
  'trust.read-certificate': 'settings.change',
  'trust.add': 'settings.change',
  'trust.remove': 'settings.change',
  'trust.import-list': null,
  'verify.files': null,
  'verify.stored': 'document.read',
  'queue.list': 'queue.read',
  'queue.retry': 'queue.read',
  'queue.set-budget': 'settings.change',
  'queue.withdrawn': 'queue.read',
  'queue.withdraw': 'queue.mend',
  'queue.told': 'queue.mend',
  'queue.mendable': 'queue.mend',
  'queue.mend': 'queue.mend',
  'queue.compare': 'queue.read',
  'queue.reconcile': 'queue.mend',
  'queue.document': 'queue.read',
  'queue.settle-document': 'document.create',
  'queue.tell-for-other': 'document.create',
  'queue.export': 'settings.change',
  'backup.get': null,
  'backup.set-folder': 'settings.change',
  'backup.run': 'settings.change',
  'journal.export': 'journal.verify',
  'retention.get': 'content.purge',
  'retention.preview': 'content.purge',
  'retention.purge': 'content.purge',
  'proof.render': 'dossier.read',
  'diagnostics.run': null,
  'form.render': 'dossier.read',
  'form.prepare': 'dossier.read',
  'form.printed': 'dossier.read',
  'register.list': 'register.read',
  'register.refusals': 'register.read',
  'money.get': 'dossier.read',
  'money.collect': 'fee.collect',
  'money.exempt': 'fee.collect',
  'money.show-transfer': 'fee.collect',
  'money.settle-transfer': 'fee.collect',
  'money.void-receipt': 'fee.collect',
  'till.get': 'dossier.read',
  'till.open': 'fee.collect',
  'till.close': 'fee.collect'
}

/** The same handlers behind the table above: what a screen hides, core refuses. Main's own calls pass. */
export function guardHandlers(handlers: Handlers<CoreMethods>, getOfficer: () => OfficerRecord | undefined): Handlers<CoreMethods> {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const permission = Object.hasOwn(needed, name) ? needed[name as keyof typeof needed] : null
    if (permission === null) return [name, handler]
    const guard = (input: never): unknown => {
      const officer = getOfficer()
      if (!officer) throw new Error('nobody is logged in')
      return mayDo(officer.role, permission) ? (handler as (input: never) => unknown)(input) : err({ kind: 'not-permitted', role: officer.role })
    }
    return [name, guard]
  })
  return Object.fromEntries(guarded) as Handlers<CoreMethods>
}
