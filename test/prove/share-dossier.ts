import { setTimeout as sleep } from 'node:timers/promises'
import { problemTypes } from '../../electron/contract/problem-types.ts'
import { getOk, pullNow } from '../core/support/counter.ts'
import { findApart } from './find-differences.ts'
import type { Seat, Told, World } from './history-acts.ts'
import { createPatience } from './patience.ts'
import type { Random } from './random.ts'
import { readShared } from './read-shared.ts'

const looksEveryMs = 100
/** What two counters bring about when both change one dossier; whatever else the portal refuses of it is no officer's to settle here, and is found. */
const settledHere: readonly string[] = [problemTypes.editConflict, problemTypes.notAcceptable]

/** Both counters change one dossier, neither waiting to hear of the other: other fields are put together, the same field or a status is a conflict. */
export async function share(seats: readonly Seat[], told: Told, random: Random): Promise<void> {
  const id = (random.next() < 0.5 ? [...told.sharedIds][random.below(told.sharedIds.size)] : undefined) ?? (await findCommon(seats, told, random))
  if (id === undefined) return
  for (const seat of seats) for (let change = random.below(3); change >= 0; change--) await changeShared(seat, id, told, random)
}

/** A dossier that is the same everywhere. From now on no revision of it is one counter's: its changes are known by their words. */
async function findCommon(seats: readonly Seat[], told: Told, random: Random): Promise<string | undefined> {
  const owner = random.pick(seats)
  const id = owner.own[random.below(Math.ceil(owner.own.length / 2))]
  if (id === undefined || told.poisoned.has(id)) return undefined
  const views = await Promise.all(seats.map(({ counter }) => counter.call('dossier.get', { id })))
  const isSame = views.every((view) => view.ok && views[0]?.ok && view.value.revision === views[0].value.revision && ['received', 'from-portal'].includes(view.value.delivery.state))
  if (!isSame) return undefined
  owner.own.splice(owner.own.indexOf(id), 1)
  told.sharedIds.add(id)
  return id
}

async function changeShared({ counter, device }: Seat, id: string, told: Told, random: Random): Promise<void> {
  const view = await counter.call('dossier.get', { id })
  if (!view.ok) return
  const target = { id, baseRevision: view.value.revision }
  const words = `Bước ${told.sharedChanges.length + 1} của ${device}`
  const dice = random.next()
  const changed =
    dice < 0.4
      ? await counter.call('dossier.change-status', { ...target, to: random.pick([4, 9]), note: words })
      : dice < 0.5
        ? await counter.call('dossier.change-status', { ...target, to: 5, note: words, supplement: { items: ['Tờ khai'], answerBy: null } })
        : await counter.call('dossier.amend', { ...target, reason: words, changes: dice < 0.75 ? { note: words } : { subject: words } })
  if (changed.ok) told.sharedChanges.push({ id, by: device, words })
}

/** Officers settle what the two made of each other's dossiers, either way, until nothing is left and both have what the portal has; what then still differs, the checker names. */
export async function settleShared(world: World, seats: readonly Seat[], told: Told, random: Random, drain: () => Promise<void>): Promise<void> {
  if (told.sharedIds.size === 0) return
  const isOver = createPatience(world.drainTimeoutMs, looksEveryMs)
  do {
    for (const { counter } of seats) await pullNow(counter)
    const settled = await Promise.all(seats.map((seat) => settleConflicts(seat, told, random)))
    if (settled.some((count) => count > 0)) await drain()
    else if (findApart({ shared: await readShared(world.portal.database, seats, told.sharedIds) }).length === 0) return
    await sleep(looksEveryMs)
  } while (!isOver())
}

/** An officer settles what waits for her of the dossiers that both change. @returns how many are left or were settled just now */
export async function settleConflicts({ counter }: Seat, told: Told, random: Random): Promise<number> {
  const items = getOk(await counter.call('queue.list', {})).filter(({ state, dossierId, problemType }) => state === 'needs-officer' && told.sharedIds.has(dossierId ?? '') && settledHere.includes(problemType ?? ''))
  for (const { seq } of items) {
    const compared = await counter.call('queue.compare', { seq })
    const keep = compared.ok && random.next() < 0.5 ? compared.value.fields.map(({ key }) => key) : []
    const reconciled = compared.ok && random.next() < 0.7 ? await counter.call('queue.reconcile', { seq, reason: 'Đã hỏi quầy bên', keep }) : undefined
    const settled = reconciled?.ok ? reconciled : await counter.call('queue.withdraw', { seq, reason: 'Theo quầy bên' })
    if (settled.ok) told.conflictsSettled += 1
  }
  return items.length
}
