import { createHash, randomUUID } from 'node:crypto'
import type { ProtocolResponse } from 'electron'

const emptyId = 'empty'
const pages = new Map([[emptyId, '<!doctype html><title></title>']])

/** A page with nothing on it, what a window shows between two forms. */
export const emptyFormPath = `/print/${emptyId}`

/** Gives a form an address under our origin, `app://counter/print/…`, until `forget` is called. Forms of any size: nothing is put into a data: URL. */
export function publishForm(html: string): { path: string; forget: () => void } {
  const id = randomUUID()
  pages.set(id, html)
  return { path: `/print/${id}`, forget: () => void pages.delete(id) }
}

/** The form at an address, with a policy that lets it do nothing; undefined when the path is no form's. */
export function findFormPage(path: string): ProtocolResponse | undefined {
  const id = /^\/print\/([\w-]+)$/.exec(path)?.[1]
  if (id === undefined) return undefined
  const html = pages.get(id)
  if (html === undefined) return { statusCode: 404, data: Buffer.alloc(0) }
  return { data: Buffer.from(html), headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(html), 'cache-control': 'no-store' } }
}

/** No script, no picture, no frame, no request but fonts; of style only the sheets the form came with, by their hashes. */
function policyOf(html: string): string {
  const hashes = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`)
  return `default-src 'none'; font-src 'self'; style-src ${hashes.join(' ') || "'none'"}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`
}
