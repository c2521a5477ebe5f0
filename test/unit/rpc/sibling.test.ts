import * as z from 'zod'
import { expect, test } from 'vitest'
import { method, shape } from '../../../electron/contract/method.ts'
import { ok } from '../../../electron/domain/result.ts'
import { leavingEvent } from '../../../electron/rpc/message.ts'
import type { Parent } from '../../../electron/rpc/parent.ts'
import { createPortPair, type Port } from '../../../electron/rpc/port.ts'
import { serve, type Emit } from '../../../electron/rpc/serve.ts'
import { createSibling } from '../../../electron/rpc/sibling.ts'

const methods = { 'thing.ask': method({ input: z.object({}), output: shape<string>(), error: shape<never>() }) }

/** A parent whose n-th link leads to what `lead` makes of its far end. */
function createParent(lead: (far: Port, nth: number) => void): { parent: Parent; asked(): number } {
  const listeners: ((name: string, port: Port) => void)[] = []
  let asked = 0
  const [port] = createPortPair()
  const parent: Parent = {
    port,
    onLink: (listener) => listeners.push(listener),
    requestLink: (name) => {
      const nth = ++asked
      const [near, far] = createPortPair()
      for (const listener of listeners) listener(name, near)
      lead(far, nth)
    }
  }
  return { parent, asked: () => asked }
}

const answering = (far: Port, word: string): Emit => serve(far, methods, { 'thing.ask': () => ok(word) }, { reportBug: () => 'x' })

test('a way to a process that was just ending is asked for again, and nothing was asked of it', async () => {
  const { parent, asked } = createParent((far, nth) => (nth === 1 ? far.close() : void answering(far, 'mới')))
  const sibling = createSibling<typeof methods>(parent, 'thing')
  expect(await (await sibling.get()).call('thing.ask', {})).toEqual(ok('mới'))
  expect(asked()).toBe(2)
})

test('one that ends at every start is down after three', async () => {
  const { parent, asked } = createParent((far) => far.close())
  expect(await (await createSibling<typeof methods>(parent, 'thing').get()).call('thing.ask', {})).toEqual({ ok: false, error: { kind: 'process-down', process: 'thing' } })
  expect(asked()).toBe(3)
})

test('one that says it will leave still answers what is on its way; what is asked next goes to a new one', async () => {
  const emits: Emit[] = []
  const { parent } = createParent((far, nth) => void emits.push(answering(far, `bản ${nth}`)))
  const sibling = createSibling<typeof methods>(parent, 'thing')
  const old = await sibling.get()
  emits[0]?.(leavingEvent, null)
  expect(await old.call('thing.ask', {})).toEqual(ok('bản 1'))
  expect(await (await sibling.get()).call('thing.ask', {})).toEqual(ok('bản 2'))
})
