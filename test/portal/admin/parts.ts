import { html, type Html } from './html.ts'

/** A table that scrolls by itself on a narrow screen, also by keyboard; its caption names it. */
export function table(name: string, heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>Chưa có.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table aria-label="${name}">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** "10:05:12 23/11/2026", Vietnam's time; empty for never. */
export function localTime(iso: string): string {
  return iso === '' ? '' : new Date(iso).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' })
}
