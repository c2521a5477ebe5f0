import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { borders, keepers } from './borders.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Violations of the import borders in the tree, one sentence each. Tests may import anything; the portal among them may not. */
export function checkBorders(): string[] {
  proveItBites()
  const files = globSync(['electron/**/*.{ts,tsx}', 'native/**/*.ts', 'renderer/**/*.{ts,tsx}', 'test/portal/**/*.ts'], { cwd: root })
  return files.filter((file) => !file.endsWith('.test.ts')).flatMap((file) => violations(file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')))
}

/** @param file path from the project's folder, with forward slashes */
function violations(file: string, text: string): string[] {
  const border = borders.filter(({ folder }) => isIn(file, folder)).sort((a, b) => b.folder.length - a.folder.length)[0]
  if (!border) return [`${file}: no border is written for this folder (build/borders.ts)`]

  return importsOf(file, text).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      // A file beside the sources, such as a migration or a style, counts by where it is.
      const target = posix.normalize(posix.join(posix.dirname(file), specifier))
      const allowed = [border.folder, ...border.ours].some((folder) => isIn(target, folder))
      return allowed ? [] : [`${file}: must not import ${target}`]
    }
    if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
      return border.node ? [] : [`${file}: must not import ${specifier}`]
    }
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
    const homes = keepers[name]
    if (homes && !homes.some((folder) => isIn(file, folder))) return [`${file}: ${name} belongs to ${homes.join(', ')}`]
    return !border.packages || border.packages.includes(name) ? [] : [`${file}: must not import ${name}`]
  })
}

function importsOf(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const fixed = module.staticImports.map((entry) => entry.moduleRequest.value)
  const passed = module.staticExports.flatMap((entry) => entry.entries.map((one) => one.moduleRequest?.value))
  const late = module.dynamicImports.map((entry) => /^(['"`])(.*)\1$/s.exec(text.slice(entry.moduleRequest.start, entry.moduleRequest.end))?.[2])
  return [...fixed, ...passed, ...late].filter((specifier) => specifier !== undefined)
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

/** A check that finds nothing looks like a clean tree: so it must find these first, and no more than these. */
function proveItBites(): void {
  const planted: [string, string, number][] = [
    ['electron/domain/a.ts', "import { x } from '../contract/x.ts'", 1],
    ['electron/domain/a.ts', "import { readFileSync } from 'node:fs'", 1],
    ['electron/core/a.ts', "import type { X } from '../press/x.ts'", 1],
    ['electron/core/a.ts', "export * from '../main/x.ts'", 1],
    ['electron/press/a.ts', "import Database from 'better-sqlite3'", 1],
    ['electron/core/a.ts', "const e = await import('electron')", 1],
    ['renderer/api/a.ts', "import { x } from '../../electron/core/x.ts'", 1],
    ['renderer/api/a.tsx', "import { x } from '../../electron/contract/x.ts'; import { useState } from 'react'", 0],
    ['electron/core/a.ts', "import Database from 'better-sqlite3'; import { x } from '../domain/x.ts'; import './b.ts'", 0],
  ]
  for (const [file, text, count] of planted) {
    if (violations(file, text).length !== count) throw new Error(`check-borders judges wrongly: ${file}: ${text}`)
  }
}
