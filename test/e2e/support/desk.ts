import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect as playwrightExpect, test as base, type Page, type TestInfo } from '@playwright/test'
import { Agent, fetch } from 'undici'
import { createTlsAuthority } from '../../core/support/tls-authority.ts'
import { startXvfb } from '../../../build/launch.ts'
import { launchCounter, type CounterApp } from '../../harness/counter-app.ts'
import { provision, startPortalProcess, type RunningPortal } from '../../harness/demo-office.ts'
import { logIn } from '../../harness/steps.ts'
import type { DossierOverview, PortalCounts } from '../../portal/admin/overview-store.ts'
import { startFaultProxy, type FaultProxy } from '../../portal/fault-proxy.ts'
import { displaySize } from './sizes.ts'
import { createTemplates, type Templates } from './templates.ts'

/** One counter of an office with its own data folder, its own portal on its own database, and a line between them that can be made bad. */
export interface Desk {
  /** Everything of this test; removed at its end. */
  readonly folder: string
  readonly dataFolder: string
  readonly portal: RunningPortal
  /** The portal's PostgreSQL. */
  readonly databaseUrl: string
  readonly proxy: FaultProxy
  /** Where the counter reaches the portal: by the proxy. */
  readonly address: string
  /** The token of the receptionist; its CA judges signatures. */
  readonly token: { env: Record<string, string>; caPath: string }
  /** The app that runs now. */
  readonly counter: CounterApp
  readonly page: Page
  /** Starts the app, also again after it was killed, up to its log-in screen. */
  start(options?: StartOptions): Promise<Page>
  /** A second PC of the office in the same run, with a data folder and a good line of its own, up to its log-in screen. */
  startBeside(options?: StartOptions): Promise<CounterApp>
  /** Starts the app and logs the receptionist in. */
  open(options?: StartOptions): Promise<Page>
  /** Keeps a picture of this step under out/e2e/<test>/. */
  shoot(name: string, of?: Page): Promise<void>
  /** What the portal holds, asked past the bad line. */
  inspect(): Promise<DossierOverview[]>
  counts(): Promise<PortalCounts>
}

export interface StartOptions {
  env?: Record<string, string>
  size?: { width: number; height: number }
}

interface Fixtures {
  /** The portal of a closed network: HTTPS by an authority of its own, which `enrolment.json` names. */
  isHttps: boolean
  /** More of the portal's settings (test/portal/main.ts). */
  portalEnv: Record<string, string>
  desk: Desk
}

interface WorkerFixtures {
  templates: Templates
  /** A display of the worker's own: keys and focus belong to one test. */
  display: undefined
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  templates: [
    // Playwright wants a pattern, the linter no empty one.
    async ({ browserName: _ }, use) => {
      const templates = await createTemplates()
      await use(templates)
      await templates.remove()
    },
    { scope: 'worker' }
  ],
  display: [
    async ({ browserName: _ }, use) => {
      const display = await startXvfb(displaySize, true)
      await use(undefined)
      await display.stop()
    },
    { scope: 'worker', auto: true }
  ],
  isHttps: [false, { option: true }],
  portalEnv: [{}, { option: true }],
  desk: async ({ templates, isHttps, portalEnv }, use, info) => {
    // A long walk takes minutes on a busy machine; one that hangs is told by what it waits for.
    info.setTimeout(Math.max(info.timeout, 600_000))
    const { desk, tearDown } = await createDesk(templates, info, isHttps, portalEnv)
    await use(desk)
    await tearDown()
  }
})
/** Seconds are nobody's law here: on two slow cores that three apps share, what takes one may take thirty. */
export const expect = playwrightExpect.configure({ timeout: 60_000 })

