/** One page of a running Electron, driven over Chromium's DevTools protocol: no tool of ours or others lies between, so it costs app and floor the same. */
export interface DevtoolsPage {
  /** The value of an expression, awaited; asked again when the page navigates meanwhile. @throws what the page threw */
  evaluate<T>(expression: string): Promise<T>
  /** Presses keys one after another without waiting for each; a character or 'Enter'. */
  press(keys: readonly string[]): Promise<void>
  close(): void
}

interface Message {
  id?: number
  sessionId?: string
  method?: string
  params?: { sessionId?: string; targetInfo?: { type: string } }
  result?: unknown
  error?: { message: string }
}

interface Evaluated {
  result: { value?: unknown }
  exceptionDetails?: { text: string; exception?: { description?: string } }
}

/** No start takes this long; a screen that never comes must not use up the section's time. */
const answerTimeoutMs = 30_000

/** Connects to a browser and to the first page it opens. @param url ws://... as Chromium prints it */
export async function connectToFirstPage(url: string): Promise<DevtoolsPage> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let nextId = 1
  let attached: (sessionId: string) => void
  const firstPage = new Promise<string>((resolve, reject) => {
    attached = resolve
    setTimeout(() => reject(new Error(`no page in ${answerTimeoutMs / 1000} s`)), answerTimeoutMs).unref()
  })

  function send(method: string, params: object, sessionId?: string): Promise<unknown> {
    const id = nextId++
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new Error(`the page gave no answer to ${method} in ${answerTimeoutMs / 1000} s`))
      }, answerTimeoutMs)
      waiting.set(id, {
        resolve: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        }
      })
    })
  }

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) {
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error) asked?.reject(new Error(message.error.message))
      else asked?.resolve(message.result)
    } else if (message.method === 'Target.attachedToTarget' && message.params?.targetInfo?.type === 'page' && message.params.sessionId) {
      attached(message.params.sessionId)
    }
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('no connection to DevTools')))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the app ended'))
    waiting.clear()
  })
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true })
  const session = await firstPage
  // There is no window manager on a virtual screen that would give the window its focus.
  await send('Emulation.setFocusEmulationEnabled', { enabled: true }, session)

  return {
    evaluate: async <T>(expression: string): Promise<T> => {
      for (;;) {
        try {
          const answer = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, session)) as Evaluated
          if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text)
          return answer.result.value as T
        } catch (error) {
          if (!(error instanceof Error) || !/navigated|context was destroyed|Cannot find.*context/i.test(error.message)) throw error
        }
      }
    },
    press: async (keys) => {
      const sent = keys.flatMap((key) => {
        const described = key === 'Enter' ? { key, code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' } : { key, text: key }
        return [send('Input.dispatchKeyEvent', { type: 'keyDown', ...described }, session), send('Input.dispatchKeyEvent', { type: 'keyUp', ...described, text: undefined }, session)]
      })
      await Promise.all(sent)
    },
    close: () => socket.close()
  }
}
