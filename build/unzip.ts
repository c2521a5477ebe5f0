import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const symlinkMode = 0o120000

/**
 * Unpack a zip of less than 4 GB. Written here because a bare Debian has no unzip.
 * @param rename answers the path an entry gets below `folder`, or undefined to leave it out
 */
export function unzip(archive: string, folder: string, rename: (name: string) => string | undefined): void {
  const bytes = readFileSync(archive)
  let end = bytes.length - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== endSignature) end--
  if (end < 0) throw new Error(`${archive} is not a zip file`)

  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== entrySignature) throw new Error(`${archive}: damaged directory`)
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const target = rename(name)
    if (target !== undefined && !name.endsWith('/')) writeEntry(bytes, at, inside(folder, target))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

function writeEntry(bytes: Buffer, at: number, path: string): void {
  const method = bytes.readUInt16LE(at + 10)
  const size = bytes.readUInt32LE(at + 20)
  const mode = bytes.readUInt32LE(at + 38) >>> 16
  const local = bytes.readUInt32LE(at + 42)
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const packed = bytes.subarray(start, start + size)
  if (method !== 0 && method !== 8) throw new Error(`${path}: zip method ${method} is not supported`)
  const data = method === 8 ? inflateRawSync(packed) : packed
  if (crc32(data) !== bytes.readUInt32LE(at + 16)) throw new Error(`${path}: damaged in the zip`)

  mkdirSync(dirname(path), { recursive: true })
  if ((mode & 0o170000) === symlinkMode) {
    symlinkSync(data.toString('utf8'), path)
    return
  }
  writeFileSync(path, data)
  chmodSync(path, mode & 0o111 ? 0o755 : 0o644)
}

function inside(folder: string, name: string): string {
  const path = normalize(join(folder, name))
  if (!path.startsWith(normalize(folder) + sep)) throw new Error(`zip entry leaves its folder: ${name}`)
  return path
}
