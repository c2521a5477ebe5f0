import { readFileSync, statSync } from 'node:fs'
import type { DocumentFailure, NewFile, WrittenFile } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { buildImagePdf, type SourceImage } from './image-pages.ts'
import { openPdf } from './pdf-structure.ts'
import { sniffFileKind } from './sniff.ts'
import { writeTarget } from './stored-files.ts'

export interface ImportRequest {
  sourcePaths: string[]
  target: NewFile
  limitBytes: number
}

/** An uncompressed scan is many times the size of the PDF it becomes; this much is read at most, to spare the machine's memory. */
const sourceLimitBytes = 200_000_000

/** Stores a paper as a PDF: one PDF byte for byte (it may be signed), or images as a page each. Everything is checked before anything is written. */
export async function importDocument(request: ImportRequest): Promise<Result<WrittenFile, DocumentFailure>> {
  const sources: Buffer[] = []
  let sizeBytes = 0
  for (const path of request.sourcePaths) {
    const source = readSource(path, Math.max(request.limitBytes, sourceLimitBytes) - sizeBytes, request.limitBytes)
    if (!source.ok) return source
    sizeBytes += source.value.length
    sources.push(source.value)
  }
  const document = await toPdf(sources)
  if (!document.ok) return document
  const { bytes, pages } = document.value
  if (bytes.length > request.limitBytes) return err({ kind: 'file-too-large', sizeBytes: bytes.length, limitBytes: request.limitBytes })
  return writeTarget(request.target, bytes, pages)
}

function readSource(path: string, leftBytes: number, limitBytes: number): Result<Buffer, DocumentFailure> {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) return err({ kind: 'file-unsupported', found: 'folder' })
    if (stat.size === 0) return err({ kind: 'file-empty' })
    if (stat.size > leftBytes) return err({ kind: 'file-too-large', sizeBytes: stat.size, limitBytes })
    return ok(readFileSync(path))
  } catch (error) {
    // Gone, its stick pulled out, or held by another program, as scanner software on Windows does (EBUSY, EPERM).
    if ((error as { code?: unknown }).code !== undefined) return err({ kind: 'file-broken', reason: 'missing' })
    throw error
  }
}

async function toPdf(sources: Buffer[]): Promise<Result<{ bytes: Buffer; pages: number }, DocumentFailure>> {
  const [first] = sources
  if (first && sources.length === 1 && sniffFileKind(first) === 'pdf') {
    const opened = await openPdf(first)
    return opened.ok ? ok({ bytes: first, pages: opened.value.pages }) : opened
  }
  const images: SourceImage[] = []
  for (const bytes of sources) {
    const kind = sniffFileKind(bytes)
    // Joining PDFs would rewrite them and void signatures they carry.
    if (kind === 'pdf') return err({ kind: 'file-unsupported', found: 'pdf-among-several' })
    if (kind !== 'jpeg' && kind !== 'png' && kind !== 'tiff') return err({ kind: 'file-unsupported', found: kind })
    images.push({ kind, bytes })
  }
  return buildImagePdf(images)
}
