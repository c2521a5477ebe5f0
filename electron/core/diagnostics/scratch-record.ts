import { sha256Hex } from '../../crypto/file-cipher.ts'

/** A record that shows whether it is whole: its number and the number's hash. */
export function formatRecord(record: number): string {
  return `${record} ${sha256Hex(String(record))}\n`
}

/** Numbers of the whole records of a file's text. */
export function readRecords(text: string): number[] {
  return text.split('\n').flatMap((line) => {
    const record = Number(line.split(' ')[0])
    return line !== '' && `${line}\n` === formatRecord(record) ? [record] : []
  })
}
