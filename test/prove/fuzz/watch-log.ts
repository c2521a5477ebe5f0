/**
 * A bug in the background of a core is only in its log. @returns throws with what was noted since the last time: it is told once, with the input after which it was seen.
 * @param expected is no bug
 */
export function watchLog(core: { readonly log: readonly string[] }, expected?: RegExp): () => void {
  let told = 0
  return () => {
    const fresh = core.log.slice(told)
    told += fresh.length
    const bugs = fresh.filter((line) => !expected?.test(line))
    if (bugs.length > 0) throw new Error(`the shipped core noted ${bugs.join(' ')}`)
  }
}
