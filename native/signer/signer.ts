import { buildChain, findCertificateProblem, readCertificate, type SigningCertificate } from '../../electron/crypto/certificate.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import type { FoundModule, ModuleReport, SignerMethods, SigningFailure, SlotReport, TokenCertificate, TokenState } from '../../electron/contract/signer.ts'
import type { Handlers } from '../../electron/rpc/serve.ts'
import { chooseModule, type ModuleFile } from './modules.ts'
import { createPinCounter } from './pin-state.ts'
import type { PinPrompt } from './pin-prompt.ts'
import type { SignatureAlgorithm, TokenFacts, TokenLogin, TokenModule } from './token.ts'

/** A batch nobody signs with is closed after this long, so that a logged-in token is not left behind. */
const batchIdleMs = 120_000

/** The one library of this process, loaded or with the reason why not. */
export interface OwnModule {
  file: ModuleFile
  module?: TokenModule
}

export interface SignerParts {
  /** Loads the library at the first need and keeps it; undefined when there is none to load. */
  getOwnModule(): OwnModule | undefined
  /** Every library there is, without loading any. */
  listModuleFiles(): ModuleFile[]
  pinPrompt: PinPrompt
  now(): Date
}

export interface Signer {
  handlers: Handlers<SignerMethods>
  closeAll(): void
  hasOpenBatch(): boolean
}

interface Batch {
  tokenSerial: string
  algorithm: SignatureAlgorithm
  login: TokenLogin
  idleTimer: NodeJS.Timeout
}

interface FoundToken {
  module: TokenModule
  facts: TokenFacts
}

interface FoundKey extends FoundToken {
  certificate: SigningCertificate
  chain: SigningCertificate[]
}

