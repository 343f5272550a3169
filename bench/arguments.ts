import { parseArgs } from 'node:util'
import { nearest } from '../src/base/index.ts'

export type Asked =
  | { readonly kind: 'run'; readonly wanted: readonly string[]; readonly seed: number }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }

/** What is asked for, or what is wrong with the words that ask. Without sections, all of them. */
export function readArguments(words: readonly string[], sections: readonly string[]): Asked {
  const options = {
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options })
    if (values.help) return { kind: 'help' }
    const unknown = positionals.find((name) => !sections.includes(name))
    if (unknown !== undefined) {
      const guess = nearest(unknown, sections)
      const hint = guess === undefined ? '' : `; did you mean "${guess}"?`
      return { kind: 'wrong', message: `there is no section "${unknown}"${hint}` }
    }
    if (!/^\d{1,15}$/.test(values.seed))
      return { kind: 'wrong', message: `--seed ${values.seed}: no whole number` }
    return {
      kind: 'run',
      wanted: positionals.length === 0 ? sections : positionals,
      seed: Number(values.seed),
    }
  } catch (error) {
    // Its first sentence says which option is not known.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
    return { kind: 'wrong', message }
  }
}
