import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { demoOffices } from '../reference-data/offices.ts'

export const demoOffice = demoOffices[2021][0]
export const demoReceptionist = demoOffice.officers[0]!
/** The demo token's PIN; like the officers' passwords it guards nothing. */
export const demoPin = '24681357'

export interface RunningPortal {
  url: string
  enrolmentCodes: string[]
  adminToken: string
  process: ChildProcess
  stop(): Promise<void>
}

/** Starts the reference portal as a process of its own, as an office's portal is. @param env DATABASE_URL and PORTAL_* of test/portal/main.ts */
export async function startPortalProcess(env: Record<string, string>): Promise<RunningPortal> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'portal', 'main.ts')], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = await readFirstLine(child)
  const { url, enrolmentCodes, adminToken } = JSON.parse(ready) as { url: string; enrolmentCodes: string[]; adminToken: string }
  return {
    url,
    enrolmentCodes,
    adminToken,
    process: child,
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

/** The receptionist's token, made once a folder. */
export function prepareToken(folder: string): Pick<SoftToken, 'env' | 'caPath'> {
  const kept = join(folder, 'token.json')
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Pick<SoftToken, 'env' | 'caPath'>
  mkdirSync(folder, { recursive: true })
  const { env, caPath } = createSoftToken({ dir: folder, label: 'Token Nhung', pin: demoPin, commonName: demoReceptionist.fullName, organisation: demoOffice.name })
  writeFileSync(kept, JSON.stringify({ env, caPath }))
  return { env, caPath }
}

/** Lays down what an administrator would: the file by which a new counter enrols itself. */
export function provision(dataFolder: string, portalUrl: string, code: string, caCertificates?: string[]): void {
  mkdirSync(dataFolder, { recursive: true })
  writeFileSync(join(dataFolder, 'enrolment.json'), JSON.stringify({ portalUrl, code, deviceName: 'Quầy số 1', ...(caCertificates ? { caCertificates } : {}) }))
}

function readFirstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.once('exit', (code) => reject(new Error(`the portal ended before it was ready (code ${code})`)))
  })
}
