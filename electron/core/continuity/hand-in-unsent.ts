import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { restorePaths } from '../../contract/restore.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'

/**
 * Gives the portal what the second copy holds: entries, then scans. The file may have been set aside when another database was opened here, so every one of this device is given; what the portal
 * has is not taken twice.
 */
export async function handInUnsent(client: PortalClient, folder: string, device: string, code: string): Promise<Result<'handed-in', PortalFailure>> {
  const names = readdirSync(folder)
    .filter((name) => name.startsWith(`unsent-${device}`) && name.endsWith('.qmc'))
    .sort()
  for (const name of names) {
    for (const text of listParts(readFileSync(join(folder, name), 'utf8'))) {
      const answer = await client.request('POST', restorePaths.queue, { code, text })
      if (!answer.ok) return answer
    }
    const files = join(folder, name.replace(/\.qmc$/, '-files'))
    for (const sheet of existsSync(files) ? readdirSync(files).filter((entry) => /^[0-9a-f]{64}\.json$/.test(entry)) : []) {
      const sha256 = sheet.slice(0, -'.json'.length)
      const bytes = join(files, `${sha256}.bin`)
      if (!existsSync(bytes)) continue
      const taken = await client.request('POST', restorePaths.file, { code, sha256, sheet: readFileSync(join(files, sheet), 'utf8'), bytes: readFileSync(bytes).toString('base64') })
      if (!taken.ok) return taken
    }
  }
  return ok('handed-in')
}

/** What one request carries of a queue: a counter may have been offline for months. */
const partBytes = 8 * 1024 * 1024

/** The same queue in parts that are files of their own: the first line, then as many of the records, in order. */
export function listParts(text: string, mostBytes = partBytes): string[] {
  const [head = '', ...records] = text.split('\n')
  const parts: string[][] = []
  let bytes = Infinity
  for (const record of records) {
    if (bytes + record.length > mostBytes) {
      parts.push([head])
      bytes = 0
    }
    parts.at(-1)!.push(record)
    bytes += record.length + 1
  }
  return parts.map((lines) => lines.join('\n'))
}
