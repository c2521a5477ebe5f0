import { toNfc } from '../../../electron/domain/text.ts'

/**
 * A name as it stands on papers. Only one typed wholly in small or wholly in capital letters is changed: in any other the officer's own capitals speak (a "thị" left small, a name with a particle).
 */
export function capitaliseName(typed: string): string {
  const name = toNfc(typed)
  const isPlain = name === name.toLocaleLowerCase('vi') || name === name.toLocaleUpperCase('vi')
  return isPlain ? name.toLocaleLowerCase('vi').replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase('vi')) : name
}

/**
 * At blur, once for each name: what she types back afterwards stays.
 * @returns the name to show for what was typed
 */
export function createNameOffer(): (typed: string) => string {
  let offered = ''
  return (typed) => {
    const name = toNfc(typed)
    const key = name.toLocaleLowerCase('vi')
    if (key === offered) return name
    const made = capitaliseName(name)
    if (made !== name) offered = key
    return made
  }
}
