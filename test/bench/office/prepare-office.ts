import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../build/launch.ts'
import { outFolder } from '../out-folder.ts'
import { openKey, type BenchOffice } from './open-office.ts'
import { enrolOffice, seedDossiers } from './seed.ts'

const firstSize = 10_000

/**
 * The enrolled counter with this many dossiers, all received by a portal. Made once for the code that writes its rows and kept in out/bench; use a copy where it
 * must not change.
 */
export async function prepareOffice(size: 10_000 | 100_000): Promise<BenchOffice> {
  const dataFolder = join(outFolder, 'offices', `${hashOfWriters()}-${size}`)
  if (!existsSync(dataFolder)) {
    const startedAt = Date.now()
    const making = `${dataFolder}.making`
    rmSync(making, { recursive: true, force: true })
    if (size === firstSize) {
      // Those of older code are of no use any more.
      rmSync(join(outFolder, 'offices'), { recursive: true, force: true })
      mkdirSync(making, { recursive: true })
      await enrolOffice(making)
    } else {
      cpSync((await prepareOffice(firstSize)).dataFolder, making, { recursive: true })
    }
    const office = { dataFolder: making, key: await openKey(making) }
    seedDossiers(office, size)
    renameSync(making, dataFolder)
    console.log(`seeded ${size} dossiers in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  return { dataFolder, key: await openKey(dataFolder) }
}

/** A copy that may be written to; a copy of the same name is replaced. */
export function copyOffice(office: BenchOffice, name: string): BenchOffice {
  const dataFolder = join(outFolder, 'work', name)
  rmSync(dataFolder, { recursive: true, force: true })
  cpSync(office.dataFolder, dataFolder, { recursive: true })
  return { dataFolder, key: office.key }
}

/** A change of the code that decides what a row holds makes a new database. */
function hashOfWriters(): string {
  const hash = createHash('sha256')
  const sources = globSync(['electron/core/{db,dossier,journal,catalogue}/**/*.{ts,sql}', 'electron/{domain,crypto}/*.ts', 'test/bench/office/*.ts'], { cwd: projectRoot })
  for (const path of sources.sort()) hash.update(path).update('\0').update(readFileSync(join(projectRoot, path))).update('\0')
  return hash.digest('hex').slice(0, 12)
}
