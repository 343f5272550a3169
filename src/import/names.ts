/*
 * Names in policies are lower-case letters, digits and dashes; others name their things as they like.
 */

/** A text as the name of a policy, component or fact: `ClusterSlow DNS` becomes `cluster-slow-dns`. */
export function nameFrom(text: string, otherwise: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (words === '') return otherwise
  return /^[a-z]/.test(words) ? words : `${otherwise}-${words}`
}

/** The name of a file without folders and endings. */
export function nameOfFile(file: string, otherwise: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? ''
  const plain = name.replace(/(?<=.)\.(?:json|ya?ml)$/i, '')
  return plain === '' || plain === 'standard input' ? otherwise : plain
}

/** Gives every name once: a second `slow-dns` is `slow-dns-2`. */
export class Names {
  private readonly taken = new Set<string>()

  unique(name: string): string {
    let free = name
    for (let i = 2; this.taken.has(free); i++) free = `${name}-${i}`
    this.taken.add(free)
    return free
  }
}
