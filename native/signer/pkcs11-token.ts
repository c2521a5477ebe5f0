import { basename } from 'node:path'
import pkcs11js from 'pkcs11js'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import { faultPoint } from '../../electron/rpc/fault-point.ts'
import type { Watchdog } from '../../electron/rpc/watchdog.ts'
import type { ModuleReport, SigningFailure } from '../../electron/contract/signer.ts'
import { findCkrName, isWrongPin, toSigningFailure } from './pkcs11-errors.ts'
import { getPinStateOfFlags } from './pin-state.ts'
import type { InspectedModule, SignatureAlgorithm, StoredCertificate, TokenFacts, TokenLogin, TokenModule } from './token.ts'

type Handle = Buffer

/** How long a vendor's calls may take. Login waits for a slow card's key check; tokens need up to two seconds a signature. */
export interface TokenTimeouts {
  queryMs: number
  loginMs: number
  signMs: number
}

export const defaultTimeouts: TokenTimeouts = { queryMs: 15_000, loginMs: 30_000, signMs: 30_000 }

/** DigestInfo of SHA-256 up to the digest itself (RFC 8017 §9.2, note 1). */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** CK_SLOT_INFO.flags (PKCS#11 v2.40 §3.2). */
const flagTokenPresent = 0x1

/** Larger than any signature of RSA-4096: some drivers answer 0 to the size query, so the buffer is never asked for. */
const signatureBufferBytes = 512

/**
 * Loads a vendor's library.
 * @throws pkcs11js's error when the file is no PKCS#11 library of this machine's kind, or C_Initialize fails.
 */
export function loadPkcs11Module(path: string, watchdog: Pick<Watchdog, 'guard'>, timeouts: TokenTimeouts = defaultTimeouts): TokenModule {
  const library = new pkcs11js.PKCS11()
  watchdog.guard(timeouts.queryMs, () => {
    library.load(path)
    try {
      library.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK })
    } catch (error) {
      if (findCkrName(error) !== 'CKR_CRYPTOKI_ALREADY_INITIALIZED') throw error
    }
  })

  let lastError: ModuleReport['lastError']
  /** Remembers for the token doctor what is told to the officer. */
  function note(error: unknown): SigningFailure {
    const code = findCkrName(error)
    if (code) lastError = { code, at: new Date().toISOString() }
    return toSigningFailure(error)
  }

  function findSlot(tokenSerial: string): Handle | undefined {
    return listSlots().find(({ facts }) => facts.serial === tokenSerial)?.slot
  }

  function listSlots(): { slot: Handle; facts: TokenFacts }[] {
    return library.C_GetSlotList(true).flatMap((slot) => {
      const facts = readToken(slot)
      return facts ? [{ slot, facts }] : []
    })
  }

  /** Undefined for a slot whose token was pulled out meanwhile, or was never initialised. */
  function readToken(slot: Handle): TokenFacts | undefined {
    try {
      const info = library.C_GetTokenInfo(slot)
      if (!(info.flags & pkcs11js.CKF_TOKEN_INITIALIZED)) return undefined
      return { serial: trimPadding(info.serialNumber), label: trimPadding(info.label), pin: getPinStateOfFlags(info.flags), pinLength: { min: info.minPinLen, max: info.maxPinLen } }
    } catch (error) {
      note(error)
      return undefined
    }
  }

  function inspect(): InspectedModule {
    let about: InspectedModule['library']
    const slots: InspectedModule['slots'] = []
    try {
      const info = library.C_GetInfo()
      const { major, minor } = info.libraryVersion
      about = { manufacturer: trimPadding(info.manufacturerID), description: trimPadding(info.libraryDescription), version: `${major}.${minor}` }
      for (const slot of library.C_GetSlotList(false)) slots.push(inspectSlot(slot))
    } catch (error) {
      note(error)
    }
    return { ...(about ? { library: about } : {}), slots, ...(lastError ? { lastError } : {}) }
  }

  function inspectSlot(slot: Handle): InspectedModule['slots'][number] {
    const info = library.C_GetSlotInfo(slot)
    const facts = info.flags & flagTokenPresent ? readToken(slot) : undefined
    const description = trimPadding(info.slotDescription)
    if (!facts) return { description, tokenPresent: (info.flags & flagTokenPresent) !== 0 }
    const token = library.C_GetTokenInfo(slot)
    return { description, tokenPresent: true, token: { ...facts, manufacturer: trimPadding(token.manufacturerID), model: trimPadding(token.model) } }
  }

  /** Read-only: a vendor refuses read-write sessions to users. */
  function openSession(slot: Handle): Handle {
    return library.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION)
  }

  function closeQuietly(session: Handle): void {
    try {
      library.C_CloseSession(session)
    } catch (error) {
      // Gone with the token, which is what was wanted.
      toSigningFailure(error)
    }
  }

  function findObjects(session: Handle, template: { type: number; value: number | Buffer }[]): Handle[] {
    library.C_FindObjectsInit(session, template)
    try {
      const found: Handle[] = []
      for (let batch = library.C_FindObjects(session, 20); batch.length > 0; batch = library.C_FindObjects(session, 20)) found.push(...batch)
      return found
    } finally {
      library.C_FindObjectsFinal(session)
    }
  }

  function readStoredCertificates(session: Handle): StoredCertificate[] {
    return findObjects(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE }]).flatMap((object) => {
      try {
        const attributes = library.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_ID }, { type: pkcs11js.CKA_VALUE }])
        return [{ certificateId: bytesOf(attributes[0]?.value).toString('hex'), der: bytesOf(attributes[1]?.value) }]
      } catch (error) {
        // An object without these attributes (another kind of certificate) is not one to sign with.
        note(error)
        return []
      }
    })
  }

  /** Login and the key search in one, because private keys are visible only after the login. */
  function openKey(slot: Handle, certificateId: string, pin: string): Result<{ session: Handle; key: Handle }, SigningFailure> {
    const session = openSession(slot)
    try {
      library.C_Login(session, pkcs11js.CKU_USER, pin)
    } catch (error) {
      if (findCkrName(error) !== 'CKR_USER_ALREADY_LOGGED_IN') {
        closeQuietly(session)
        // How many tries are left is the caller's to read from the flags.
        const failure = note(error)
        return err(isWrongPin(error) ? { kind: 'pin-incorrect', warning: 'ok' } : failure)
      }
    }
    const key = findPrivateKey(session, certificateId)
    if (key) return ok({ session, key })
    logOutQuietly(session)
    closeQuietly(session)
    return err({ kind: 'certificate-unusable', reason: 'no-private-key' })
  }

  function findPrivateKey(session: Handle, certificateId: string): Handle | undefined {
    const template = [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
      { type: pkcs11js.CKA_ID, value: Buffer.from(certificateId, 'hex') }
    ]
    return findObjects(session, template)[0]
  }

  function logOutQuietly(session: Handle): void {
    try {
      library.C_Logout(session)
    } catch (error) {
      toSigningFailure(error)
    }
  }

  function wantsPinForEachSignature(session: Handle, key: Handle): boolean {
    try {
      const [attribute] = library.C_GetAttributeValue(session, key, [{ type: pkcs11js.CKA_ALWAYS_AUTHENTICATE }])
      return bytesOf(attribute?.value)[0] === 1
    } catch (error) {
      // Older drivers do not know the attribute: then they do not want it either.
      toSigningFailure(error)
      return false
    }
  }

  function createLogin(slot: Handle, certificateId: string, opened: { session: Handle; key: Handle }, algorithm: SignatureAlgorithm, pin: string): TokenLogin {
    let { session, key } = opened
    const keptPin = wantsPinForEachSignature(session, key) ? Buffer.from(pin, 'utf8') : undefined

    function signOnce(digest: Buffer): Buffer {
      const mechanism = algorithm === 'rsa-2048' ? pkcs11js.CKM_RSA_PKCS : pkcs11js.CKM_ECDSA
      const input = algorithm === 'rsa-2048' ? Buffer.concat([sha256DigestInfo, digest]) : digest
      library.C_SignInit(session, { mechanism }, key)
      if (keptPin) library.C_Login(session, pkcs11js.CKU_CONTEXT_SPECIFIC, keptPin.toString('utf8'))
      return Buffer.from(library.C_Sign(session, input, Buffer.alloc(signatureBufferBytes)))
    }

    /** A failed C_Sign leaves the operation open (CKR_OPERATION_ACTIVE next time). The new session comes first: closing the last one logs out. */
    function renewSession(): void {
      try {
        const fresh = openSession(slot)
        closeQuietly(session)
        session = fresh
        // With some drivers a handle is good only in the session that found it.
        key = findPrivateKey(session, certificateId) ?? key
      } catch (error) {
        note(error)
      }
    }

    return {
      sign: (digest) => {
        faultPoint('signer-before-sign')
        try {
          return ok(watchdog.guard(timeouts.signMs, () => signOnce(digest)))
        } catch (error) {
          const failure = note(error)
          watchdog.guard(timeouts.queryMs, renewSession)
          return err(failure)
        }
      },
      close: () => {
        keptPin?.fill(0)
        watchdog.guard(timeouts.queryMs, () => {
          logOutQuietly(session)
          closeQuietly(session)
        })
      }
    }
  }

  return {
    name: basename(path),
    inspect: () => watchdog.guard(timeouts.queryMs, inspect),
    listTokens: () => {
      try {
        return watchdog.guard(timeouts.queryMs, () => listSlots().map(({ facts }) => facts))
      } catch (error) {
        // One driver in trouble must not hide the tokens of the others.
        note(error)
        return []
      }
    },
    readCertificates: (tokenSerial) =>
      watchdog.guard(timeouts.queryMs, () => {
        const slot = findSlot(tokenSerial)
        if (!slot) return err({ kind: 'token-absent' })
        try {
          const session = openSession(slot)
          try {
            return ok(readStoredCertificates(session))
          } finally {
            closeQuietly(session)
          }
        } catch (error) {
          return err(note(error))
        }
      }),
    login: (tokenSerial, certificateId, algorithm, pin) => {
      const slot = watchdog.guard(timeouts.queryMs, () => findSlot(tokenSerial))
      if (!slot) return err({ kind: 'token-absent' })
      try {
        const opened = watchdog.guard(timeouts.loginMs, () => openKey(slot, certificateId, pin))
        if (!opened.ok) return opened
        faultPoint('signer-after-login')
        return ok(createLogin(slot, certificateId, opened.value, algorithm, pin))
      } catch (error) {
        return err(note(error))
      }
    }
  }
}

/** PKCS#11 pads its strings with blanks; some drivers pad with zeros. */
function trimPadding(text: string): string {
  return text.replace(/[\s\0]+$/, '').trim()
}

function bytesOf(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}
