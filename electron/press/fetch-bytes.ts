import { isClosedWorld } from '../rpc/closed-world.ts'
import type { FetchBytes } from './revocation.ts'

/** Authorities here answer in seconds to minutes; nobody waits at a counter for them, but a verification must end. */
const timeoutMs = 8_000
const limitBytes = 30_000_000

/** Fetches from an authority by HTTP, bounded in time and size. What it answers is checked by its signature, so plain HTTP is what the standards use. */
export function createFetchBytes(waitMs: number = timeoutMs): FetchBytes {
  if (isClosedWorld) return () => Promise.resolve(undefined)
  return async (url, body) => {
    try {
      const request = body ? { method: 'POST', headers: { 'content-type': body.type }, body: new Uint8Array(body.bytes) } : {}
      const response = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(waitMs) })
      if (!response.ok || Number(response.headers.get('content-length') ?? 0) > limitBytes) return undefined
      const chunks: Uint8Array[] = []
      let size = 0
      for await (const chunk of response.body ?? []) {
        const bytes = chunk as Uint8Array
        size += bytes.length
        if (size > limitBytes) return undefined
        chunks.push(bytes)
      }
      return Buffer.concat(chunks)
    } catch {
      return undefined
    }
  }
}
