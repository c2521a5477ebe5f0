import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importDocument } from '../../../electron/press/import-document.ts'
import { signPdf } from '../../../electron/press/pades.ts'
import { signDetached } from '../../../electron/press/sign-detached.ts'
import { signXml } from '../../../electron/press/sign-xml.ts'
import { importList, readAuthority } from '../../../electron/press/trust-lists.ts'
import { verifyFile } from '../../../electron/press/verify-file.ts'
import { writeHeavyScan, writeSampleScan } from '../../harness/sample-scan.ts'
import { startAuthority } from '../../press/authority.ts'
import { newFile, officerAppearance } from '../../press/desk.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { mutateBytes } from './mutate.ts'

/** A PNG of one grey pixel and the heads of a JPEG and of two TIFFs. */
const tinyImages = [
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64'),
  Buffer.from('ffd8ffe000104a46494600010101006000600000ffc0000b080001000101011100ffda0008010100003f00d2cf20ffd9', 'hex'),
  Buffer.from('49492a0008000000020000010300010000000100000001010300010000000100000000000000', 'hex'),
  Buffer.from('4d4d002a00000008000201000003000000010001000001010003000000010001000000000000', 'hex')
]
const xml = Buffer.from('<?xml version="1.0" encoding="UTF-8"?><van-ban><so>12</so><trich-yeu>Thông báo</trich-yeu></van-ban>')

/** Files that somebody brings on a stick: papers to import, signed ones of every form to be checked, certificates and revocation lists to be trusted. */
export async function createFileTry(folder: string): Promise<(random: Random) => Promise<Deep>> {
  const authority = await startAuthority(join(folder, 'authority'))
  const key = authority.issue('can-bo')
  const trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: false }
  const plain = readFileSync(await writeSampleScan(join(folder, 'scan.pdf'), 'Tờ khai', 1))
  const signedAt = new Date()
  const sign = async (made: ReturnType<typeof signPdf> | ReturnType<typeof signDetached>): Promise<Buffer> => {
    const answer = await made
    if (!answer.ok) throw new Error(answer.error.kind)
    return Buffer.isBuffer(answer.value) ? answer.value : answer.value.bytes
  }
  const signed = [
    await sign(signPdf({ source: plain, appearance: { ...officerAppearance, signedAt: signedAt.toISOString() }, chain: [], ...key })),
    await sign(signXml({ content: xml, signedAt, chain: [], ...key })),
    await sign(signDetached({ content: xml, signedAt, chain: [], ...key }))
  ]
  const papers = [plain, readFileSync(await writeHeavyScan(join(folder, 'heavy.pdf'), 5_000)), ...tinyImages]
  const trusted = [readFileSync(authority.pemPath), Buffer.from(authority.der, 'base64'), readFileSync(join(authority.folder, 'ca.crl'))]
  await authority.close()
  const path = join(folder, 'fuzzed')
  const contentPath = join(folder, 'content.xml')
  writeFileSync(contentPath, xml)
  const put = (bytes: Buffer): void => writeFileSync(path, bytes)
  const fetchBytes = (): Promise<undefined> => Promise.resolve(undefined)

  return async (random) => {
    const dice = random.next()
    if (dice < 0.3) {
      put(mutateBytes(random.pick(papers), random))
      const target = newFile(folder)
      const imported = await importDocument({ sourcePaths: [path], target, limitBytes: 5_000_000 })
      rmSync(target.path, { force: true })
      return imported.ok ? 'paper' : undefined
    } else if (dice < 0.8) {
      put(mutateBytes(random.pick(signed), random))
      const verified = await verifyFile(random.next() < 0.3 ? [path, contentPath] : [path], { trust, now: new Date(), fetchBytes } as Parameters<typeof verifyFile>[1])
      return verified.ok ? 'signed' : undefined
    } else {
      put(mutateBytes(random.pick(trusted), random))
      const [authority, list] = [readAuthority(path), importList(path, trust, new Date())]
      return authority.ok || list.ok ? 'trusted' : undefined
    }
  }
}
