/** What is written into a document: a text, one that is to be in quotes, or a mapping of texts. */
export type Writable = string | { readonly quoted: string } | { readonly members: readonly Member[] }

export type Member = readonly [name: string, value: Writable]

/** A text in the quotes that YAML and JSON share. */
export const quotedText = (text: string): string => JSON.stringify(text)

/** A value in one line, as YAML, or as JSON that every reader of JSON reads. */
export function flowText(value: Writable, isJson = false): string {
  if (typeof value === 'string') return isJson || !isPlain(value) ? quotedText(value) : value
  if ('quoted' in value) return quotedText(value.quoted)
  const members = value.members.map(
    ([name, member]) => `${isJson ? quotedText(name) : flowText(name)}: ${flowText(member, isJson)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/**
 * Whether every reader of YAML takes the text for the text that it is, in a list or mapping of one line: not what some
 * take for a number, a truth or nothing. Days are left to the writer, who knows what they stand beside.
 */
const isPlain = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._+/-]*$/.test(text) &&
  !/^(?:true|false|yes|no|on|off|y|n|null|[0-9]+[eE]\+?[0-9]+|0[xob][0-9a-f]+|[0-9_]+|[0-9]*\.[0-9]*(?:[eE][-+]?[0-9]+)?)$/i.test(
    text,
  )
