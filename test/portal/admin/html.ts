/** Text that is markup already, made by `html`. */
export interface Html {
  readonly markup: string
}

/** Joins markup and values; every value that is not markup itself is escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly (Html | readonly Html[] | string | number)[]): Html {
  const markup = strings.reduce((text, part, index) => text + (index === 0 ? '' : render(values[index - 1] ?? '')) + part, '')
  return { markup }
}

function render(value: Html | readonly Html[] | string | number): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map((item) => item.markup).join('')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
