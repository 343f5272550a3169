/** One import of a source file, however it is written. */
export interface Import {
  /** As written between the quotes; undefined when it is computed while running. */
  readonly specifier: string | undefined
  /** `import type … from` or `export type … from`: gone when the program runs. */
  readonly typeOnly: boolean
  /** Counted from 1. */
  readonly line: number
}

/**
 * The text with comments, and what stands inside strings and regular expressions, replaced by spaces; quotes and
 * line breaks stay, so every offset stays too. Code inside `${…}` is kept.
 */
export function codeOf(text: string): string {
  const out = text.split('')
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (out[at] !== '\n') out[at] = ' '
  }
  // For each template being read, the depth of braces inside its current `${…}`.
  const templates: number[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]
    const rest = text.slice(at, at + 2)
    if (rest === '//' || (rest === '#!' && at === 0)) {
      const end = endOr(text.indexOf('\n', at), text.length)
      blank(at, end)
      at = end
    } else if (rest === '/*') {
      const close = text.indexOf('*/', at + 2)
      const end = close < 0 ? text.length : close + 2
      blank(at, end)
      at = end
    } else if (char === "'" || char === '"') {
      const end = skipTo(text, at + 1, (each) => each === char || each === '\n')
      blank(at + 1, end)
      at = end + 1
    } else if (char === '`' || (char === '}' && templates.at(-1) === 0)) {
      if (char === '}') templates.pop()
      const end = skipTo(text, at + 1, (each, next) => each === '`' || (each === '$' && next === '{'))
      blank(at + 1, end)
      if (text[end] === '$') templates.push(0)
      at = end + (text[end] === '$' ? 2 : 1)
    } else if (char === '/' && startsRegex(out, at)) {
      let inClass = false
      const end = skipTo(text, at + 1, (each) => {
        if (each === '[') inClass = true
        if (each === ']') inClass = false
        return each === '\n' || (each === '/' && !inClass)
      })
      blank(at + 1, end)
      at = end + 1
    } else {
      if (templates.length > 0 && (char === '{' || char === '}')) {
        templates[templates.length - 1] = (templates.at(-1) ?? 0) + (char === '{' ? 1 : -1)
      }
      at += 1
    }
  }
  return out.join('')
}

// The quote is group 2; these read text that codeOf prepared, so strings hold spaces only.
const importForms = [
  // import a, { b } from '…', import * as a from '…', export { a } from '…', export * from '…'
  /(?<![.\w$])(?:import|export)(?=[\s{*])(\s+type(?=[\s{*]))?\s*(?:[\w$]+\s*,\s*)?(?:\{[^{}]*\}|\*(?:\s*as\s+[\w$]+)?|[\w$]+)\s*from\s*(['"])/dg,
  // import '…'
  /(?<![.\w$])import()\s*(['"])/dg,
  // import('…'); anything but one plain string is computed
  /(?<![.\w$])import()\s*\((?:\s*(['"])\s*\2\s*[,)])?/dg,
]

/** Every import, export … from and import() in the text, in order. Ignores comments and strings. */
export function importsOf(text: string, code = codeOf(text)): Import[] {
  const found: (Import & { at: number })[] = []
  for (const form of importForms) {
    for (const match of code.matchAll(form)) {
      const quote = match.indices?.[2]?.[0]
      found.push({
        specifier: quote === undefined ? undefined : quoted(text, code, quote),
        typeOnly: match[1]?.trim() === 'type',
        line: lineAt(text, match.index),
        at: match.index,
      })
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _, ...each }) => each)
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

function quoted(text: string, code: string, quote: number): string {
  return text.slice(quote + 1, code.indexOf(code.charAt(quote), quote + 1))
}

function skipTo(text: string, from: number, isEnd: (char: string, next: string) => boolean): number {
  let at = from
  while (at < text.length && !isEnd(text[at] ?? '', text[at + 1] ?? '')) at += text[at] === '\\' ? 2 : 1
  return Math.min(at, text.length)
}

const endOr = (found: number, otherwise: number) => (found < 0 ? otherwise : found)

// A slash divides after a value, and opens a regular expression elsewhere.
function startsRegex(code: readonly string[], at: number): boolean {
  let before = at - 1
  while (before >= 0 && /\s/.test(code[before] ?? '')) before -= 1
  if (before < 0 || /[(,=:[!&|?{;+\-*%~^<>]/.test(code[before] ?? '')) return true
  const word = code.slice(Math.max(0, before - 9), before + 1).join('')
  return /(?<![\w$.])(?:return|typeof|case|in|of|await|yield|throw|else|do|void|delete)$/.test(word)
}
