import { fail, ok, type Result } from '../base/index.ts'

/** One step on the way to a value: to a member, to an item by its number, or to the one item that has a member of some value. */
export type ScalarStep<T = string> =
  | { readonly kind: 'member'; readonly name: T }
  | { readonly kind: 'item'; readonly at: number }
  | { readonly kind: 'where'; readonly name: T; readonly value: T }

/**
 * Reads a path such as `spec.containers[name=server].image`, `items[0].version` or `metadata.labels["app.example/version"]`. Names
 * and values with dots, brackets or spaces stand in quotes.
 */
export function parseScalarPath(text: string): Result<readonly ScalarStep[], string> {
  const steps: ScalarStep[] = []
  let at = 0
  const bare = /[^.[\]"=\s]+/y
  const quoted = /"((?:[^"\\]|\\.)*)"/y
  const word = (): string | undefined => {
    for (const pattern of [quoted, bare]) {
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (found === null) continue
      at += found[0].length
      return found[1] === undefined ? found[0] : found[1].replace(/\\(.)/g, '$1')
    }
    return undefined
  }
  const expected = (what: string) => fail(`${what} is expected at character ${at + 1} of the path`)
  while (at < text.length) {
    if (text[at] === '[') {
      at++
      const isQuoted = text[at] === '"'
      const name = word()
      if (name === undefined) return expected('a number, a name, or name=value')
      if (text[at] === '=') {
        at++
        const value = word()
        if (value === undefined) return expected('a value')
        steps.push({ kind: 'where', name, value })
      } else if (!isQuoted && /^\d{1,9}$/.test(name)) steps.push({ kind: 'item', at: Number(name) })
      else steps.push({ kind: 'member', name })
      if (text[at] !== ']') return expected('"]"')
      at++
    } else {
      if (steps.length > 0 && text[at] !== '.') return expected('"." or "["')
      if (steps.length > 0) at++
      const name = word()
      if (name === undefined) return expected('a name')
      steps.push({ kind: 'member', name })
    }
  }
  return steps.length === 0 ? expected('a name') : ok(steps)
}

/** A path, as it is written. */
export const scalarPathText = (steps: readonly ScalarStep[]): string =>
  steps
    .map((step, i) => {
      switch (step.kind) {
        case 'member':
          return isBare(step.name) ? (i === 0 ? '' : '.') + step.name : `[${JSON.stringify(step.name)}]`
        case 'item':
          return `[${step.at}]`
        case 'where':
          return `[${wordText(step.name)}=${wordText(step.value)}]`
      }
    })
    .join('')

const isBare = (name: string): boolean => /^[^.[\]"=\s]+$/.test(name)

const wordText = (word: string): string => (isBare(word) ? word : JSON.stringify(word))
