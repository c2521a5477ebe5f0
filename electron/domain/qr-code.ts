import { encode } from 'uqr'

/**
 * A QR code (ISO/IEC 18004, error correction M) as an SVG drawing of one unit a module, without a quiet zone: whoever shows it leaves the white around it.
 * @throws RangeError when the text is longer than a QR code holds (2,331 bytes of UTF-8)
 */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${data.map(drawRow).join('')}"/></svg>`
}

/** The dark modules of a row, neighbours as one rectangle: adjacent shapes could show a hair of white between them. */
function drawRow(row: readonly boolean[], y: number): string {
  let path = ''
  for (let from = 0; from < row.length; from++) {
    if (!row[from]) continue
    let to = from + 1
    while (row[to]) to++
    path += `M${from} ${y}h${to - from}v1h${from - to}z`
    from = to
  }
  return path
}
