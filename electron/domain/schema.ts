import * as zod from 'zod'

/**
 * zod as this app imports it, with one difference: a schema is built when it is first used. The contract has 2,600 of them, a start uses a few dozen, and to build them all was a quarter of what core spent on its
 * start. A call such as `object({...})` is written down; the value that stands for it builds itself as soon as it is asked for anything but another wording of itself (`min`, `extend`). Types are zod's own.
 */
export type { infer, input, output, ZodType } from 'zod'

type Make = (...args: unknown[]) => object

/** What a schema that is not yet built stands for. */
interface Late {
  build(): object
}

const lates = new WeakMap<object, Late>()

/** Calls that answer another schema, and so are written down like the first. */
const wordings = new Set<PropertyKey>(
  'min max length nonempty int positive nonnegative multipleOf regex startsWith trim optional nullable nullish default catch array or refine superRefine transform pipe extend pick omit partial strict'.split(' ')
)

const handler: ProxyHandler<Late> = {
  get: (late, key) => {
    if (wordings.has(key)) return (...args: unknown[]) => writeDown(() => (Reflect.get(late.build(), key) as Make).apply(late.build(), args.map(built)))
    const schema = late.build()
    const value: unknown = Reflect.get(schema, key)
    return typeof value === 'function' ? (value.bind(schema) as unknown) : value
  },
  has: (late, key) => Reflect.has(late.build(), key),
  getPrototypeOf: (late) => Reflect.getPrototypeOf(late.build())
}

function writeDown(make: () => object): object {
  let schema: object | undefined
  const late: Late = { build: () => (schema ??= make()) }
  const standIn = new Proxy(late, handler)
  lates.set(standIn, late)
  return standIn
}

/** The same value with the schemas in it built: the shape of an object, the members of a union. */
function built(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const late = lates.get(value)
  if (late) return late.build()
  if (Array.isArray(value)) return value.map(built)
  if (Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, built(member)]))
  return value
}

function late<Constructor>(make: Constructor): Constructor {
  return ((...args: unknown[]) => writeDown(() => (make as Make)(...args.map(built)))) as Constructor
}

export const array = late(zod.array)
export const boolean = late(zod.boolean)
export const discriminatedUnion = late(zod.discriminatedUnion)
const enumeration = late(zod.enum)
export { enumeration as enum }
export const int = late(zod.int)
export const iso = { datetime: late(zod.iso.datetime) }
export const literal = late(zod.literal)
export const looseObject = late(zod.looseObject)
export const number = late(zod.number)
export const object = late(zod.object)
export const partialRecord = late(zod.partialRecord)
export const record = late(zod.record)
export const strictObject = late(zod.strictObject)
export const string = late(zod.string)
export const tuple = late(zod.tuple)
export const union = late(zod.union)
export const unknown = late(zod.unknown)
export const url = late(zod.url)
export const uuid = late(zod.uuid)
