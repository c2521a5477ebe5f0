/** Kind, code and place of an error. Of its stack only what follows the message: a message has lines of its own, and one may look like a place. */
export function describeWithoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { message, stack = '', code } = error as Error & { code?: unknown }
  const places = stack.slice(Math.max(0, stack.indexOf(message)) + message.length)
  const frames = places.split('\n').filter((line) => /^\s+at \S.*(:\d+:\d+|<anonymous>|native)\)?$/.test(line))
  return [error.name, typeof code === 'string' || typeof code === 'number' ? String(code) : '', ...frames.slice(0, 8)].join(' ')
}
