import { randomBytes, type KeyObject } from 'node:crypto'
import { PushedEntry, type RecoveryKey } from '../contract/wire.ts'
import { signText, verifyText } from './ed25519.ts'
import { hashEntry } from './entry-hash.ts'
import { decryptBytes, encryptBytes, openSealed, sealFor, type SealedBox } from './sealed-box.ts'

/**
 * A file of entries that the portal has not received: the second copy on another disk, and the export. One line a record, so that it can be appended to and a torn last line costs
 * only itself. Each record is encrypted under the file's key, which only the portal opens, and signed by the device, so that nobody can add or alter one.
 */
export interface QueueFileHead {
  format: 'qmc-unsent'
  version: 1
  device: string
  /** The recovery key the box is sealed for. */
  keyId: string
  box: SealedBox
}

export interface QueueFileWriter {
  /** The first line. */
  head: string
  /** One record's line. */
  encode(entry: PushedEntry): string
}

const boxInfo = 'quay-mot-cua unsent queue'
const signedText = (entryHash: string): string => `qmc-unsent-entry ${entryHash}`

export function createQueueFile(device: { device: string; privateKey: KeyObject }, recoveryKey: RecoveryKey): QueueFileWriter {
  const key = randomBytes(32)
  const head: QueueFileHead = { format: 'qmc-unsent', version: 1, device: device.device, keyId: recoveryKey.keyId, box: sealFor(recoveryKey.publicKey, key, boxInfo) }
  return {
    head: `${JSON.stringify(head)}\n`,
    encode: (entry) => `${encryptBytes(key, Buffer.from(JSON.stringify({ entry, signature: signText(device.privateKey, signedText(hashEntry(entry.header))) }))).toString('base64')}\n`
  }
}

/** @throws when the first line is not that of such a file */
export function readQueueFileHead(text: string): QueueFileHead {
  const head = JSON.parse(text.slice(0, text.indexOf('\n'))) as QueueFileHead
  if (head.format !== 'qmc-unsent' || head.version !== 1) throw new Error('this is no file of unsent entries')
  return head
}

export interface ReadQueueFile {
  /** In the order of the device, each once. */
  entries: PushedEntry[]
  /** Lines that were cut or altered, or that the device did not sign, by their number in the file. */
  spoilt: number[]
}

/** @throws when the private key is not the one the file was sealed for */
export function readQueueFile(text: string, privateKey: KeyObject, deviceKeys: readonly KeyObject[]): ReadQueueFile {
  const head = readQueueFileHead(text)
  const key = openSealed(privateKey, head.box, boxInfo)
  const entries = new Map<string, PushedEntry>()
  const spoilt: number[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (index === 0 || line === '') continue
    const entry = readRecord(line, key, deviceKeys, head.device)
    if (entry) entries.set(`${entry.header.epoch}/${entry.header.seq}`, entry)
    else spoilt.push(index + 1)
  }
  const inOrder = [...entries.values()].sort((a, b) => a.header.epoch - b.header.epoch || a.header.seq - b.header.seq)
  return { entries: inOrder, spoilt }
}

function readRecord(line: string, key: Buffer, deviceKeys: readonly KeyObject[], device: string): PushedEntry | undefined {
  try {
    const record = JSON.parse(decryptBytes(key, Buffer.from(line, 'base64')).toString('utf8')) as { entry: unknown; signature: string }
    const entry = PushedEntry.parse(record.entry)
    return entry.header.device === device && deviceKeys.some((key) => verifyText(key, signedText(hashEntry(entry.header)), record.signature)) ? entry : undefined
  } catch {
    return undefined
  }
}