/** The signer's rules, apart from processes and libraries: which key, one PIN attempt an act, one batch a token. */
export function createSigner(parts: SignerParts): Signer {
  const batches = new Map<string, Batch>()
  const pinCounter = createPinCounter()

  function getModule(): Result<TokenModule, SigningFailure> {
    const own = parts.getOwnModule()
    if (own?.module) return ok(own.module)
    const files = parts.listModuleFiles().map((file) => (file.id === own?.file.id ? own.file : file))
    return err({ kind: 'module-missing', modules: files.map((file) => file.module), problems: files.flatMap((file) => file.problem ?? []) })
  }

  function listTokens(): Result<FoundToken[], SigningFailure> {
    const module = getModule()
    if (!module.ok) return module
    return ok(module.value.listTokens().map((facts) => ({ module: module.value, facts })))
  }

  function describeToken({ module, facts }: FoundToken): TokenState {
    const stored = module.readCertificates(facts.serial)
    const certificates = stored.ok ? stored.value.flatMap((one) => describeCertificate(one.certificateId, one.der)) : []
    return {
      tokenSerial: facts.serial,
      label: facts.label,
      module: module.name,
      pin: pinCounter.getState(facts.serial, facts.pin),
      certificates
    }
  }

  function describeOwnModule({ file, module }: OwnModule): ModuleReport {
    const inspected = module?.inspect()
    const slots = (inspected?.slots ?? []).map(({ description, tokenPresent, token }): SlotReport => {
      if (!token) return { description, tokenPresent, certificates: [] }
      const stored = module?.readCertificates(token.serial)
      const certificates = stored?.ok ? stored.value.flatMap((one) => describeCertificate(one.certificateId, one.der)) : []
      const { label, serial, manufacturer, model } = token
      return { description, tokenPresent, token: { label, tokenSerial: serial, manufacturer, model, pin: pinCounter.getState(serial, token.pin) }, certificates }
    })
    return {
      ...withoutPath(file),
      slots,
      ...(inspected?.library ? { library: inspected.library } : {}),
      ...(inspected?.lastError ? { lastError: inspected.lastError } : {})
    }
  }

  function describeCertificate(certificateId: string, der: Buffer): TokenCertificate[] {
    const certificate = tryReadCertificate(der)
    if (!certificate || certificate.isCa) return []
    const unusable = findCertificateProblem(certificate, parts.now())
    return [
      {
        certificateId,
        subject: certificate.subject,
        commonName: certificate.commonName,
        issuer: certificate.issuer,
        serial: certificate.serial,
        validFrom: certificate.validFrom.toISOString(),
        validTo: certificate.validTo.toISOString(),
        algorithm: certificate.algorithm,
        ...(unusable ? { unusable } : {})
      }
    ]
  }

  function findKey(tokenSerial: string, certificateId: string): Result<FoundKey, SigningFailure> {
    const tokens = listTokens()
    if (!tokens.ok) return tokens
    const token = tokens.value.find(({ facts }) => facts.serial === tokenSerial)
    if (!token) return err({ kind: 'token-absent' })
    const stored = token.module.readCertificates(tokenSerial)
    if (!stored.ok) return stored
    const readable = stored.value.flatMap((one) => {
      const certificate = tryReadCertificate(one.der)
      return certificate ? [{ certificateId: one.certificateId, certificate }] : []
    })
    const chosen = readable.find((one) => one.certificateId === certificateId && !one.certificate.isCa)
    if (!chosen) return err({ kind: 'certificate-absent' })
    const problem = findCertificateProblem(chosen.certificate, parts.now())
    if (problem) return err({ kind: 'certificate-unusable', reason: problem })
    const authorities = readable.map((one) => one.certificate).filter((one) => one.isCa)
    return ok({ ...token, certificate: chosen.certificate, chain: buildChain(chosen.certificate, authorities) })
  }

  function readPinState(tokenSerial: string): Result<TokenState['pin'], SigningFailure> {
    const tokens = listTokens()
    if (!tokens.ok) return tokens
    const token = tokens.value.find(({ facts }) => facts.serial === tokenSerial)
    return token ? ok(pinCounter.getState(tokenSerial, token.facts.pin)) : err({ kind: 'token-absent' })
  }

  function isPresent(tokenSerial: string): boolean {
    const tokens = listTokens()
    return tokens.ok && tokens.value.some(({ facts }) => facts.serial === tokenSerial)
  }

  /** Spends the one attempt of this act. The flags are read once more, since another program may have used up tries while the window was open. */
  function attemptLogin(key: FoundKey, certificateId: string, algorithm: SignatureAlgorithm, pin: string): Result<TokenLogin, SigningFailure> {
    const tokenSerial = key.facts.serial
    const before = readPinState(tokenSerial)
    if (!before.ok) return before
    if (before.value === 'locked') return err({ kind: 'pin-locked' })
    const login = key.module.login(tokenSerial, certificateId, algorithm, pin)
    if (login.ok) {
      pinCounter.forget(tokenSerial)
      return login
    }
    if (login.error.kind !== 'pin-incorrect') return login
    pinCounter.countWrong(tokenSerial)
    const after = readPinState(tokenSerial)
    if (after.ok && after.value === 'locked') return err({ kind: 'pin-locked' })
    return err({ kind: 'pin-incorrect', warning: after.ok ? after.value : 'count-low' })
  }

  function closeBatch(batchId: string): void {
    const batch = batches.get(batchId)
    if (!batch) return
    clearTimeout(batch.idleTimer)
    batches.delete(batchId)
    batch.login.close()
  }

  /** A second login on a logged-in token would succeed with any PIN, so a token carries one batch. */
  function closeBatchesOf(tokenSerial: string): void {
    for (const [batchId, batch] of [...batches]) if (batch.tokenSerial === tokenSerial) closeBatch(batchId)
  }

  function startIdleTimer(batchId: string): NodeJS.Timeout {
    return setTimeout(() => closeBatch(batchId), batchIdleMs)
  }

  return {
    handlers: {
      'token.list': () => {
        const tokens = listTokens()
        return tokens.ok ? ok(tokens.value.map(describeToken)) : tokens
      },

      'token.presence': () => {
        const tokens = listTokens()
        return tokens.ok ? ok(tokens.value.map(({ facts }) => ({ tokenSerial: facts.serial, pin: pinCounter.getState(facts.serial, facts.pin) }))) : tokens
      },

      'module.list': () => {
        const files = parts.listModuleFiles()
        const own = chooseModule(files, undefined)
        return ok(files.map((file) => ({ ...withoutPath(file), isFirst: file.id === own?.id })))
      },

      'module.report': () => {
        const own = parts.getOwnModule()
        return ok(own ? [describeOwnModule(own)] : [])
      },

      'batch.open': async ({ batchId, tokenSerial, certificateId, documents, subjects }) => {
        const key = findKey(tokenSerial, certificateId)
        if (!key.ok) return key
        const { certificate, chain, facts } = key.value
        const algorithm = certificate.algorithm as SignatureAlgorithm
        const pin = pinCounter.getState(tokenSerial, facts.pin)
        if (pin === 'locked') return err({ kind: 'pin-locked' })
        if (pin === 'not-initialised') return err({ kind: 'token-error', code: 'CKR_USER_PIN_NOT_INITIALIZED' })

        const answer = await parts.pinPrompt.ask({
          type: 'pin-request',
          batchId,
          tokenLabel: facts.label,
          tokenSerial,
          signerName: certificate.commonName,
          documents,
          subjects,
          pin,
          pinLength: facts.pinLength
        })
        if (!answer) return err({ kind: 'pin-cancelled' })
        closeBatchesOf(tokenSerial)
        const login = attemptLogin(key.value, certificateId, algorithm, answer.pin)
        answer.closeWindow()
        if (!login.ok) return login
        batches.set(batchId, { tokenSerial, algorithm, login: login.value, idleTimer: startIdleTimer(batchId) })
        return ok({ certificateDer: certificate.der.toString('base64'), chainDer: chain.map((one) => one.der.toString('base64')) })
      },

      'batch.sign': ({ batchId, digest }) => {
        const batch = batches.get(batchId)
        if (!batch) return err({ kind: 'batch-unknown' })
        clearTimeout(batch.idleTimer)
        batch.idleTimer = startIdleTimer(batchId)
        const signature = batch.login.sign(Buffer.from(digest, 'base64'))
        if (signature.ok) return ok({ signature: signature.value.toString('base64'), algorithm: batch.algorithm })
        // Drivers report a pulled token by many codes: whether it is still there says more.
        const gone = signature.error.kind === 'token-removed' || !isPresent(batch.tokenSerial)
        if (!gone) return signature
        closeBatch(batchId)
        return err({ kind: 'token-removed' })
      },

      'batch.close': ({ batchId }) => {
        closeBatch(batchId)
        return ok({})
      }
    },
    closeAll: () => {
      for (const batchId of [...batches.keys()]) closeBatch(batchId)
    },
    hasOpenBatch: () => batches.size > 0
  }
}

/** A token may hold objects that are no X.509 certificates; they are not the officer's to choose. */
function tryReadCertificate(der: Buffer): SigningCertificate | undefined {
  try {
    return readCertificate(der)
  } catch {
    return undefined
  }
}

/** Folders may name a user: they stay here. */
function withoutPath({ path: _, ...file }: ModuleFile): FoundModule {
  return file
}
