import { expect, test } from 'vitest'
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
