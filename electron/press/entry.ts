import type { InputOf, OutputOf } from '../contract/method.ts'
import { pressMethods, type PressMethods, type PressSigningFailure, type TimestampingFailure } from '../contract/press.ts'
import { ok, type Result } from '../domain/result.ts'
import { createIdleClock } from '../rpc/idle-clock.ts'
import { getParent } from '../rpc/parent.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { leavingEvent } from '../rpc/message.ts'
import { serve, type Emit, type Handlers } from '../rpc/serve.ts'
import { startWatchdog, type Watchdog } from '../rpc/watchdog.ts'
import { createFetchBytes } from './fetch-bytes.ts'
import { importDocument } from './import-document.ts'
import { createSignerLinks } from './signer-link.ts'
import { createSigningHandlers } from './signing.ts'
import { splitDocument } from './split-document.ts'
import { readSource, writeTarget } from './stored-files.ts'
import { timestampDocument } from './timestamp-document.ts'
import { describeTrust, importList, readAuthority } from './trust-lists.ts'
import { verifyDocument } from './verify-document.ts'
import { verifyFile } from './verify-file.ts'
import { verifyXml } from './verify-xml.ts'
import { signWithVgca } from './vgca.ts'
import { isXml } from './xml-document.ts'

/** Each process costs about 45 MB: this one leaves when nobody needed it for so long, and core asks for it again. */
const idleMs = 300_000
/** Started to look at the token alone, as at log-in, it leaves sooner: the officer may sign nothing for hours. */
const afterLookMs = 10_000
/** Much longer than a message takes. */
const graceMs = 1_000

/** Authorities here were seen to take up to 131 s. */
const timestampTimeoutMs = 180_000

/** A page of a hundred million pixels takes a slow PC some half a minute. Less than core waits for a paper (import-file.ts), so that its next try meets a new press. */
const mostBlockedMs = 90_000

const parent = getParent()
const reportBug = createBugReporter('press')
const fetchBytes = createFetchBytes()
const fetchTimestamp = createFetchBytes(timestampTimeoutMs)
let clock = createIdleClock(idleMs, leave)
let watchdog: Watchdog | undefined
const emits: Emit[] = []

/** Says so first: a call that is on its way just then is still served, and the next one goes to a new process. */
function leave(): void {
  for (const emit of emits) emit(leavingEvent, null)
  clock = createIdleClock(graceMs, () => process.exit(0))
}

/** Work on what somebody brought: a decoder that never comes back takes this process with it, and no paper after this one. */
function work<T>(job: () => Promise<T> | T): Promise<T> {
  watchdog ??= startWatchdog()
  const { watch } = watchdog
  return clock.run(() => watch(mostBlockedMs, job))
}

async function stamp({ source, target, tsaUrls, trust, mustComplete = false }: InputOf<PressMethods['document.timestamp']>): Promise<Result<OutputOf<PressMethods['document.timestamp']>, TimestampingFailure>> {
  const bytes = readSource(source)
  if (!bytes.ok) return bytes
  const stamped = await timestampDocument({ source: bytes.value, tsaUrls, trust, mustComplete, now: new Date(), fetchBytes, fetchTimestamp })
  if (!stamped.ok) return stamped
  const written = writeTarget(target, stamped.value.bytes, stamped.value.pages)
  return written.ok ? ok({ ...written.value, stampedAt: stamped.value.stampedAt, level: stamped.value.level }) : written
}

async function signByVgca({ source, target, ...request }: InputOf<PressMethods['vgca.sign']>): Promise<Result<OutputOf<PressMethods['vgca.sign']>, PressSigningFailure>> {
  const bytes = readSource(source)
  if (!bytes.ok) return bytes
  const signed = await signWithVgca({ source: bytes.value, ...request, serviceUrl: process.env['QMC_VGCA_URL'] })
  if (!signed.ok) return signed
  const { pages, signerName, certificateSerial } = signed.value
  const written = writeTarget(target, signed.value.bytes, pages)
  return written.ok ? ok({ ...written.value, signerName, certificateSerial }) : written
}

const signing = createSigningHandlers(createSignerLinks(parent))
const handlers: Handlers<PressMethods> = {
  'document.import': (input) => work(() => importDocument(input)),
  'document.split': (input) => work(() => splitDocument(input)),
  'document.verify': ({ source, trust }) =>
    work(async () => {
      const bytes = readSource(source)
      if (!bytes.ok) return bytes
      const options = { trust, now: new Date(), fetchBytes }
      return ok(isXml(bytes.value) ? await verifyXml(bytes.value, options) : await verifyDocument(bytes.value, options))
    }),
  'file.verify': ({ paths, trust }) => work(() => verifyFile(paths, { trust, now: new Date(), fetchBytes })),
  'trust.read': ({ path }) => readAuthority(path),
  'trust.describe': ({ trust }) => ok(describeTrust(trust, new Date())),
  'trust.import-list': ({ path, trust }) => importList(path, trust, new Date()),
  'document.timestamp': (input) => clock.run(() => stamp(input)),
  'token.states': (input) => clock.run(() => signing['token.states'](input), afterLookMs),
  'token.changes': (input) => clock.run(() => signing['token.changes'](input), afterLookMs),
  'token.doctor': (input) => clock.run(() => signing['token.doctor'](input), afterLookMs),
  'batch.open': (input) => clock.run(() => signing['batch.open'](input)),
  'batch.sign': (input) => clock.run(() => signing['batch.sign'](input)),
  'batch.sign-detached': (input) => clock.run(() => signing['batch.sign-detached'](input)),
  'batch.sign-xml': (input) => clock.run(() => signing['batch.sign-xml'](input)),
  'vgca.sign': (input) => clock.run(() => signByVgca(input)),
  'batch.close': (input) => clock.run(() => signing['batch.close'](input))
}

parent.onLink((name, port) => {
  if (name === 'core') emits.push(serve(port, pressMethods, handlers, { reportBug }))
})
parent.port.onClose(() => process.exit(0))
