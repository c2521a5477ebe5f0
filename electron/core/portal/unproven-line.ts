import { isClosedWorld } from '../../rpc/closed-world.ts'

const timeoutMs = 10_000
const largestBytes = 1024 * 1024

/**
 * GETs JSON from whoever answers, whatever certificate is shown: for public statements that carry their own proof, and for nothing else. Sends an address and no word of who asks.
 * Undefined when nothing readable came.
 */
export async function askOverUnprovenLine(url: string, closing: AbortSignal): Promise<unknown> {
  if (isClosedWorld) return undefined
  const { request } = await import('node:https')
  return new Promise((resolve) => {
    const give = (): void => resolve(undefined)
    const asked = request(url, { rejectUnauthorized: false, agent: false, signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]) }, (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > largestBytes) asked.destroy()
        else chunks.push(chunk)
      })
      response.on('error', give)
      response.on('end', () => resolve(response.statusCode === 200 ? parseJson(Buffer.concat(chunks).toString('utf8')) : undefined))
    })
    asked.on('error', give)
    asked.end()
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
