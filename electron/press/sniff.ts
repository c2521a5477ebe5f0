/** What a file is by its first bytes; its name says nothing reliable. */
export type FileKind = 'pdf' | 'jpeg' | 'png' | 'tiff' | 'office-document' | 'heic' | 'gif' | 'bmp' | 'webp' | 'zip' | 'program' | 'text' | 'unknown'

const signatures: { kind: FileKind; offset: number; bytes: Buffer }[] = [
  { kind: 'jpeg', offset: 0, bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { kind: 'png', offset: 0, bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { kind: 'tiff', offset: 0, bytes: Buffer.from('II*\0', 'latin1') },
  { kind: 'tiff', offset: 0, bytes: Buffer.from('MM\0*', 'latin1') },
  { kind: 'office-document', offset: 0, bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) },
  { kind: 'heic', offset: 4, bytes: Buffer.from('ftypheic', 'latin1') },
  { kind: 'heic', offset: 4, bytes: Buffer.from('ftypmif1', 'latin1') },
  { kind: 'gif', offset: 0, bytes: Buffer.from('GIF8', 'latin1') },
  { kind: 'webp', offset: 8, bytes: Buffer.from('WEBP', 'latin1') },
  { kind: 'bmp', offset: 0, bytes: Buffer.from('BM', 'latin1') },
  { kind: 'program', offset: 0, bytes: Buffer.from('MZ', 'latin1') },
  { kind: 'program', offset: 0, bytes: Buffer.from('\x7fELF', 'latin1') }
]

export function sniffFileKind(bytes: Buffer): FileKind {
  // Readers look for the header within the first kilobyte; where it may stand is decided later.
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  const known = signatures.find(({ offset, bytes: wanted }) => bytes.subarray(offset, offset + wanted.length).equals(wanted))
  if (known) return known.kind
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) {
    const names = bytes.subarray(0, 4096).toString('latin1')
    return /word\/|xl\/|ppt\/|\[Content_Types\]\.xml|mimetypeapplication\/vnd\.oasis/.test(names) ? 'office-document' : 'zip'
  }
  return bytes.subarray(0, 512).every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) ? 'text' : 'unknown'
}
