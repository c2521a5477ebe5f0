#!/usr/bin/env node
// Stands in for fpm, which electron-builder would download: makes a .deb of the same arguments with fakeroot and dpkg-deb.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const options = {}
const lists = { depends: [], recommends: [], contents: [] }
const flags = new Set(['--force', '--debug'])
const words = process.argv.slice(2)
while (words.length > 0) {
  const word = words.shift()
  if (flags.has(word)) continue
  if (!word.startsWith('-')) lists.contents.push(word)
  else if (word === '-d') lists.depends.push(words.shift())
  else if (word === '--deb-recommends') lists.recommends.push(words.shift())
  else if (word.includes('=')) options[word.slice(2, word.indexOf('='))] = word.slice(word.indexOf('=') + 1)
  else options[word.replace(/^-+/, '')] = words.shift()
}
if (options.t !== 'deb') throw new Error(`only Debian packages are made here, not ${options.t}`)

const root = mkdtempSync(join(tmpdir(), 'qmc-deb-'))
try {
  for (const content of lists.contents) {
    const cut = content.lastIndexOf('=')
    const from = content.slice(0, cut)
    const to = join(root, content.slice(cut + 1))
    mkdirSync(statSync(from).isDirectory() ? to : dirname(to), { recursive: true })
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
  const control = join(root, 'DEBIAN')
  mkdirSync(control)
  // Each line of a long description starts with a space, an empty one is a dot.
  const [summary, ...rest] = (options.description ?? '').trim().split('\n')
  const fields = [
    `Package: ${options.name}`,
    `Version: ${options.version}`,
    `Architecture: ${options.architecture}`,
    `Maintainer: ${options.maintainer}`,
    `Installed-Size: ${Number(execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')[0])}`,
    ...(lists.depends.length > 0 ? [`Depends: ${lists.depends.join(', ')}`] : []),
    ...(lists.recommends.length > 0 ? [`Recommends: ${lists.recommends.join(', ')}`] : []),
    `Section: misc`,
    `Priority: ${options['deb-priority'] ?? 'optional'}`,
    `Homepage: ${options.url}`,
    `Description: ${summary}`,
    ...rest.map((line) => ` ${line.trim() || '.'}`),
  ]
  writeFileSync(join(control, 'control'), `${fields.join('\n')}\n`)
  for (const [option, name] of [['after-install', 'postinst'], ['after-remove', 'postrm']]) {
    if (!options[option]) continue
    copyFileSync(options[option], join(control, name))
    chmodSync(join(control, name), 0o755)
  }
  chmodSync(root, 0o755)
  execFileSync('fakeroot', ['dpkg-deb', '-Zxz', '-z1', '--root-owner-group', '--build', root, options.package], { stdio: 'inherit' })
} finally {
  rmSync(root, { recursive: true, force: true })
}
