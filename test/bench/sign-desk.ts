import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { outFolder } from './out-folder.ts'

/** What the sections on signing share: a token, the document of issue 4, and C_Sign in a loop of C as the floor. */
export interface SignDesk {
  folder: string
  token: SoftToken
  pin: string
  /** Milliseconds of each of `runs` signatures by C_Sign alone. */
  timeCSign(runs: number): number[]
}

export function openSignDesk(): SignDesk {
  mkdirSync(outFolder, { recursive: true })
  const folder = mkdtempSync(join(outFolder, 'sign-'))
  const pin = '24681357'
  const token = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  const loop = join(folder, 'sign-c-loop')
  const headers = join(import.meta.dirname, '../../node_modules/pkcs11js/includes/pkcs11')
  execFileSync('cc', ['-O2', '-I', headers, '-o', loop, join(import.meta.dirname, 'sign-c-loop.c'), '-ldl'], { stdio: ['ignore', 'inherit', 'inherit'] })
  return {
    folder,
    token,
    pin,
    timeCSign: (runs) =>
      execFileSync(loop, [token.modulePath, 'can-bo', pin, token.certificateId, String(runs)], { env: { ...process.env, ...token.env }, encoding: 'utf8' })
        .trim()
        .split(' ')
        .map(Number)
  }
}

/** 20 pages and 1 MB, with a picture of noise on each page as a scan has: what no compression makes smaller. */
export async function makeOneMegabytePdf(): Promise<Buffer> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.TimesRoman)
  for (let number = 1; number <= 20; number += 1) {
    const page = document.addPage([595, 842])
    page.drawText(`Van ban thu, trang ${number}`, { x: 72, y: 760, size: 14, font })
    const width = 200
    const height = 255
    const noise = randomBytes(width * height)
    const picture = document.context.register(document.context.stream(noise, { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, ColorSpace: 'DeviceGray', BitsPerComponent: 8 }))
    page.node.newXObject('Scan', picture)
    page.node.addContentStream(document.context.register(document.context.stream('q 400 0 0 510 90 120 cm /Scan Do Q')))
  }
  return Buffer.from(await document.save({ useObjectStreams: false }))
}

/** Resident memory of a process in MB (Linux). */
export function readResidentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Processor time a process has used, of its own and of the system for it, in milliseconds (Linux counts in hundredths of a second). */
export function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}
