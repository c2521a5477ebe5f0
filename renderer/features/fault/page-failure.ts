import type { PageFailure } from '../../../electron/contract/page-failure.ts'

/** What may be told of an error to the log: its class and where in our code it was thrown, never its words, which may quote a citizen's data. */
export function describeFailure(place: string, error: unknown): PageFailure {
  const { name, message, stack } = error instanceof Error ? error : { name: typeof error, message: '', stack: '' }
  const frames = [...(stack ?? '').matchAll(/\/([\w.-]{1,80}:\d{1,7}:\d{1,7})\)?$/gm)].map(([, frame]) => frame!)
  return {
    place,
    // As Chromium and Vite say it.
    reason: /dynamically imported module|Unable to preload CSS/.test(message) ? 'part-missing' : 'crashed',
    errorName: /^\w{1,40}$/.test(name) ? name : 'Error',
    frames: frames.slice(0, 8)
  }
}
