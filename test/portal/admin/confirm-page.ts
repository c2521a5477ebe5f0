import { renderPage } from '../page.ts'
import { html, type Html } from './html.ts'

/** A deed that is asked about before it is done. */
export interface Confirmation {
  title: string
  facts: readonly { name: string; value: string }[]
  /** What it means, and what it cannot take back. */
  sentence: string
  /** Further fields of the form. */
  fields?: readonly Html[]
  action: string
  token: string
  yes: string
  no: string
  back: string
  isDangerous?: boolean
}

export function renderConfirmation({ title, facts, sentence, fields = [], action, token, yes, no, back, isDangerous = false }: Confirmation): string {
  const body = html`<h1>${title}</h1>
<div class="card">
<dl>${facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p>${sentence}</p>
<form method="post" action="${action}">
<input type="hidden" name="form-token" value="${token}">
${fields}
<nav aria-label="Quyết định"><button class="${isDangerous ? 'danger' : 'plain'}">${yes}</button><a class="button" href="${back}">${no}</a></nav>
</form>
</div>`
  return renderPage(title, body, { narrow: true })
}
