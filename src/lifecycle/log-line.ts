/** Colours of terminals, which programs also write into files. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a colour begins.
const colours = /\u001b\[[0-9;]*m/g

const field = /([A-Za-z_][\w.-]*)=(?:"((?:\\.|[^"\\])*)"|([^\s"]*))/g

/**
 * The fields of a line of a log: of the JSON object that it holds, or written as `name=value` and `name="some value"`.
 * What stands before them, such as the name of a pod, does not matter.
 */
export function fieldsOf(line: string): ReadonlyMap<string, string> {
  const start = line.indexOf('{')
  if (start >= 0 && line.trimEnd().endsWith('}')) {
    const object = objectOf(line.slice(start))
    if (object !== undefined) return object
  }
  const fields = new Map<string, string>()
  for (const [, name = '', quoted, plain] of line.replace(colours, '').matchAll(field)) {
    if (!fields.has(name)) fields.set(name, quoted === undefined ? (plain ?? '') : unescaped(quoted))
  }
  return fields
}

function objectOf(text: string): ReadonlyMap<string, string> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // A brace in a line is no promise of JSON.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  return new Map(
    Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === 'object' ? [] : [[name, String(inner)] as const],
    ),
  )
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter))
