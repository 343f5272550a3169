import { fail, nearest, ok, type Result } from '../base/index.ts'

/*
 * Texts of a document with placeholders in them. What is filled in comes from plans and platforms, which nobody here wrote: it
 * never becomes a second argument, an option, or another folder.
 */

/** What placeholders stand for. `ids` stands alone in an argument and becomes one argument for each. */
export interface Values {
  readonly policy?: string
  readonly scope?: string
  readonly component?: string
  readonly id?: string
  readonly ids?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly key?: string
  /** The one at which a program is started, or runs. */
  readonly version?: string
  readonly vars?: Readonly<Record<string, string>>
}

export type Placeholder = Exclude<keyof Values, 'vars'>

type Piece =
  /** `shown` stands for it in messages, where it is a secret of the environment. */
  | { readonly kind: 'text'; readonly text: string; readonly shown?: string }
  | { readonly kind: 'value'; readonly name: Exclude<Placeholder, 'ids'> }
  | { readonly kind: 'ids' }
  /** Written in the document, of one instance: as good as its text. */
  | { readonly kind: 'vars'; readonly name: string }

export interface Template {
  readonly pieces: readonly Piece[]
  /** As the document has it, for messages: it holds no secret that the environment does. */
  readonly written: string
}

/** Those that stand for one text each, wherever that is. */
export const ofOneText = (placeholders: readonly Placeholder[]): readonly Placeholder[] =>
  placeholders.filter((each) => each !== 'ids')

/** What may be filled in at some place of a document. */
export interface Surroundings {
  readonly placeholders: readonly Placeholder[]
  /** Names in {vars.NAME}; undefined where there are none. */
  readonly vars: readonly string[] | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Fault {
  readonly message: string
  readonly help?: string
}

// Braces that hold no name are nobody's placeholder: `{"a": 1}` is a text. Two of them make a name a text as well.
const form = /\{\{([A-Za-z][\w.-]*)\}\}|\{([A-Za-z][\w.-]*)\}/g

/** Reads a text with placeholders. */
export function parseTemplate(written: string, around: Surroundings): Result<Template, Fault> {
  const pieces: Piece[] = []
  let at = 0
  for (const match of written.matchAll(form)) {
    if (match.index > at) pieces.push({ kind: 'text', text: written.slice(at, match.index) })
    at = match.index + match[0].length
    const [, escaped, name = ''] = match
    const piece =
      escaped === undefined ? pieceOf(name, around) : ok({ kind: 'text', text: `{${escaped}}` } as const)
    if (!piece.ok) return piece
    if (piece.value.kind === 'ids' && written !== '{ids}')
      return fail({
        message: '{ids} stands alone in its argument',
        help: 'it becomes one argument for each id',
      })
    pieces.push(piece.value)
  }
  if (at < written.length) pieces.push({ kind: 'text', text: written.slice(at) })
  if (written.includes('\0')) return fail({ message: 'no text may have a character of number 0' })
  return ok({ pieces, written })
}

function pieceOf(name: string, { placeholders, vars, env }: Surroundings): Result<Piece, Fault> {
  if (name.startsWith('env.')) {
    const variable = name.slice('env.'.length)
    const value = env[variable]
    if (value === undefined) return fail({ message: `the environment has no variable ${variable}` })
    return ok({ kind: 'text', text: value, shown: `{${name}}` })
  }
  if (name.startsWith('vars.') && vars?.includes(name.slice('vars.'.length)) === true)
    return ok({ kind: 'vars', name: name.slice('vars.'.length) })
  const known = placeholders.find((each) => each === name)
  if (known === 'ids') return ok({ kind: 'ids' })
  if (known !== undefined) return ok({ kind: 'value', name: known })
  const names = [...placeholders, ...(vars ?? []).map((each) => `vars.${each}`)]
  const guess = nearest(name, names)
  const all = [...names, 'env.NAME'].map((each) => `{${each}}`).join(', ')
  return fail({
    message: `{${name}} stands for nothing here`,
    help:
      guess === undefined ? `one of: ${all}; {{${name}}} for the text itself` : `did you mean {${guess}}?`,
  })
}

/** A text of the document in which nothing can be filled in. */
export const plainText = (written: string): Template => ({
  pieces: [{ kind: 'text', text: written }],
  written,
})

/** All of a text in which nothing is filled in later; undefined for others. */
export const settledText = ({ pieces }: Template): string | undefined =>
  pieces.every((piece) => piece.kind === 'text') ? pieces.map(({ text }) => text).join('') : undefined

/** Whether a placeholder is in one of the texts. */
export const mentions = (templates: readonly Template[], placeholder: Placeholder): boolean =>
  templates.some(({ pieces }) =>
    pieces.some((piece) =>
      piece.kind === 'value' ? piece.name === placeholder : piece.kind === 'ids' && placeholder === 'ids',
    ),
  )

/** Whether something that is said of one instance is in one of the texts. */
export const mentionsInstance = (templates: readonly Template[]): boolean =>
  mentions(templates, 'id') || templates.some(({ pieces }) => pieces.some(({ kind }) => kind === 'vars'))

/** A text with its placeholders filled in, each as `written` gives it. Throws where a value is missing. */
export function fill(
  template: Template,
  values: Values,
  written: (value: string) => string = String,
): string {
  return template.pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'text':
          return piece.text
        case 'value':
          return written(checked(values[piece.name], piece.name))
        case 'vars':
          return checked(values.vars?.[piece.name], `vars.${piece.name}`)
        case 'ids':
          throw new Error('{ids} stands in a list of arguments')
      }
    })
    .join('')
}

