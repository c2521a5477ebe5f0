import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder outside the tree where big downloads and compiled parts are kept between clones.
 * `QMC_CACHE` overrides it. Plain JavaScript: it runs on Node 20 before anything is set up.
 */
export function cacheDir() {
  const override = process.env.QMC_CACHE
  if (override) return override
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'quay-mot-cua')
  }
  return join(homedir(), '.cache', 'quay-mot-cua')
}
