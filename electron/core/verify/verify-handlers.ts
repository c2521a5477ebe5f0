import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { verifyMethods } from '../../contract/verify.ts'
import type { CheckedFile, TrustSettings } from '../../contract/verification.ts'
import { err, ok } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { findFile, toStoredFile } from '../files/file-store.ts'
import { getTrustSettings } from './trust-store.ts'

/** Authorities are asked one after the other, some seconds each. */
const verifyTimeoutMs = 180_000

/** Core's side of contract/verify.ts. */
export function createVerifyHandlers(core: () => Core): Handlers<typeof verifyMethods> {
  function getTrust(): TrustSettings {
    const { context, dataFolder, getStatus } = core()
    return getTrustSettings(context.db, dataFolder, getStatus().link.state === 'online')
  }

  function keep(trust: TrustSettings, found: Omit<CheckedFile, 'id' | 'checkedAt' | 'authorities' | 'online'>): CheckedFile {
    const { context, checks } = core()
    const checked = { ...found, id: randomUUID(), checkedAt: new Date(context.now()).toISOString(), authorities: trust.authorities.length, online: trust.online }
    checks.keep(checked)
    return checked
  }

  return {
    'verify.files': async ({ paths }) => {
      const trust = getTrust()
      const checked = await (await core().environment.press.get()).call('file.verify', { paths, trust }, { timeoutMs: verifyTimeoutMs })
      if (!checked.ok) return checked
      const { index, ...facts } = checked.value
      const names = paths.map((path) => toNfc(basename(path)))
      const contentName = names[1 - index]
      return ok(keep(trust, { name: names[index] ?? '', ...(contentName === undefined ? {} : { contentName }), ...facts }))
    },
    'verify.stored': async ({ sha256, name }) => {
      const { context, environment } = core()
      const file = findFile(context.db, sha256)
      if (!file) return err({ kind: 'file-unknown' })
      const trust = getTrust()
      const report = await (await environment.press.get()).call('document.verify', { source: toStoredFile(context.filesFolder, file), trust }, { timeoutMs: verifyTimeoutMs })
      if (!report.ok) return report
      // Scans and documents are kept as PDF.
      return ok(keep(trust, { name: toNfc(name), format: 'pdf', sha256, sizeBytes: file.sizeBytes, report: report.value }))
    }
  }
}
