import * as z from 'zod'
import type { Random } from '../random.ts'

/** As zod tells it (JSON Schema 2020-12), the members that our contracts use. */
interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  minItems?: number
  minLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

const formats: Record<string, string> = { uuid: 'a0000000-0000-4000-8000-000000000000', date: '2026-11-26', 'date-time': '2026-11-26T09:00:00+07:00', time: '09:00', uri: 'http://127.0.0.1:9/', email: 'a@b.vn' }
/** Texts that some pattern of the contracts takes. */
const texts = ['a', '0', 'khai sinh', '2026-11-26', '2026-11-26T09:00:00', '2026-11-26T09:00:00+07:00', '09:00', '0912345678', '0'.repeat(64), `${'A'.repeat(43)}=`, `${'A'.repeat(86)}==`, '1.001193', '2026/001', 'A26010100011']

/** To tell one takes longer than all that is done with an input. */
const toldSchemas = new WeakMap<z.ZodType, Schema>()

/**
 * An input that fits a method's schema, so that what is spoilt of it reaches behind the schema, also of methods that nobody thought of here.
 * @param known by a property's name: values that mean something where it is asked
 */
export function sampleInput(schema: z.ZodType, random: Random, known: Readonly<Record<string, readonly unknown[]>>): unknown {
  const told = toldSchemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
  toldSchemas.set(schema, told)
  return sample(told, random, known)
}

function sample(schema: Schema, random: Random, known: Readonly<Record<string, readonly unknown[]>>): unknown {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return sample(random.pick(choices), random, known)
  if (schema.allOf) return sample(schema.allOf[0] ?? {}, random, known)
  if (schema.enum) return random.pick(schema.enum)
  if ('const' in schema) return schema.const
  switch (schema.type) {
    case 'object': {
      const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || random.next() < 0.5)
      return Object.fromEntries(wanted.map(([name, property]) => [name, known[name] && random.next() < 0.8 ? random.pick(known[name]) : sample(property, random, known)]))
    }
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((item) => sample(item, random, known))
      return Array.from({ length: Math.max(schema.minItems ?? 0, random.below(3)) }, () => sample(schema.items ?? {}, random, known))
    case 'string':
      return sampleText(schema, random)
    case 'integer':
    case 'number':
      return Math.min(schema.maximum ?? Infinity, Math.max(schema.minimum ?? 0, random.below(6)))
    case 'boolean':
      return random.next() < 0.5
    case 'null':
      return null
    default:
      return {}
  }
}

function sampleText({ pattern, format, minLength = 0 }: Schema, random: Random): string {
  if (format !== undefined && formats[format] !== undefined) return formats[format]
  const fitting = pattern === undefined ? texts : texts.filter((text) => new RegExp(pattern, 'u').test(text))
  return (fitting.length > 0 ? random.pick(fitting) : 'a').padEnd(minLength, 'a')
}
