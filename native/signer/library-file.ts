import { closeSync, openSync, readSync, fstatSync } from 'node:fs'
import type { LibraryProblem, ProcessorKind } from '../../electron/contract/signer.ts'

/** What a library's file says of itself before it is loaded. Loading a wrong one ends in "error 193" or, with some, in a crash. */
export interface LibraryFile {
  format: 'pe' | 'elf' | 'other'
  processor?: ProcessorKind
  /** Whether it exports C_GetFunctionList: a CSP shell of the same vendor does not. */
  isPkcs11: boolean
}

const entryPoint = 'C_GetFunctionList'
const peMachines: Record<number, ProcessorKind> = { 0x14c: 'x86', 0x8664: 'x64', 0xaa64: 'arm64' }
const elfMachines: Record<number, ProcessorKind> = { 3: 'x86', 62: 'x64', 183: 'arm64' }
/** Larger than any vendor's; what is more is no driver. */
const limitBytes = 200_000_000

/** Reads format, processor and exports by the bytes (PE/COFF specification; ELF). A file cut short is `other`. */
export function inspectLibrary(bytes: Buffer): LibraryFile {
  try {
    if (bytes.subarray(0, 2).toString('latin1') === 'MZ') return inspectPe(bytes)
    if (bytes.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) return inspectElf(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return { format: 'other', isPkcs11: false }
}

function inspectPe(bytes: Buffer): LibraryFile {
  const header = bytes.readUInt32LE(0x3c)
  if (bytes.subarray(header, header + 4).toString('latin1') !== 'PE\0\0') return { format: 'other', isPkcs11: false }
  const processor = peMachines[bytes.readUInt16LE(header + 4)]
  const optional = header + 24
  const is64 = bytes.readUInt16LE(optional) === 0x20b
  const exportsAt = toFileOffset(bytes, header, bytes.readUInt32LE(optional + (is64 ? 112 : 96)))
  return { format: 'pe', ...(processor ? { processor } : {}), isPkcs11: exportsAt !== undefined && listExports(bytes, header, exportsAt).includes(entryPoint) }
}

/** From an address in memory to the place in the file, by the sections; undefined outside of all. */
function toFileOffset(bytes: Buffer, header: number, address: number): number | undefined {
  if (address === 0) return undefined
  const sections = bytes.readUInt16LE(header + 6)
  const table = header + 24 + bytes.readUInt16LE(header + 20)
  for (let index = 0; index < sections; index += 1) {
    const section = table + index * 40
    const start = bytes.readUInt32LE(section + 12)
    const size = Math.max(bytes.readUInt32LE(section + 8), bytes.readUInt32LE(section + 16))
    if (address >= start && address < start + size) return address - start + bytes.readUInt32LE(section + 20)
  }
  return undefined
}

function listExports(bytes: Buffer, header: number, directory: number): string[] {
  const count = Math.min(bytes.readUInt32LE(directory + 24), 10_000)
  const names = toFileOffset(bytes, header, bytes.readUInt32LE(directory + 32))
  if (names === undefined) return []
  return Array.from({ length: count }, (_, index) => {
    const at = toFileOffset(bytes, header, bytes.readUInt32LE(names + index * 4))
    return at === undefined ? '' : bytes.subarray(at, bytes.indexOf(0, at)).toString('latin1')
  })
}

/** Exports are looked for as text: the name stands in the table of dynamic symbols, ended by zeros. */
function inspectElf(bytes: Buffer): LibraryFile {
  const littleEndian = bytes[5] === 1
  const machine = littleEndian ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)
  const processor = littleEndian ? elfMachines[machine] : undefined
  return { format: 'elf', ...(processor ? { processor } : {}), isPkcs11: bytes.includes(Buffer.from(`\0${entryPoint}\0`, 'latin1')) }
}

/** Why a file should not be loaded by a process of this kind; undefined when nothing speaks against it. */
export function findLibraryProblem(file: LibraryFile, platform: NodeJS.Platform, arch: string): LibraryProblem | undefined {
  const expected = platform === 'win32' ? 'pe' : platform === 'linux' ? 'elf' : undefined
  if (!expected) return undefined
  if (file.format !== expected) return { kind: 'no-library' }
  if (file.processor !== (arch === 'ia32' ? 'x86' : arch)) return { kind: 'wrong-processor', found: file.processor ?? 'unknown' }
  return file.isPkcs11 ? undefined : { kind: 'no-pkcs11' }
}

/** @returns undefined when there is no such file, or it cannot be read. */
export function readLibraryFile(path: string): LibraryFile | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const bytes = Buffer.alloc(Math.min(fstatSync(descriptor).size, limitBytes))
    readSync(descriptor, bytes)
    return inspectLibrary(bytes)
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
