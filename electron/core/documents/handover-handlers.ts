import type { handoverMethods } from '../../contract/handover.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { findSetting } from '../db/setting-store.ts'
import { exportHandover } from './export-handover.ts'
import { importHandover } from './import-handover.ts'

/** Core's side of contract/handover.ts. */
export function createHandoverHandlers(core: () => Core): Handlers<typeof handoverMethods> {
  return {
    'handover.export': (input) => exportHandover(core().context, input),
    'handover.import': (input) => importHandover(core().context, input),
    'handover.last-folder': () => ok({ folder: findSetting<string>(core().context.db, 'handover-folder') ?? '' })
  }
}
