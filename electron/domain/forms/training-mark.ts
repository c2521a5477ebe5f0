import type { RenderedForm } from './form-data.ts'

/** Fixed, so that it is on every page of the print; across the middle, so that no pair of scissors takes it off. */
const style = `<style>.tap-huan{position:fixed;inset:0;z-index:9;display:flex;align-items:center;justify-content:center;pointer-events:none}
.tap-huan b{transform:rotate(-28deg);border:2.5pt solid #c00;padding:2pt 10pt;color:#c00;font:700 34pt Tinos,serif;white-space:nowrap;opacity:.38}</style>`

/** Any paper of the training app: "BẢN TẬP HUẤN" across each page, and in its title. Takes every form, because each is one whole HTML document. */
export function markForTraining(form: RenderedForm): RenderedForm {
  if (!form.html.includes('<body>')) throw new Error('a form has no body to be marked')
  const html = form.html.replace('<body>', () => `<body>${style}<div class="tap-huan"><b>BẢN TẬP HUẤN</b></div>`)
  return { ...form, html, title: `BẢN TẬP HUẤN ${form.title}` }
}
