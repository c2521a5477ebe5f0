import { toNfc } from '../text.ts'

/** HTML that is safe to put into a page: only `markup` and `trustedMarkup` make it, so data cannot pass for it. */
export type Markup = { readonly html: string }
type Part = string | number | Markup | readonly Markup[] | null | undefined | false

/**
 * Template tag for HTML. Everything interpolated is data: cleaned to one line of NFC and escaped for text and for quoted
 * attributes alike; markup stays markup, lists are joined, and null, undefined and false vanish.
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return { html: strings.reduce((text, piece, i) => text + render(parts[i - 1]) + piece) }
}

/** Takes a text for HTML as it is. Only for constants of this program and what its own drawing made, never for data. */
export function trustedMarkup(html: string): Markup {
  return { html }
}

/** One clean line of NFC text with the five characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
  return toNfc(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  if ('html' in part) return part.html
  return part.map((item) => item.html).join('')
}
