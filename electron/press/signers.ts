import type { InputOf, OutputOf } from '../contract/method.ts'
import type { DoctorReport, FoundModule, ModuleReport, PinState, SignerMethods, SigningFailure, TokenState } from '../contract/signer.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { toSigningResult, type SignerLinks } from './signer-link.ts'

/** All signers as one: each PKCS#11 library has a process of its own, so that one that hangs or crashes takes no other with it. */
export interface Signers {
  /** Asks one signer. Never throws for what a driver does. */
  ask<K extends keyof SignerMethods & string>(name: string, method: K, input: InputOf<SignerMethods[K]>, timeoutMs?: number): Promise<Result<OutputOf<SignerMethods[K]>, SigningFailure>>
  listTokens(): Promise<Result<TokenState[], SigningFailure>>
  /** What is plugged in, as text that differs when it differs. */
  readPresence(): Promise<Result<string, SigningFailure>>
  examine(): Promise<Result<DoctorReport, SigningFailure>>
  /** The signer through which this token was last seen, or is now. */
  findSigner(tokenSerial: string): Promise<string>
}

/** A driver that died when asked is not waited for, when others answer, and is left out of the frequent questions, for so long. */
const restMs = 60_000
/** What it gets all the same, since it may be well again. */
const graceMs = 3_000
const firstSigner = 'signer'

export function createSigners(links: SignerLinks): Signers {
  /** By token serial. */
  const routes = new Map<string, string>()
  const diedAt = new Map<string, number>()
  links.onGone((name) => diedAt.set(name, performance.now()))

  const ask: Signers['ask'] = async (name, method, input, timeoutMs) => {
    const signer = await links.getCaller(name)
    if (!signer) return err({ kind: 'signer-down' })
    const answer = await signer.call(method, input, timeoutMs === undefined ? {} : { timeoutMs })
    // It died at work, not of idleness: a new one starts while the officer reads what happened.
    if (!answer.ok && answer.error.kind === 'process-down') void links.getCaller(name)
    return toSigningResult(answer)
  }

  let lastModules: (FoundModule & { isFirst: boolean })[] | undefined

  /** Answered from files; while the first library hangs, by what was known before. */
  async function listModules(): Promise<Result<(FoundModule & { isFirst: boolean })[], SigningFailure>> {
    const modules = await ask(firstSigner, 'module.list', {}, lastModules ? graceMs : undefined)
    if (modules.ok) lastModules = modules.value
    return !modules.ok && lastModules ? ok(lastModules) : modules
  }

  /** Every library's signer, in the profiles' order; the first one also when there is no library, since it says so. */
  async function listSigners(): Promise<Result<string[], SigningFailure>> {
    const modules = await listModules()
    if (!modules.ok) return modules
    const names = modules.value.filter((one) => !one.problem).map(nameOf)
    return ok(names.length > 0 ? names : [firstSigner])
  }

  function isResting(name: string): boolean {
    const died = diedAt.get(name)
    return died !== undefined && performance.now() - died < restMs
  }

  /** The same question to each; those that answered, in order. Only when none did is there a failure: that of the first. */
  async function askEach<T>(names: string[], question: (name: string) => Promise<Result<T, SigningFailure>>): Promise<Result<{ name: string; value: T }[], SigningFailure>> {
    const answers = new Map<string, Result<T, SigningFailure>>()
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | undefined
      for (const name of names) {
        void question(name).then((answer) => {
          answers.set(name, answer)
          if (answers.size === names.length) {
            clearTimeout(timer)
            resolve()
          } else if (names.every((one) => answers.has(one) || isResting(one)) && [...answers.values()].some((one) => one.ok)) {
            timer ??= setTimeout(resolve, graceMs)
          }
        })
      }
    })
    const good = names.flatMap((name) => {
      const answer = answers.get(name)
      return answer?.ok ? [{ name, value: answer.value }] : []
    })
    const failure = names.map((name) => answers.get(name)).find((answer) => answer && !answer.ok)
    return good.length === 0 && failure && !failure.ok ? failure : ok(good)
  }

  async function listTokens(): Promise<Result<TokenState[], SigningFailure>> {
    const names = await listSigners()
    if (!names.ok) return names
    const lists = await askEach(names.value, (name) => ask(name, 'token.list', {}))
    if (!lists.ok) return lists
    const bySerial = new Map<string, TokenState>()
    for (const { name, value } of lists.value) {
      for (const token of value) {
        // Two drivers may both see one token: the first in the profiles' order keeps it.
        if (bySerial.has(token.tokenSerial)) continue
        bySerial.set(token.tokenSerial, token)
        routes.set(token.tokenSerial, name)
      }
    }
    return ok([...bySerial.values()])
  }

  async function readPresence(): Promise<Result<string, SigningFailure>> {
    const names = await listSigners()
    if (!names.ok) return names
    const awake = names.value.filter((name) => !isResting(name))
    const lists = await askEach(awake.length > 0 ? awake : names.value, (name) => ask(name, 'token.presence', {}))
    if (!lists.ok) return lists
    const seen = new Map<string, PinState>()
    for (const { value } of lists.value) for (const { tokenSerial, pin } of value) if (!seen.has(tokenSerial)) seen.set(tokenSerial, pin)
    return ok([...seen].map(([serial, pin]) => `${serial} ${pin}`).sort().join('\n') || 'none')
  }

  async function examine(): Promise<Result<DoctorReport, SigningFailure>> {
    const modules = await listModules()
    if (!modules.ok) return modules
    const reports = await Promise.all(
      modules.value.map(async ({ isFirst, ...found }): Promise<ModuleReport> => {
        if (found.problem) return { ...found, slots: [] }
        const report = await ask(nameOf({ ...found, isFirst }), 'module.report', {})
        return (report.ok ? report.value[0] : undefined) ?? { ...found, problem: { kind: 'no-answer' }, slots: [] }
      })
    )
    return ok({ platform: process.platform, processor: process.arch, modules: reports })
  }

  return {
    ask,
    listTokens,
    readPresence,
    examine,
    findSigner: async (tokenSerial) => {
      if (!routes.has(tokenSerial)) await listTokens()
      // One nobody sees: the first says what there is to say.
      return routes.get(tokenSerial) ?? firstSigner
    }
  }
}

function nameOf(module: { id: string; isFirst: boolean }): string {
  return module.isFirst ? firstSigner : `${firstSigner}:${module.id}`
}