async function createDesk(templates: Templates, info: TestInfo, isHttps: boolean, portalEnv: Record<string, string>): Promise<{ desk: Desk; tearDown(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-e2e-'))
  const pictures = join(import.meta.dirname, '..', '..', '..', 'out', 'e2e', toFolderName(info))
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  const database = await templates.createDatabase()
  const tls = isHttps ? prepareTls(folder) : undefined
  const portal = await startPortalProcess({ DATABASE_URL: database.url, PORTAL_DATA: join(folder, 'portal'), PORTAL_SEED: '2021', ...tls?.env, ...portalEnv })
  const proxy = await startFaultProxy(portal.url)
  const address = isHttps ? proxy.url.replace(/^http:/, 'https:') : proxy.url
  const token = templates.createToken(join(folder, 'token'))
  const dataFolder = join(folder, 'counter')
  const [code] = portal.enrolmentCodes
  if (!code) throw new Error('the portal has no enrolment code')
  provision(dataFolder, address, code, tls && [tls.ca])

  let counter: CounterApp | undefined
  let beside: CounterApp | undefined
  let picture = 0
  const running = (): CounterApp => {
    if (!counter) throw new Error('the app was not started')
    return counter
  }
  const askPortal = async <T>(path: string): Promise<T> => {
    const answer = await fetch(portal.url + path, { headers: { authorization: `Bearer ${portal.adminToken}` }, ...(tls ? { dispatcher: tls.dispatcher } : {}) })
    if (!answer.ok) throw new Error(`the portal answers ${answer.status} to ${path}`)
    return (await answer.json()) as T
  }

  const desk: Desk = {
    folder,
    dataFolder,
    portal,
    databaseUrl: database.url,
    proxy,
    address,
    token,
    get counter() {
      return running()
    },
    get page() {
      return running().page
    },
    start: async ({ env = {}, size } = {}) => {
      counter = await launchCounter({ dataFolder, env: { ...token.env, ...env }, ...(size ? { size } : {}) })
      return counter.page
    },
    startBeside: async ({ env = {}, size } = {}) => {
      const besideFolder = join(folder, 'beside')
      const besideCode = portal.enrolmentCodes[1]
      if (!besideCode) throw new Error('the portal has no second enrolment code')
      provision(besideFolder, tls ? portal.url.replace(/^http:/, 'https:') : portal.url, besideCode, tls && [tls.ca])
      beside = await launchCounter({ dataFolder: besideFolder, env: { ...token.env, ...env }, ...(size ? { size } : {}) })
      return beside
    },
    open: async (options) => {
      const page = await desk.start(options)
      await logIn(page)
      return page
    },
    shoot: async (name, of) => {
      picture += 1
      const path = join(pictures, `${String(picture).padStart(2, '0')}-${name}.png`)
      await (of ?? running().page).screenshot({ path })
    },
    inspect: () => askPortal('/inspect/dossiers'),
    counts: () => askPortal('/status')
  }

  return {
    desk,
    tearDown: async () => {
      if (counter) {
        if (info.status !== info.expectedStatus) await desk.shoot('failed').catch(() => undefined)
        await counter.kill()
      }
      if (beside) {
        if (info.status !== info.expectedStatus) await desk.shoot('failed-beside', beside.page).catch(() => undefined)
        await beside.kill()
      }
      if (info.status !== info.expectedStatus) await keepLog(dataFolder, info)
      await proxy.close()
      await portal.stop()
      await database.drop()
      // A process that was killed may write its last byte while the folder is taken away.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
  }
}

/** What main.ts of the portal is given to serve HTTPS, as files. */
function prepareTls(folder: string): { env: Record<string, string>; ca: string; dispatcher: Agent } {
  const authority = createTlsAuthority('CA của Cổng')
  const { cert, key } = authority.issue()
  authority.close()
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const env = { PORTAL_TLS_CERT: write('portal.pem', cert), PORTAL_TLS_KEY: write('portal.key', key), PORTAL_TLS_CA: write('ca.pem', authority.pem) }
  return { env, ca: authority.pem, dispatcher: new Agent({ connect: { ca: authority.pem } }) }
}

/** The app's own log says why a test failed; it holds no personal data. */
async function keepLog(dataFolder: string, info: TestInfo): Promise<void> {
  const log = join(dataFolder, 'log', 'counter.log')
  if (existsSync(log)) await info.attach('counter.log', { path: log })
}

function toFolderName(info: TestInfo): string {
  return info.titlePath
    .map((part) => part.replace(/\.spec\.ts$/, '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, ''))
    .filter((part) => part !== '')
    .join('/')
    .toLowerCase()
}
