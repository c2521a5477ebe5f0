import { join } from 'node:path'
import { projectRoot } from '../../build/launch.ts'

/** What the benchmark keeps between runs: seeded offices, its compiled counter, the empty app. */
export const outFolder = join(projectRoot, 'out', 'bench')
