import { useEffect, useRef } from 'react'
import type { CounterEvents } from '../../electron/contract/counter.ts'

export type DataArea = CounterEvents['data.changed']['areas'][number]

/** Listens to one kind of announced fact. Returns the function that ends the listening. */
export function onCounterEvent<K extends keyof CounterEvents>(name: K, listener: (data: CounterEvents[K]) => void): () => void {
  return window.counter.on((event, data) => {
    if (event === name) listener(data as CounterEvents[K])
  })
}

/** As `onCounterEvent`, for as long as the component is shown; the newest listener is called. */
export function useCounterEvent<K extends keyof CounterEvents>(name: K, listener: (data: CounterEvents[K]) => void): void {
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => onCounterEvent(name, (data) => newest.current(data)), [name])
}

/** Calls back when rows of one of the areas changed. */
export function useDataChanged(areas: readonly DataArea[], listener: () => void): void {
  useCounterEvent('data.changed', (data) => {
    if (data.areas.some((area) => areas.includes(area))) listener()
  })
}
