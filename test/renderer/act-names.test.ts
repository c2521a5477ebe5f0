import { expect, test } from 'vitest'
import { listActs } from '../../electron/domain/status-change.ts'
import { listForms, offerActs } from '../../renderer/features/dossier/acts/act-names.ts'

type View = Parameters<typeof offerActs>[0]

/** Papers handed from one desk to another, in a dossier that is under way. */
function makeView(to: { officerId: string | null } | undefined): View {
  const open = to && { from: { officerId: 'nhung' }, to }
  return { acts: [{ act: 'ask-supplement', to: 5 }], status: 4, dueAt: null, finishedAt: null, life: { register: {}, reappointed: false }, flow: { open: open ?? null, legs: [] }, delivery: { state: 'received' }, components: [] } as unknown as View
}

const foremost = (view: View, id: string) => offerActs(view, { id, role: 'reception' })[0]

test('F6 takes over what is on its way to her; the giver waits for a colleague, and notes who signed elsewhere', () => {
  expect(foremost(makeView({ officerId: 'khanh' }), 'khanh')).toEqual({ name: 'take-over', hotkey: 'F6' })
  expect(foremost(makeView({ officerId: 'khanh' }), 'nhung')).toEqual({ name: 'ask-supplement', hotkey: 'F6' })
  expect(foremost(makeView({ officerId: null }), 'nhung')).toEqual({ name: 'take-over', hotkey: 'F6' })
  expect(foremost(makeView(undefined), 'nhung')).toEqual({ name: 'ask-supplement', hotkey: 'F6' })
})

test('only forms are offered that this counter has something to print of', () => {
  expect(listForms({ notices: [], dueSteps: [] })).toEqual(['control-slip'])
  expect(listForms({ notices: ['supplement'], dueSteps: [{ kind: 'due', at: '2021-03-22T09:30:00+07:00' }] })).toEqual(['receipt', 'supplement', 'control-slip'])
})

test('F8 adds scans to what was received, has papers and has not ended, for those who may; no other key moves by it', () => {
  const view = { ...makeView(undefined), components: [{ id: 'a' }] } as View
  const offered = offerActs(view, { id: 'nhung', role: 'reception' })
  expect(offered.at(-1)).toEqual({ name: 'attach-scans', hotkey: 'F8' })
  expect(offered.slice(0, -1)).toEqual(offerActs(makeView(undefined), { id: 'nhung', role: 'reception' }))
  expect(offerActs(view, { id: 'nhung', role: 'head' }).map(({ name }) => name)).not.toContain('attach-scans')
  for (const status of [1, 10] as const) expect(offerActs({ ...view, status }, { id: 'nhung', role: 'reception' }).map(({ name }) => name), `${status}`).not.toContain('attach-scans')
})

test('an act keeps its key in every state, and no key stands for two', () => {
  const keyOf = new Map<string, string>()
  for (const status of [1, 2, 4, 5, 6, 7, 9] as const)
    for (const role of ['reception', 'head', 'records-clerk'] as const)
      for (const to of [undefined, { officerId: 'khanh' }])
        for (const life of [{ register: {}, reappointed: false }, { reappointed: false }]) {
          const acts = listActs({ status, supplement: { items: [], answerBy: '2021-03-15' }, returnTo: [2] } as never, '2021-04-01')
          const offered = offerActs({ ...makeView(to), acts, status, dueAt: '2021-03-22T09:30:00+07:00', life } as View, { id: 'khanh', role })
          const keys = offered.flatMap(({ hotkey }) => hotkey ?? [])
          expect(new Set(keys).size, `${status} ${role}`).toBe(keys.length)
          for (const { name, hotkey } of offered) {
            if (hotkey === undefined || hotkey === 'F6') continue
            expect(keyOf.get(name) ?? hotkey, `${name} at ${status}`).toBe(hotkey)
            keyOf.set(name, hotkey)
          }
        }
  expect([keyOf.get('amend'), keyOf.get('hand-over'), keyOf.get('stop')]).toEqual(['Ctrl+7', 'Ctrl+6', 'Ctrl+4'])
})
