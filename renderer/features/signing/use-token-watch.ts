import { useEffect } from 'react'
import { call } from '../../api/call.ts'

const pauseMs = 1_000

/** While the screen shows tokens, plugging one in or pulling it out is seen by itself; not while one is at work. */
export function useTokenWatch(active: boolean): void {
  useEffect(() => {
    if (!active) return
    let ended = false
    let known = ''
    async function watch(): Promise<void> {
      while (!ended) {
        const seen = await call('token.wait', { known })
        if (seen.ok) known = seen.value.known
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
    void watch()
    return () => {
      ended = true
    }
  }, [active])
}
