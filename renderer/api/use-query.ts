import { useCallback, useEffect, useRef, useState } from 'react'
import { call, type CounterFailure, type CounterInput, type CounterMethodName, type CounterOutput } from './call.ts'
import { useCounterEvent, useDataChanged, type DataArea } from './events.ts'

export type Query<K extends CounterMethodName> =
  | { state: 'loading' }
  | { state: 'ready'; value: CounterOutput<K> }
  /** `value` is the last good answer, which stays on screen. */
  | { state: 'failed'; error: CounterFailure<K>; value?: CounterOutput<K> }

/** Many rows may change in one push; the list is asked for once. */
const settleMs = 60
const retryMs = 1500

/**
 * Asks on mount, when the input changes and whenever one of the areas changes. Old rows stay in view until new ones come, and only the newest
 * answer counts. While core restarts it asks again by itself.
 * @param input undefined: nothing is asked
 */
export function useQuery<K extends CounterMethodName>(
  name: K,
  input: CounterInput<K> | undefined,
  areas: readonly DataArea[] = []
): Query<K> & { refetch: () => void } {
  const [query, setQuery] = useState<Query<K>>({ state: 'loading' })
  const turns = useRef({ count: 0 })
  const timer = useRef<number | undefined>(undefined)
  const key = JSON.stringify(input)

  const ask = useCallback(async () => {
    if (key === undefined) return
    const mine = ++turns.current.count
    const result = await call(name, JSON.parse(key) as CounterInput<K>)
    if (mine !== turns.current.count) return
    if (result.ok) return setQuery({ state: 'ready', value: result.value })
    setQuery((last) => ({ state: 'failed', error: result.error, ...('value' in last && last.value !== undefined ? { value: last.value } : {}) }))
    if ((result.error as { kind: string }).kind === 'process-down') timer.current = window.setTimeout(ask, retryMs)
  }, [name, key])

  const askSoon = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(ask, settleMs)
  }, [ask])

  useEffect(() => {
    const turn = turns.current
    void ask()
    return () => {
      turn.count++
      window.clearTimeout(timer.current)
    }
  }, [ask])
  useDataChanged(areas, askSoon)
  useCounterEvent('process.restarted', askSoon)

  return { ...query, refetch: askSoon }
}
