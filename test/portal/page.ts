import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { html, type Html } from './admin/html.ts'
import { formWords } from './form-words.ts'

/** Plain, readable on a phone, with contrast of at least 7 : 1 and a focus that is seen. */
const style = `
:root { color-scheme: light }
* { box-sizing: border-box }
body { font: 16px/1.55 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; margin: 0; color: #1b1f24; background: #f6f7f9 }
main { max-width: 100rem; margin: 0 auto; padding: 1.25rem }
main.narrow { max-width: 38rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem }
a { color: #0b4f9e }
:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px }
.card { background: #fff; border: 1px solid #c9d1d9; border-radius: 8px; padding: 1rem 1.25rem }
dl { margin: 0 }
dt { color: #4a525c; font-size: .9rem; margin-top: .8rem }
dt:first-child { margin-top: 0 }
dd { margin: 0; overflow-wrap: anywhere }
.status { font-size: 1.25rem; font-weight: 700; color: #0b4f9e }
.scroll { overflow-x: auto; background: #fff; border: 1px solid #c9d1d9; border-radius: 8px }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { border-bottom: 1px solid #dde2e7; padding: .45rem .7rem; text-align: left; vertical-align: top }
tbody tr:last-child > * { border-bottom: 0 }
thead th { background: #eef1f4; white-space: nowrap }
td.number, thead th.number { text-align: right; font-variant-numeric: tabular-nums }
code { font-size: .85rem; overflow-wrap: anywhere }
th[scope=row] code { overflow-wrap: normal; white-space: nowrap }
ul.hits { list-style: none; margin: 0; padding: .2rem 1.25rem }
ul.hits li:last-child { border-bottom: 0 }
ul.hits li { border-bottom: 1px solid #dde2e7; padding: .6rem 0 }
ul.hits a { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden }
.notice { background: #e6f4ea; border: 1px solid #1e6b37; border-radius: 8px; padding: .7rem 1rem }
.bad { color: #a11212; font-weight: 600 }
.quiet { color: #4a525c; font-size: .92rem }
button, .button { font: inherit; display: inline-block; padding: .4rem .9rem; border: 1px solid #8b949e; border-radius: 6px; background: #fff; color: #1b1f24; cursor: pointer; text-decoration: none; white-space: nowrap }
form button { background: #0b4f9e; border-color: #0b4f9e; color: #fff; font-weight: 600 }
button.danger { background: #a11212; border-color: #a11212; color: #fff }
label { display: block; font-weight: 600; margin-top: .6rem }
label.choice { font-weight: 400 }
input:not([type=checkbox], [type=radio]), select, textarea { font: inherit; width: 100%; padding: .4rem .6rem; border: 1px solid #6b7480; border-radius: 6px; background: #fff; color: #1b1f24 }
input.told { display: block; color: transparent; cursor: pointer }
input.told::file-selector-button { visibility: hidden; width: 0; margin: 0; padding: .2rem 0; border: 0 }
.files { display: block; height: 1.6rem; margin: -2.05rem .7rem .9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; pointer-events: none }
textarea.code { font: .75rem/1.4 ui-monospace, 'DejaVu Sans Mono', Consolas, monospace }
p.notice.bad { background: #fdecec; border-color: #a11212 }
nav { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; margin: .8rem 0 }
nav.deeds { gap: .4rem; margin: 0 }
td.office { min-width: 8rem }
td.whole { white-space: nowrap }
.free { overflow-wrap: anywhere; min-width: 8rem }
@media (max-width: 75rem) { thead th { white-space: normal } th, td { padding: .45rem .5rem } td.office { min-width: 6rem } }
nav.deeds .button { padding: .15rem .5rem; font-size: .85rem }
`
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const script = `<script>${formWords}</script>`

/** One HTML page. `narrow` is for a single column, as on a phone. */
export function renderPage(title: string, body: Html, options: { narrow?: boolean } = {}): string {
  const sheet: Html = { markup: `<style>${style}</style>` }
  const words: Html = { markup: body.markup.includes('<form') ? script : '' }
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${sheet}
</head>
<body>
<main class="${options.narrow ? 'narrow' : 'wide'}">
${body}
</main>
${words}
</body>
</html>
`.markup
}

/** Answers a page on which nothing of others' runs and nothing loads; should an escape ever be forgotten, it stays text. */
export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-security-policy': `default-src 'none'; style-src ${hashOf(style)};${page.includes(script) ? ` script-src ${hashOf(formWords)};` : ''} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex'
    })
    .type('text/html; charset=utf-8')
    .send(page)
}
