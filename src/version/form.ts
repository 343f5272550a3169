import { fail, ok, type Result } from '../base/index.ts'
import type { ParseProblem } from './scheme.ts'

/** A piece of a form: text that stands as it is, the name of a field, or an optional part. */
export type Piece =
  | { readonly kind: 'literal'; readonly text: string; readonly at: number }
  | { readonly kind: 'field'; readonly name: string; readonly at: number }
  | { readonly kind: 'optional'; readonly pieces: readonly PlainPiece[]; readonly at: number }

export type PlainPiece = Exclude<Piece, { kind: 'optional' }>

/** Reads `v{core}[-{pre}]`: literal text, names in braces, and in brackets what may be missing. */
export function parseForm(text: string): Result<readonly Piece[], ParseProblem> {
  const pieces: Piece[] = []
  let part: { readonly at: number; readonly pieces: PlainPiece[] } | undefined
  let at = 0
  const stop = (expected: string) => fail({ text, at, expected })
  while (at < text.length) {
    const target = part?.pieces ?? pieces
    switch (text[at]) {
      case '[':
        if (part !== undefined) return stop('no bracket inside a bracket')
        part = { at, pieces: [] }
        at++
        break
      case ']':
        if (part === undefined) return stop('"[" before "]"')
        if (part.pieces.length === 0) return stop('something between the brackets')
        pieces.push({ kind: 'optional', ...part })
        part = undefined
        at++
        break
      case '{': {
        const name = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text.slice(at, at + maximumName))?.[1]
        if (name === undefined) return stop('the name of a field in braces, such as {core}')
        target.push({ kind: 'field', name, at })
        at += name.length + 2
        break
      }
      case '}':
        return stop('"{" before "}"')
      default: {
        const start = at
        while (at < text.length && !'[]{}'.includes(text[at] as string)) at++
        target.push({ kind: 'literal', text: text.slice(start, at), at: start })
      }
    }
  }
  if (part !== undefined) return stop('"]"')
  return pieces.length === 0 ? stop('a form such as v{core}') : ok(pieces)
}

/** A name longer than this is none: it keeps the reading of a form linear. */
const maximumName = 64

/** The text that a form gives for fields; a part in brackets is there when all its fields are. */
export function renderForm(pieces: readonly Piece[], fields: ReadonlyMap<string, string>): string {
  return pieces
    .map((piece): string => {
      switch (piece.kind) {
        case 'literal':
          return piece.text
        case 'field':
          return fields.get(piece.name) ?? ''
        case 'optional':
          return fieldsIn(piece.pieces).every(({ name }) => fields.has(name))
            ? renderForm(piece.pieces, fields)
            : ''
      }
    })
    .join('')
}

export const fieldsIn = (pieces: readonly Piece[]): { readonly name: string; readonly at: number }[] =>
  pieces.flatMap((piece) =>
    piece.kind === 'field' ? [piece] : piece.kind === 'optional' ? fieldsIn(piece.pieces) : [],
  )
