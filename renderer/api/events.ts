import { useEffect, useRef } from 'react'
import type { CounterEvents } from '../../electron/contract/counter.ts'

export type DataArea = CounterEvents['data.changed']['areas'][number]

type Listener = (data: never) => void

/** By event. The bridge is listened to once, however many parts of the screen want to know. */
const listeners = new Map<string, Set<Listener>>()

/** Listens to one kind of announced fact. Returns the function that ends the listening. */
export function onCounterEvent<K extends keyof CounterEvents>(name: K, listener: (data: CounterEvents[K]) => void): () => void {
  if (listeners.size === 0) {
    window.counter.on((event, data) => {
      for (const each of [...(listeners.get(event) ?? [])]) each(data as never)
    })
  }
  const those = listeners.get(name) ?? new Set<Listener>()
  listeners.set(name, those.add(listener))
  return () => those.delete(listener)
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
