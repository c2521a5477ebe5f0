import { code128, drawingSVG, qrcode } from 'bwip-js/generic'
import { type Markup, markup, trustedMarkup } from './markup.ts'

/**
 * A QR code as inline SVG, error correction M, without a quiet zone: the page leaves the white around it.
 * @param text read back as it is by a phone; throws when longer than a QR code holds (about 2,300 bytes)
 */
export function qrMarkup(text: string, label: string): Markup {
  return figure('qr', label, qrcode({ bcid: 'qrcode', text }, drawingSVG()))
}

/**
 * A Code 128 bar of digits only, for the counter's own scanner: such a scanner types like a keyboard, and an input
 * method that composes Vietnamese would change letters but leaves digits alone.
 */
export function barMarkup(digits: string, label: string): Markup {
  if (!/^\d+$/.test(digits)) throw new RangeError('a bar holds digits only')
  return figure('bar', label, code128({ bcid: 'code128', text: digits, height: 7 }, drawingSVG()))
}

/** The digits of a dossier code, what its bar on the receipt holds: `000.17.22.H56-210531-0001` -> `000172256` `210531` `0001`. */
export function barcodeDigits(dossierCode: string): string {
  return dossierCode.replace(/\D/g, '')
}

function figure(name: 'qr' | 'bar', label: string, svg: string): Markup {
  // Stretching by CSS keeps the proportions of modules only if the drawing says so itself.
  const sized = svg.replace('<svg ', '<svg preserveAspectRatio="none" shape-rendering="crispEdges" ')
  return markup`<div class="${name}" role="img" aria-label="${label}">${trustedMarkup(sized)}</div>`
}
