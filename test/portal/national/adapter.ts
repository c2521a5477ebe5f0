import * as z from '../../../electron/domain/schema.ts'

/** How to reach the adapter that stands between a province and the national portal; the credentials are the province's and stay at the portal. */
export interface NationalOptions {
  adapterUrl: string
  username: string
  password: string
  /** `madonvi`: the province's own code. */
  unit: string
  /** Header `dstcode`: the national portal's name on the exchange axis; the site's own. */
  destination?: string | undefined
  /** Between two looks for news, and after an answer that was none; 2 s without it. */
  restMs?: number | undefined
}

export type Outcome = { state: 'done' } | { state: 'exists' } | { state: 'refused'; words: string }

/** Sometimes a number, sometimes "0" or "00". */
const Answer = z.object({ error_code: z.union([z.number(), z.string()]), message: z.string().nullish() })
const Session = Answer.extend({ session: z.string().nullish().transform((text) => text ?? '') })
/** So short that all requests of ten steps fit into the time for which a dossier is taken (mirror-store.ts). */
const timeoutMs = 20_000
const longestWords = 300

/** Wrong name or password: asked again and again it would lock the province's account. */
export class LogInRefused extends Error {}

export interface NationalAdapter {
  /** @throws where no answer came that is one: the caller tries again later */
  putDossier(dossier: Record<string, unknown>, isUpdating: boolean): Promise<Outcome>
  putSteps(steps: readonly Record<string, string>[]): Promise<Outcome>
}

/** The adapter's services (shared/domain/wire-formats.md §1): one envelope for all, a session that ends without a word, success told in two spellings. */
export function createAdapter(options: NationalOptions, signal: AbortSignal): NationalAdapter {
  let session: string | undefined

  async function post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, options.adapterUrl), {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json; charset=utf-8', ...(options.destination === undefined ? {} : { dstcode: options.destination }) },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    })
    if (response.status === 401) return { error_code: 401, message: 'session' }
    if (!response.ok) throw new Error(`the adapter answers ${response.status}`)
    return response.json()
  }

  async function logIn(): Promise<string> {
    const answer = Session.parse(await post('/mapi/login', { username: options.username, password: options.password }))
    if (Number(answer.error_code) !== 0 || answer.session === '') throw new LogInRefused()
    return answer.session
  }

  async function ask(service: string, parameters: object): Promise<Outcome> {
    for (let attempt = 0; ; attempt++) {
      const isFresh = session === undefined
      session ??= await logIn()
      const answer = Answer.parse(await post('/mapi/g', { session, madonvi: options.unit, service, ...parameters }))
      const words = (answer.message ?? '').normalize('NFC')
      if (isSessionOver(answer.error_code, words) && !isFresh && attempt === 0) {
        session = undefined
        continue
      }
      // "Exists already" comes with any code, zero too.
      if (/đã tồn tại/i.test(words)) return { state: 'exists' }
      return Number(answer.error_code) === 0 ? { state: 'done' } : { state: 'refused', words: words.slice(0, longestWords) || `mã lỗi ${answer.error_code}` }
    }
  }

  return {
    putDossier: (dossier, isUpdating) => ask('DongBoHoSoMC', { isUpdating: isUpdating ? 'True' : 'False', data: [dossier] }),
    putSteps: (steps) => ask('CapNhatTienDoHoSoMC', { data: steps })
  }
}

/** There is no code for it that all agree on. */
function isSessionOver(code: number | string, words: string): boolean {
  return Number(code) === 401 || (Number(code) !== 0 && /session|phiên/i.test(words))
}
