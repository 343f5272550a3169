import { type Diagnostic, fail, ok, type Place, type Result } from '../base/index.ts'
import type { InterfaceText } from './change.ts'

/*
 * The words of Go's grammar: https://go.dev/ref/spec#Lexical_elements. A grammar of the whole language is large and slow
 * to load; what packages export is declared in a small part of it, which this and go-read.ts know.
 */

export interface GoToken {
  readonly kind: 'name' | 'text' | 'number' | 'mark' | 'end'
  readonly text: string
  readonly at: number
  /** What the comment right above says. */
  readonly doc?: string
}

const ending = /^(?:\)|\]|\}|\+\+|--)$/
const nonEnding = new Set([
  ...['package', 'import', 'func', 'type', 'var', 'const', 'struct', 'interface', 'map', 'chan', 'if'],
  ...['else', 'for', 'range', 'switch', 'case', 'default', 'select', 'go', 'defer', 'goto'],
])

const pieces =
  /(?<space>[ \t\r]+)|(?<line>\n)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<raw>`[^`]*`)|(?<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<name>[\p{L}_][\p{L}\p{Nd}_]*)|(?<number>\.?\p{Nd}(?:[\p{L}\p{Nd}_.]|(?<=[eEpP])[+-])*)|(?<mark>\.\.\.|<-|:=|\+\+|--|&\^=?|<<=?|>>=?|&&|\|\||[-+*/%&|^=!<>]=|[-+*/%&|^=!<>()[\]{},;.:~])/uy

/** Splits a file into words, with the semicolons that the language puts at the ends of lines. */
export function tokensOf({ file, text }: InterfaceText): Result<readonly GoToken[], readonly Diagnostic[]> {
  const tokens: GoToken[] = []
  let doc: string[] = []
  let wasBlank = true
  const breakLine = (at: number): void => {
    const last = tokens.at(-1)
    if (last === undefined) return
    const ends =
      last.kind === 'text' ||
      last.kind === 'number' ||
      (last.kind === 'name' && !nonEnding.has(last.text)) ||
      (last.kind === 'mark' && ending.test(last.text))
    if (ends) tokens.push({ kind: 'mark', text: ';', at })
  }
  pieces.lastIndex = 0
  while (pieces.lastIndex < text.length) {
    const at = pieces.lastIndex
    const groups = pieces.exec(text)?.groups
    if (groups === undefined)
      return fail([{ place: placeOf(text, file, at), message: 'this is no Go from here on' }])
    if (groups.space !== undefined) continue
    if (groups.line !== undefined) {
      breakLine(at)
      if (wasBlank) doc = []
      wasBlank = true
      continue
    }
    if (groups.comment !== undefined) {
      const { comment } = groups
      // A comment at the end of a line is about that line, not about the next.
      if (wasBlank) doc.push(comment.replace(/^\/\/ ?|^\/\*+\s?|\s?\*\/$/g, ''))
      if (comment.includes('\n')) breakLine(at)
      wasBlank = false
      continue
    }
    wasBlank = false
    const kind =
      groups.name !== undefined
        ? 'name'
        : groups.number !== undefined
          ? 'number'
          : groups.mark !== undefined
            ? 'mark'
            : 'text'
    tokens.push({
      kind,
      text: text.slice(at, pieces.lastIndex),
      at,
      ...(doc.length > 0 && { doc: doc.join('\n') }),
    })
    doc = []
  }
  breakLine(text.length)
  tokens.push({ kind: 'end', text: '', at: text.length })
  return ok(tokens)
}

export function placeOf(text: string, file: string, at: number): Place {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { file, line, column: at - before.lastIndexOf('\n') }
}
