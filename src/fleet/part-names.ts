/*
 * Stages say in one text which parts of a group they move. It can always be read back: no part is called as instances without a
 * name are, and no name looks like two.
 */

/** What instances without a name are called where others of their group are named. */
const unnamed = 'others'
const separator = ', '

/** The names of parts as one text; undefined is that of instances without a name. */
export const partText = (names: readonly (string | undefined)[]): string =>
  [...new Set(names.map((name) => name ?? unnamed))].join(separator)

/** The names of which `partText` made a text. */
export const partNames = (text: string): readonly (string | undefined)[] =>
  text.split(separator).map((name) => (name === unnamed ? undefined : name))

/** Why instances cannot be called so, and what to do; undefined where they can. */
export function nameProblem(name: string): { readonly message: string; readonly help: string } | undefined {
  if (name === unnamed)
    return {
      message: `no instances can have the name "${unnamed}": that is what plans call those without a name`,
      help: 'give them another name, or none',
    }
  if (name.includes(separator))
    return {
      message: `the name "${name}" looks like two: where a stage moves several parts, a comma stands between their names`,
      help: 'write the name without a comma',
    }
  return undefined
}
