import type { PrinterInfo, WebContents } from 'electron'

/** Printers that ask for a file name or send the paper elsewhere: never the default for a silent print. */
const NOT_PAPER = /\b(pdf|xps|onenote|fax)\b/i

/**
 * The printer receipts go to: the configured one, else the system's default, else the only one there is. Undefined when
 * there is none, or when the configured one is not there now: a paper with personal data goes to no other printer unasked.
 */
export async function findReceiptPrinter(contents: WebContents, configuredName?: string): Promise<{ name: string; displayName: string } | undefined> {
  return pickReceiptPrinter(await contents.getPrintersAsync(), configuredName)
}

/** The choice alone, for any list of printers. */
export function pickReceiptPrinter(printers: readonly PrinterInfo[], configuredName?: string): { name: string; displayName: string } | undefined {
  const paper = printers.filter((printer) => !NOT_PAPER.test(`${printer.name} ${printer.displayName} ${printer.description}`))
  const chosen =
    configuredName === undefined
      ? (paper.find(isDefault) ?? (paper.length === 1 ? paper[0] : undefined))
      : printers.find((printer) => printer.name === configuredName)
  return chosen && { name: chosen.name, displayName: chosen.displayName || chosen.name }
}

/** Electron 36 dropped the field; where it is gone an administrator configures the printer unless there is only one. */
function isDefault(printer: PrinterInfo): boolean {
  return 'isDefault' in printer && printer.isDefault === true
}
