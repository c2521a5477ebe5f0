import { foldForSearch } from '../../domain/text.ts'

/**
 * What an officer typed as an FTS5 query: every word must begin a word of the text. Folded as the index is (FTS5 does not fold đ), quoted so that no character
 * is taken for syntax. Folded Vietnamese is a-z and digits; of other scripts each letter is asked for alone, because FTS5 cuts some of their words in two
 * where Unicode does not, and an index without positions refuses such a phrase. Undefined when there is no word in it.
 */
export function toMatchQuery(text: string): string | undefined {
  const words = foldForSearch(text).match(/[a-z0-9]+|[\p{L}\p{N}]/gu)
  return words?.map((word) => `"${word}"*`).join(' ')
}
