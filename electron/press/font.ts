import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { PDFHexString, PDFName, PDFRawStream, type PDFContext, type PDFRef } from '@cantoo/pdf-lib'
import type { Font } from 'fontkit'

/** Tinos: free, metric-compatible with Times New Roman, with every precomposed Vietnamese letter. */
const fontFileName = 'Tinos_400Regular.ttf'

/** In every subset, so that one subset serves a whole batch whose texts differ only in the time. */
const commonCharacters = '0123456789-:T+., '

/** A font cut down to the characters of some texts, ready to be put into any number of PDFs. */
export interface FontSubset {
  /** Width in points. */
  measure(text: string, sizePt: number): number
  /** The text as a hex string of the subset's glyphs, with its brackets. */
  encode(text: string): string
  embed(context: PDFContext): PDFRef
}

const subsets = new Map<string, FontSubset>()
let loadedFont: Promise<Font> | undefined

/** Loading fontkit and the font takes a third of a second: start it while the officer types the PIN. */
export function warmFont(): void {
  void loadFont()
}

function loadFont(): Promise<Font> {
  loadedFont ??= import('fontkit').then((fontkit) => fontkit.create(readFileSync(findFontFile())))
  return loadedFont
}

/**
 * QMC_FONTS_FOLDER if set; else `fonts` beside the running bundle (the app), else the npm package above it (development and tests).
 * @throws when the font is nowhere: the installation is broken.
 */
function findFontFile(): string {
  const configured = process.env['QMC_FONTS_FOLDER']
  const candidates = configured ? [join(configured, fontFileName)] : []
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    candidates.push(join(folder, 'fonts', fontFileName), join(folder, 'node_modules/@expo-google-fonts/tinos/400Regular', fontFileName))
    if (dirname(folder) === folder) break
  }
  const found = candidates.find((candidate) => existsSync(candidate))
  if (!found) throw new Error(`${fontFileName} is missing`)
  return found
}

/** The subset that can show these texts, made once for each set of characters. Texts are taken in NFC, where each Vietnamese letter is one glyph. */
export async function getFontSubset(texts: string[]): Promise<FontSubset> {
  const characters = [...new Set(commonCharacters + texts.join('').normalize('NFC'))].sort()
  const key = characters.join('')
  const known = subsets.get(key)
  if (known) return known
  const subset = createSubset(await loadFont(), characters)
  subsets.set(key, subset)
  return subset
}

function createSubset(font: Font, characters: string[]): FontSubset {
  const subset = font.createSubset()
  const scale = 1000 / font.unitsPerEm
  const glyphs = new Map<string, { id: number; width: number }>()
  for (const character of characters) {
    const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0)
    glyphs.set(character, { id: subset.includeGlyph(glyph.id), width: Math.round(glyph.advanceWidth * scale) })
  }
  const fontFile = subset.encode()
  const compressedFont = deflateSync(fontFile)
  const compressedUnicodeMap = deflateSync(buildUnicodeMap(glyphs))
  const baseFont = `${createSubsetTag(characters)}+${font.postscriptName}`
  const byId = [...glyphs.values()].sort((a, b) => a.id - b.id)

  function getGlyph(character: string): { id: number; width: number } {
    return glyphs.get(character) ?? { id: 0, width: 0 }
  }

  return {
    measure: (text, sizePt) => [...text.normalize('NFC')].reduce((sum, one) => sum + getGlyph(one).width, 0) * (sizePt / 1000),
    encode: (text) => `<${[...text.normalize('NFC')].map((one) => toHex4(getGlyph(one).id)).join('')}>`,
    embed: (context) => {
      const fontFileRef = context.register(rawStream(context, compressedFont, { Length1: fontFile.length }))
      const descriptor = context.register(
        context.obj({
          Type: 'FontDescriptor',
          FontName: baseFont,
          // Symbolic (4), since the glyphs have ids of their own, and serif (2).
          Flags: 6,
          FontBBox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map((value) => Math.round(value * scale)),
          ItalicAngle: font.italicAngle,
          Ascent: Math.round(font.ascent * scale),
          Descent: Math.round(font.descent * scale),
          CapHeight: Math.round(font.capHeight * scale),
          StemV: 80,
          FontFile2: fontFileRef
        })
      )
      const descendant = context.register(
        context.obj({
          Type: 'Font',
          Subtype: 'CIDFontType2',
          BaseFont: baseFont,
          CIDSystemInfo: { Registry: PDFHexString.of(hexOf('Adobe')), Ordering: PDFHexString.of(hexOf('Identity')), Supplement: 0 },
          FontDescriptor: descriptor,
          DW: 0,
          W: byId.flatMap(({ id, width }) => [id, [width]]),
          CIDToGIDMap: 'Identity'
        })
      )
      return context.register(
        context.obj({
          Type: 'Font',
          Subtype: 'Type0',
          BaseFont: baseFont,
          Encoding: 'Identity-H',
          DescendantFonts: [descendant],
          ToUnicode: context.register(rawStream(context, compressedUnicodeMap, {}))
        })
      )
    }
  }
}

function rawStream(context: PDFContext, compressed: Uint8Array, entries: Record<string, number>): PDFRawStream {
  return PDFRawStream.of(context.obj({ ...entries, Filter: 'FlateDecode', Length: compressed.length }), compressed)
}

/** Six capital letters that differ for different subsets (ISO 32000-1 §9.6.4). */
function createSubsetTag(characters: string[]): string {
  let hash = 0
  for (const character of characters) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 308_915_776
  return Array.from({ length: 6 }, (_, index) => String.fromCharCode(65 + (Math.floor(hash / 26 ** index) % 26))).join('')
}

/** The CMap by which a reader finds the text behind the glyphs: search, copy, screen readers (ISO 32000-1 §9.10.3). */
function buildUnicodeMap(glyphs: Map<string, { id: number }>): string {
  const lines = [...glyphs].map(([character, { id }]) => `<${toHex4(id)}> <${hexOfUtf16(character)}>`)
  const blocks: string[] = []
  // A block may hold a hundred lines.
  for (let start = 0; start < lines.length; start += 100) {
    const block = lines.slice(start, start + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end'
  ].join('\n')
}

function toHex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

function hexOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex')
}

function hexOfUtf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()
}

/** The name under which a form's resources carry the font. */
export const fontResourceName = PDFName.of('F0')
