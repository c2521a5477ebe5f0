import { code128, drawingSVG } from 'bwip-js/generic'
import { qrSvg } from '../qr-code.ts'
import { type Markup, markup, trustedMarkup } from './markup.ts'

/** A QR code as inline SVG. @param text read back as it is by a phone; throws as `qrSvg` does */
export function qrMarkup(text: string, label: string): Markup {
  return figure('qr', label, qrSvg(text))
}

/**
 * A Code 128 bar of digits only, for the counter's own scanner: such a scanner types like a keyboard, and an input
 * method that composes Vietnamese would change letters but leaves digits alone.
 */
export function barMarkup(digits: string, label: string): Markup {
  if (!/^\d+$/.test(digits)) throw new RangeError('a bar holds digits only')
  const svg = code128({ bcid: 'code128', text: digits, height: 7 }, drawingSVG())
  // Stretching by CSS keeps the proportions of modules only if the drawing says so itself.
  return figure('bar', label, svg.replace('<svg ', '<svg preserveAspectRatio="none" shape-rendering="crispEdges" '))
}

/** The digits of a dossier code, what its bar on the receipt holds: `000.17.22.H56-210531-0001` -> `000172256` `210531` `0001`. */
export function barcodeDigits(dossierCode: string): string {
  return dossierCode.replace(/\D/g, '')
}

function figure(name: 'qr' | 'bar', label: string, svg: string): Markup {
  return markup`<div class="${name}" role="img" aria-label="${label}">${trustedMarkup(svg)}</div>`
}
