import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../build/launch.ts'

/**
 * `node test/demo/renew-pictures.ts`, after `npm start` without a display (the tour) and `npm test`: the README's pictures are what those two saw, so that none is older than its screen. Look at each
 * before it is committed.
 */
const pictures = join(import.meta.dirname, 'pictures')
const out = join(projectRoot, 'out')

/** The picture, and the walk and step whose it is. */
const walks = {
  'thu-phi': ['day', 'till-counted'],
  'ky-so': ['documents', 'head-looks'],
  'hang-doi-ly-do': ['queue', 'why'],
  'kiem-tra-chu-ky': ['verify', 'valid'],
  'giao-nhan-cac-buoc': ['life', 'steps'],
  'tach-ban-quet': ['receive', 'split'],
  'nop-truc-tuyen': ['portal', 'accepted'],
  'xoa-noi-dung': ['continuity', 'purge-looked-at'],
  'quay-khac': ['queue', 'other-counter-timeline']
} as const

for (const [name, [spec, step]] of Object.entries(walks)) {
  const [found] = globSync(join(out, 'e2e', spec, '*', `[0-9][0-9]-${step}.png`))
  if (found === undefined) throw new Error(`no walk of ${spec} saw ${step}: npm test -- e2e ${spec}`)
  copyFileSync(found, join(pictures, `${name}.png`))
}
for (const name of ['03-du-ho-so', '06-da-tiep-nhan', '07-ho-so']) copyFileSync(join(out, 'tour', `${name}.png`), join(pictures, `${name}.png`))
execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '90', join(out, 'tour', 'giay-hen.pdf'), join(pictures, 'giay-hen')])
