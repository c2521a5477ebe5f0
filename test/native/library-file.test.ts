import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findLibraryProblem, inspectLibrary, readLibraryFile } from '../../native/signer/library-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A Windows DLL with one section and these exports, well-formed enough for binutils to read it. */
function makeDll(machine: 'x86' | 'x64', exported: string[]): Buffer {
  const is64 = machine === 'x64'
  const bytes = Buffer.alloc(0x600)
  bytes.write('MZ', 0, 'latin1')
  bytes.writeUInt32LE(0x80, 0x3c)
  bytes.write('PE\0\0', 0x80, 'latin1')
  const optionalSize = is64 ? 240 : 224
  bytes.writeUInt16LE(is64 ? 0x8664 : 0x14c, 0x84)
  bytes.writeUInt16LE(1, 0x86)
  bytes.writeUInt16LE(optionalSize, 0x94)
  bytes.writeUInt16LE(is64 ? 0x2022 : 0x2102, 0x96)
  const optional = 0x98
  bytes.writeUInt16LE(is64 ? 0x20b : 0x10b, optional)
  bytes.writeUInt32LE(0x1000, optional + 32)
  bytes.writeUInt32LE(0x200, optional + 36)
  bytes.writeUInt32LE(0x2000, optional + 56)
  bytes.writeUInt32LE(0x200, optional + 60)
  bytes.writeUInt32LE(16, optional + (is64 ? 108 : 92))
  const directories = optional + (is64 ? 112 : 96)
  bytes.writeUInt32LE(0x1000, directories)
  bytes.writeUInt32LE(0x200, directories + 4)
  const section = optional + optionalSize
  bytes.write('.edata', section, 'latin1')
  for (const [offset, value] of [[8, 0x400], [12, 0x1000], [16, 0x400], [20, 0x200], [36, 0x40000040]] as const) bytes.writeUInt32LE(value, section + offset)
  // The export directory at 0x1000 in memory, 0x200 in the file.
  const at = 0x200
  const toMemory = (offset: number): number => offset - 0x200 + 0x1000
  for (const [offset, value] of [[12, toMemory(0x240)], [16, 1], [20, exported.length], [24, exported.length], [28, toMemory(0x260)], [32, toMemory(0x280)], [36, toMemory(0x2a0)]] as const) bytes.writeUInt32LE(value, at + offset)
  bytes.write('driver.dll\0', 0x240, 'latin1')
  let text = 0x2c0
  for (const [index, name] of exported.entries()) {
    bytes.writeUInt32LE(0x1300, 0x260 + index * 4)
    bytes.writeUInt32LE(toMemory(text), 0x280 + index * 4)
    bytes.writeUInt16LE(index, 0x2a0 + index * 2)
    bytes.write(`${name}\0`, text, 'latin1')
    text += name.length + 1
  }
  return bytes
}

describe('a Windows library, by its bytes', () => {
  test.each(['x86', 'x64'] as const)('%s with the entry point: as binutils reads it', (machine) => {
    const dll = makeDll(machine, ['C_Finalize', 'C_GetFunctionList', 'DllMain'])
    const path = join(folder, `${machine}.dll`)
    writeFileSync(path, dll)
    const judged = execFileSync('objdump', ['-p', path], { encoding: 'utf8' })
    expect(judged).toContain(machine === 'x64' ? 'pei-x86-64' : 'pei-i386')
    expect(judged).toMatch(/\[\s*1\].*C_GetFunctionList/)
    expect(inspectLibrary(dll)).toEqual({ format: 'pe', processor: machine, isPkcs11: true })
  })

  test('a 32-bit driver under a 64-bit program is named as that', () => {
    const file = inspectLibrary(makeDll('x86', ['C_GetFunctionList']))
    expect(findLibraryProblem(file, 'win32', 'x64')).toEqual({ kind: 'wrong-processor', found: 'x86' })
    expect(findLibraryProblem(file, 'win32', 'ia32')).toBeUndefined()
    expect(findLibraryProblem(inspectLibrary(makeDll('x64', ['C_GetFunctionList'])), 'win32', 'x64')).toBeUndefined()
  })

  test('a CSP shell without the entry point, even when its name is only part of another', () => {
    expect(findLibraryProblem(inspectLibrary(makeDll('x64', ['CPAcquireContext', 'C_GetFunctionListEx'])), 'win32', 'x64')).toEqual({ kind: 'no-pkcs11' })
    expect(findLibraryProblem(inspectLibrary(makeDll('x64', [])), 'win32', 'x64')).toEqual({ kind: 'no-pkcs11' })
  })

  test('a file of another kind, an empty one, and one cut at any place', () => {
    const whole = makeDll('x64', ['C_GetFunctionList'])
    expect(inspectLibrary(Buffer.from('MZ không phải thư viện'))).toEqual({ format: 'other', isPkcs11: false })
    for (let length = 0; length < 0x2d0; length += 7) expect(inspectLibrary(whole.subarray(0, length)).isPkcs11).toBe(false)
    expect(findLibraryProblem(inspectLibrary(Buffer.from('[libdefaults]')), 'win32', 'x64')).toEqual({ kind: 'no-library' })
  })

  test('offsets that point nowhere do no harm', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const dll = makeDll('x64', ['C_GetFunctionList'])
      let state = seed
      for (let flips = 0; flips < 6; flips += 1) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        dll[0x3c + (state % 0x2a0)] = state >>> 24
      }
      expect(inspectLibrary(dll).format).toMatch(/pe|other/)
    }
  })
})

describe('a library of this system', () => {
  const compile = (name: string, text: string): string => {
    const path = join(folder, name)
    execFileSync('cc', ['-shared', '-fPIC', '-x', 'c', '-o', path, '-'], { input: text })
    return path
  }
  test('with and without the entry point', () => {
    const driver = readLibraryFile(compile('driver.so', 'int C_GetFunctionList(void **list) { return 0; }'))
    const shell = readLibraryFile(compile('shell.so', 'int C_GetFunctionListEx(void) { return 0; }'))
    if (!driver || !shell) throw new Error('not read')
    expect(findLibraryProblem(driver, 'linux', process.arch)).toBeUndefined()
    expect(findLibraryProblem(shell, 'linux', process.arch)).toEqual({ kind: 'no-pkcs11' })
    expect(findLibraryProblem(driver, 'win32', process.arch)).toEqual({ kind: 'no-library' })
  })

  test('for another processor', () => {
    const bytes = Buffer.from(readFileSync(compile('other.so', 'int C_GetFunctionList(void **list) { return 0; }')))
    bytes.writeUInt16LE(183, 18)
    expect(findLibraryProblem(inspectLibrary(bytes), 'linux', 'x64')).toEqual({ kind: 'wrong-processor', found: 'arm64' })
  })

  test('a file that is not there', () => expect(readLibraryFile(join(folder, 'khong-co.so'))).toBeUndefined())
})
