/** Whether a file is, by its name, a signature apart from what it signs. */
export function isDetachedName(name: string): boolean {
  return /\.(p7s|sig)$/i.test(name)
}

/**
 * What was dropped or chosen together, as what is checked together: a detached signature with the file whose name it carries, or with the only other file; all others alone. In the order
 * they came.
 */
export function groupFiles<F extends { name: string }>(files: readonly F[]): F[][] {
  const left = [...files]
  const groups: F[][] = []
  for (const signature of files.filter(({ name }) => isDetachedName(name))) {
    const bare = signature.name.replace(/\.(p7s|sig)$/i, '').toLowerCase()
    const others = left.filter(({ name }) => !isDetachedName(name))
    const content = others.find(({ name }) => name.toLowerCase() === bare) ?? others.find(({ name }) => name.replace(/\.[^.]+$/, '').toLowerCase() === bare) ?? (files.length === 2 ? others[0] : undefined)
    groups.push(content ? [signature, content] : [signature])
    for (const taken of [signature, content]) if (taken) left.splice(left.indexOf(taken), 1)
  }
  return [...groups, ...left.map((file) => [file])].sort((a, b) => files.indexOf(a[0]!) - files.indexOf(b[0]!))
}
