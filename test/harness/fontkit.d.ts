/** The little of fontkit 2 that is used here; the package brings no types. */
declare module 'fontkit' {
  export interface Glyph {
    id: number
    advanceWidth: number
  }
  export interface Subset {
    includeGlyph(glyphId: number): number
    encode(): Uint8Array
  }
  export interface Font {
    postscriptName: string
    unitsPerEm: number
    ascent: number
    descent: number
    capHeight: number
    italicAngle: number
    bbox: { minX: number; minY: number; maxX: number; maxY: number }
    glyphForCodePoint(codePoint: number): Glyph
    createSubset(): Subset
  }
  export function create(bytes: Uint8Array): Font
}
