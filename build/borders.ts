/** Who may import whom: the table of the architecture, as data. The compiler's project references say the same more coarsely. */

export type Border = {
  /** Folder the rule is for; the longest match wins. */
  folder: string
  /** Folders of ours it may import besides itself. */
  ours: string[]
  /** Packages it may import; undefined allows all that no other folder keeps for itself. */
  packages?: string[]
  /** Whether Node's own modules may be imported. */
  node: boolean
}

const lower = ['electron/domain', 'electron/contract', 'electron/rpc', 'electron/crypto']

export const borders: Border[] = [
  // bwip-js and uqr draw a code as text: pure, no I/O.
  { folder: 'electron/domain', ours: [], packages: ['zod', 'bwip-js', 'uqr'], node: false },
  { folder: 'electron/contract', ours: ['electron/domain'], packages: [], node: false },
  { folder: 'electron/rpc', ours: ['electron/domain', 'electron/contract'], packages: [], node: true },
  { folder: 'electron/crypto', ours: ['electron/domain', 'electron/contract'], node: true },
  { folder: 'electron/core', ours: lower, node: true },
  { folder: 'electron/press', ours: lower, node: true },
  { folder: 'electron/main', ours: lower, node: true },
  { folder: 'electron/preload', ours: ['electron/contract', 'electron/rpc', 'electron/domain'], node: true },
  { folder: 'native/signer', ours: lower, node: true },
  { folder: 'native/devices', ours: [...lower, 'native/scanner', 'native/printer', 'native/card-reader'], node: true },
  { folder: 'native', ours: lower, node: true },
  { folder: 'renderer', ours: ['electron/contract', 'electron/domain'], node: false },
  { folder: 'test/portal', ours: ['electron/domain', 'electron/contract', 'electron/crypto', 'test/reference-data'], node: true },
]

/** Packages that belong to some folders alone (tests apart): the drivers, the wire, the window. */
export const keepers: Record<string, string[]> = {
  electron: ['electron/main', 'electron/preload'],
  // Through domain/schema.ts, which builds schemas late.
  zod: ['electron/domain'],
  'better-sqlite3': ['electron/core'],
  // Press: a WebSocket to VGCA's service, with a certificate accepted for that one socket.
  undici: ['electron/core', 'electron/press'],
  'tus-js-client': ['electron/core'],
  pkcs11js: ['native'],
  serialport: ['native'],
  '@cantoo/pdf-lib': ['electron/press'],
  fontkit: ['electron/press'],
  'xml-crypto': ['electron/press'],
  '@xmldom/xmldom': ['electron/press'],
  pkijs: ['electron/press', 'electron/crypto'],
  asn1js: ['electron/press', 'electron/crypto'],
  '@noble/hashes': ['electron/crypto'],
  'node-forge': ['electron/crypto'],
  sharp: ['electron/press'],
  react: ['renderer'],
  'react-dom': ['renderer'],
  'react-hook-form': ['renderer'],
  zustand: ['renderer'],
  '@mantine/core': ['renderer'],
  '@mantine/hooks': ['renderer'],
  fastify: ['test/portal'],
  pg: ['test/portal'],
  'pg-copy-streams': ['test/portal'],
  '@electric-sql/pglite': ['test/portal'],
}
