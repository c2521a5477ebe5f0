import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { SectionName } from './sections.ts'

const inMemory = '/dev/shm'
const roomBytes = 2 * 1024 ** 3
/**
 * What these lose is not lost by the disk: a killed process leaves the page cache as it is. What a power cut takes is told by `cuts` from recorded writes and syncs, whatever they went to, and that a disk is full
 * by a library before libc.
 */
const independentOfDisk: readonly SectionName[] = ['kills', 'cuts', 'diskFull', 'histories', 'restored', 'fuzz']

/** Where a section keeps its counters: in memory, where there is room and the section asks nothing of the disk, so that the time goes into cases and not into waiting for syncs. */
export function workFolderOf(section: SectionName): string {
  return independentOfDisk.includes(section) && hasRoom() ? inMemory : tmpdir()
}

function hasRoom(): boolean {
  try {
    accessSync(inMemory, constants.W_OK)
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize > roomBytes
  } catch {
    return false
  }
}
