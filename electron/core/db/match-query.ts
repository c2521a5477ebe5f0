import { foldForSearch } from '../../domain/text.ts'

/**
 * What an officer typed as an FTS5 query: every word must begin a word of the text. Folded as the index is (FTS5 does not fold đ), quoted so that no character
 * is taken for syntax. Undefined when there is no word in it.
 */
export function toMatchQuery(text: string): string | undefined {
  const words = foldForSearch(text).match(/[\p{L}\p{N}]+/gu)
  return words?.map((word) => `"${word}"*`).join(' ')
}
