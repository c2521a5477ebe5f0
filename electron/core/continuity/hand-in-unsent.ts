import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { restorePaths } from '../../contract/restore.ts'
import { problemTypes } from '../../contract/wire.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'

/**
 * Gives the portal what the second copy holds: entries, then scans. The file may have been set aside when another database was opened here, so every one of this device is given; what the portal
 * has is not taken twice. All entries go before the first scan: the portal takes only those that a dossier waits for. One that the stick has spoilt stays where it is, and keeps neither the others
 * nor the counter from being put back.
 */
export async function handInUnsent(client: PortalClient, folder: string, device: string, code: string): Promise<Result<'handed-in', PortalFailure>> {
  const names = readdirSync(folder)
    .filter((name) => name.startsWith(`unsent-${device}`))
    .sort()
  for (const name of names.filter((one) => one.endsWith('.qmc'))) {
    for (const text of listParts(read(join(folder, name))?.toString('utf8') ?? '')) {
      const answer = await client.request('POST', restorePaths.queue, { code, text })
      if (!answer.ok && !isUnreadable(answer.error)) return answer
    }
  }
  for (const name of names.filter((one) => one.endsWith('-files'))) {
    const files = join(folder, name)
    for (const entry of readdirSync(files).filter((one) => /^[0-9a-f]{64}\.json$/.test(one))) {
      const sha256 = entry.slice(0, -'.json'.length)
      const [sheet, bytes] = [read(join(files, entry)), read(join(files, `${sha256}.bin`))]
      if (!sheet || !bytes) continue
      const taken = await client.request('POST', restorePaths.file, { code, sha256, sheet: sheet.toString('utf8'), bytes: bytes.toString('base64') })
      if (!taken.ok && !isUnreadable(taken.error)) return taken
    }
  }
  return ok('handed-in')
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** By the portal, now and ever. */
function isUnreadable(failure: PortalFailure): boolean {
  return failure.kind === 'problem' && failure.problem.type === problemTypes.badRequest
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
