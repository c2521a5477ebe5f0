import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** The bytes are on the disk when it returns. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a folder, and not its parents: where a stick is gone, its folder must not come to be on the PC's own disk. @throws when the parent is not there */
export function makeFolderIn(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder)
}

/** Copies a file that is never changed under its name: one that is there is whole, because it got its name last. */
export function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return
  copyFileSync(from, `${to}.new`)
  syncFile(`${to}.new`)
  renameSync(`${to}.new`, to)
}

/** Every file below a folder, into one that is there. Not by `cpSync`, which ends the process on Windows where a path is not ASCII (nodejs/node 61878). */
export function copyTree(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name.endsWith('.new')) continue
    const path = join(entry.parentPath, entry.name)
    const target = join(to, relative(from, path))
    mkdirSync(dirname(target), { recursive: true })
    copyOnce(path, target)
  }
}