/** The same for messages: what comes from the environment stays as it is written. */
export const fillShown = (template: Template, values: Values): string =>
  fill(
    {
      ...template,
      pieces: template.pieces.map((piece) =>
        piece.kind === 'text' ? { kind: 'text', text: piece.shown ?? piece.text } : piece,
      ),
    },
    values,
  )

function checked(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`there is no {${name}} here`)
  if (value.includes('\0')) throw new Error(`{${name}} has a character of number 0 in it`)
  return value
}

/** A path: what is filled in cannot leave the folder in which it stands. */
export const fillPath = (template: Template, values: Values): string =>
  fill(template, values, (value) => {
    if (/[\\\n\r]/.test(value) || value.split('/').some((step) => ['', '.', '..'].includes(step)))
      throw new Error(`${JSON.stringify(value)} cannot be part of a path`)
    return value
  })

/** An address: what is filled in is one word of it. */
export const fillAddress = (template: Template, values: Values): string =>
  fill(template, values, (value) => {
    // Those are steps, however they are encoded.
    if (value === '.' || value === '..') throw new Error(`"${value}" cannot be part of an address`)
    return encodeURIComponent(value)
  })

/**
 * A program and its arguments. What is filled in at the beginning of an argument and begins with `-` would be read as an option: it
 * is refused, unless `--` stands before it in the document.
 */
export function fillCommand([program, ...rest]: readonly Template[], values: Values): readonly string[] {
  if (program === undefined) throw new Error('there is no program')
  const args = [fillPath(program, values)]
  let isAfterOptions = false
  for (const template of rest) {
    const filled =
      template.pieces[0]?.kind === 'ids'
        ? (values.ids ?? []).map((id) => checked(id, 'ids'))
        : [fill(template, values)]
    if (!isAfterOptions && !beginsWithText(template) && filled.some((each) => each.startsWith('-')))
      // As it is written: some of what is filled in is a secret.
      throw new Error(
        `${template.written} begins with "-" and would be read as an option: the document has to write "--" before it, or --name=${template.written}`,
      )
    if (template.written === '--') isAfterOptions = true
    args.push(...filled)
  }
  return args
}

const beginsWithText = ({ pieces }: Template): boolean => {
  const first = pieces.find((piece) => piece.kind !== 'text' || piece.text !== '')
  return first === undefined || first.kind === 'text' || first.kind === 'vars'
}
