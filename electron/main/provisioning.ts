import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from '../domain/schema.ts'
import { CaCertificates } from '../contract/portal-keys.ts'
import { getDataFolder } from './paths.ts'
import { writeLog } from './log.ts'
import type { SessionKeeper } from './session.ts'

/** What an administrator may lay into the data folder before the first start, so that an office's PCs enrol themselves. */
const Provisioning = z.object({
  portalUrl: z.url(),
  code: z.string().min(1),
  deviceName: z.string().min(1),
  /** In a closed network, whose portal no public authority vouches for. */
  caCertificates: CaCertificates.optional()
})

/** Enrols by `enrolment.json` when it is there and this counter is not enrolled yet; the file goes with success, since its code is spent. */
export async function enrolByFile(session: SessionKeeper): Promise<void> {
  if (session.getState().state !== 'not-enrolled') return
  const path = join(getDataFolder(), 'enrolment.json')
  let request: z.infer<typeof Provisioning>
  try {
    // Windows' own editor begins a file with a mark.
    request = Provisioning.parse(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') writeLog(`enrolment by file: enrolment.json cannot be read (${error instanceof Error ? error.name : typeof error})`)
    return
  }
  const enrolled = await session.enrol({ portalUrl: request.portalUrl, code: request.code, deviceName: request.deviceName, ...(request.caCertificates ? { caCertificates: request.caCertificates } : {}) })
  if (enrolled.ok) rmSync(path, { force: true })
  else writeLog(`enrolment by file: ${enrolled.error.kind}`)
}
