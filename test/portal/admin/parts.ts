import { html, type Html } from './html.ts'

/** Over numbers the head stands where they do. */
export type Head = string | { number: string }

/** A table that scrolls by itself on a narrow screen, also by keyboard; its caption names it. */
export function table(name: string, heads: readonly Head[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>Chưa có.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table aria-label="${name}">
<thead><tr>${heads.map((head) => typeof head === 'string' ? html`<th scope="col">${head}</th>` : html`<th scope="col" class="number">${head.number}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** "10:05:12 23/11/2026", Vietnam's time; empty for never. */
export function localTime(iso: string): string {
  return iso === '' ? '' : new Date(iso).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' })
}
