import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../electron/core/db/open.ts'
import { logIn } from '../../core/support/counter.ts'
import { startCoreProcess } from '../../core/support/core-process.ts'
import { makeIntake } from '../../core/support/people.ts'
import { writeImage } from '../cut-image.ts'
import { checkImage, type Finding, type Told } from './check-image.ts'

export interface Image {
  files: ReadonlyMap<string, Buffer>
  /** What was told before the cut, in this life and in earlier ones. */
  told: readonly Told[]
  where: string
}

/** Opened with core's own code, from the sources and in this process: to start a core on each of some thousand would take an hour. */
export function tryImage({ files, told, where }: Image, { folder, key }: { folder: string; key: Buffer }): Finding[] {
  rmSync(folder, { recursive: true, force: true })
  writeImage(files, folder)
  try {
    const db = openDatabase({ path: join(folder, 'counter.db'), key, mustExist: true })
    try {
      return checkImage(db, folder, told).map(({ law, line }) => ({ law, line: where + line }))
    } finally {
      // Before it is closed: SQLite would copy the whole log into a database that nobody opens again.
      rmSync(folder, { recursive: true, force: true })
      db.close()
    }
  } catch (error) {
    return [{ law: 'broken', line: `${where}${error instanceof Error ? error.message : 'not opened'}` }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The shipped core starts on an image as after the power came back, an officer logs in and receives once more: it must take this database for its own and give a number that nobody was told.
 * The line must be down: what this core would send never happened.
 */
export async function startOnImage({ files, told, where }: Image, { folder, key, officerId }: { folder: string; key: Buffer; officerId: string }): Promise<Finding[]> {
  writeImage(files, folder)
  const core = startCoreProcess()
  try {
    await logIn(core.call, { dataFolder: folder, key }, officerId)
    const received = await core.call('dossier.receive', makeIntake())
    if (!received.ok) return [{ law: 'broken', line: `${where}the core that was started receives nothing: ${received.error.kind}` }]
    const { code } = received.value
    return told.some((one) => one.kind === 'dossier' && one.code === code) ? [{ law: 'numbersTwice', line: `${where}${code} was told before the cut and is given again` }] : []
  } catch (error) {
    return [{ law: 'broken', line: `${where}no core starts on it: ${error instanceof Error ? error.message : 'unknown'}` }]
  } finally {
    await core.process.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
