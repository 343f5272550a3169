import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  parse,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { type Diagnostic, fail, nearest, ok, type Place, type Result } from '../base/index.ts'
import { type ScalarStep, scalarPathText } from './scalar-path.ts'
import { placesIn } from './tree.ts'
import { quotedText } from './write.ts'

/** Which value is meant, in a text of one or more documents. */
export interface ScalarWish {
  readonly path: readonly ScalarStep[]
  /** Only documents in which these paths have these values. */
  readonly where: readonly (readonly [path: readonly ScalarStep[], value: string])[]
}

/** A single value that was found in a text. */
export interface FoundScalar {
  /** Without quotes. */
  readonly text: string
  readonly place: Place
  /** The whole text with another value here: no other character is another one. */
  replace(value: string): Result<string, Diagnostic>
}

/** Finds the one value that is meant, in a text of YAML or JSON. What is wrong is told with its place. */
export function findScalar(written: string, file: string, wish: ScalarWish): Result<FoundScalar, Diagnostic> {
  const hasMark = written.startsWith('\uFEFF')
  const text = hasMark ? written.slice(1) : written
  const found = scalarIn(text, file, wish)
  if (!found.ok) return found
  const { node, source, place } = found.value
  return ok({
    text: source,
    place,
    replace(value) {
      const replaced = replaceIn(text, file, wish, node, value)
      if (replaced === undefined)
        return fail({ place, message: `${quotedText(value)} cannot be written here` })
      return ok((hasMark ? '\uFEFF' : '') + replaced)
    },
  })
}

interface Located {
  readonly node: Scalar
  readonly source: string
  readonly place: Place
}

const yaml = { schema: 'core', resolveKnownTags: false, uniqueKeys: false } as const

function scalarIn(text: string, file: string, wish: ScalarWish): Result<Located, Diagnostic> {
  const place = placesIn(text, file)
  const documents = [...new Composer(yaml).compose(new Parser().parse(text))] as Document.Parsed[]
  const [error] = documents.flatMap(({ errors }) => errors)
  if (error !== undefined)
    return fail({ place: place(error.pos[0]), message: error.message.split('\n')[0] ?? 'it cannot be read' })
  const fitting = documents.filter(({ contents }) =>
    wish.where.every(([path, value]) => textOf(walk(contents, path).node) === value),
  )
  if (fitting.length === 0) {
    const wanted = wish.where.map(([path, value]) => `${scalarPathText(path)}: ${value}`).join(', ')
    const message = wanted === '' ? 'the file is empty' : `no document in it has ${wanted}`
    return fail({ place: place(0), message })
  }
  const walked = fitting.map(({ contents }) => walk(contents, wish.path))
  const [first, second] = walked.filter(({ fault }) => fault === undefined)
  if (first === undefined) {
    const furthest = walked.reduce((a, b) => (b.depth > a.depth ? b : a))
    const help = furthest.help === undefined ? {} : { help: furthest.help }
    return fail({ place: place(furthest.offset), message: furthest.fault ?? '', ...help })
  }
  const called = scalarPathText(wish.path)
  if (second !== undefined)
    return fail({
      place: place(second.offset),
      message: `several documents have ${called}`,
      help: 'say which one by "where"',
    })
  const { node, offset } = first
  if (isAlias(node))
    return fail({
      place: place(offset),
      message: `*${node.source} repeats another part: ${called} has no text of its own`,
    })
  const source = textOf(node)
  if (!isScalar(node) || source === undefined)
    return fail({ place: place(offset), message: `${called} is no single value` })
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
    return fail({ place: place(offset), message: `${called} is a block of text: write it in one line` })
  return ok({ node, source, place: place(offset) })
}

/** How far a path leads, and why no further. */
interface Walk {
  readonly node: Node | null
  readonly offset: number
  readonly depth: number
  readonly fault?: string
  readonly help?: string
}

function walk(root: unknown, path: readonly ScalarStep[]): Walk {
  let node = root as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const [depth, step] of path.entries()) {
    const before = scalarPathText(path.slice(0, depth))
    const where = before === '' ? 'the document' : before
    const stop = (fault: string, help?: string): Walk => ({
      node: null,
      offset,
      depth,
      fault,
      ...(help !== undefined && { help }),
    })
    if (isAlias(node)) return stop(`*${node.source} repeats another part: nothing below ${where} is its own`)
    if (step.kind === 'member') {
      if (!isMap(node)) return stop(`${where} is no mapping`)
      const pairs = pairsOf(node, step.name)
      const [pair, another] = pairs
      if (pair === undefined) {
        const names = node.items.flatMap(({ key }) => textOf(key) ?? [])
        const guess = nearest(step.name, names)
        return stop(
          `${where} has no "${step.name}"`,
          guess === undefined ? undefined : `did you mean "${guess}"?`,
        )
      }
      if (another !== undefined) return stop(`${where} has "${step.name}" twice`)
      node = (pair.value ?? null) as Node | null
      offset = node?.range?.[0] ?? (pair.key as Node).range?.[0] ?? offset
    } else {
      if (!isSeq(node)) return stop(`${where} is no list`)
      const items = itemsOf(node, step)
      const called = scalarPathText(path.slice(0, depth + 1))
      if (items.length === 0) return stop(`there is no ${called}`)
      if (items.length > 1) return stop(`there are ${items.length} of ${called}`)
      node = items[0] ?? null
      offset = node?.range?.[0] ?? offset
    }
  }
  return { node, offset, depth: path.length }
}

function itemsOf(list: YAMLSeq, step: Exclude<ScalarStep, { kind: 'member' }>): readonly Node[] {
  const items = list.items as readonly Node[]
  if (step.kind === 'item') return items.slice(step.at, step.at + 1)
  return items.filter((item) => {
    const [pair] = isMap(item) ? pairsOf(item, step.name) : []
    return textOf(pair?.value) === step.value
  })
}

const pairsOf = (map: YAMLMap, name: string): readonly Pair[] =>
  map.items.filter(({ key }) => textOf(key) === name)

/** As it is written, without quotes: `1.10` is no number here. */
const textOf = (node: unknown): string | undefined =>
  isScalar(node) && node.value !== null ? (node.source ?? String(node.value)) : undefined

/** Puts a value for another, in its own quotes where it has some. Undefined where it would be read as something else then. */
function replaceIn(
  text: string,
  file: string,
  wish: ScalarWish,
  { type, range }: Scalar,
  value: string,
): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  if (!range || value === '' || /[\u0000-\u001f\u007f\u0085\u2028\u2029\uFEFF]/.test(value)) return undefined
  const [start, end] = range
  const forms: string[] = []
  if (type === 'QUOTE_SINGLE') forms.push(`'${value.replaceAll("'", "''")}'`)
  if (type === 'PLAIN' && staysText(value, text.slice(start, end))) forms.push(value)
  forms.push(quotedText(value))
  for (const form of forms) {
    const made = text.slice(0, start) + form + text.slice(end)
    // What reads the file next sees this value at this place, or it is not written.
    const again = scalarIn(made, file, wish)
    if (again.ok && again.value.source === value && again.value.node.range?.[1] === start + form.length)
      return made
  }
  return undefined
}

/**
 * Whether a value without quotes is the text that it is, to readers of YAML 1.2 and of 1.1; a whole number, or a day, may stand
 * where another one stood.
 */
function staysText(value: string, before: string): boolean {
  const isText = [{ schema: 'core' }, { version: '1.1' }] as const
  if (isText.every((options) => typeof quietly(value, options) === 'string')) return true
  const alike = [/^(?:0|[1-9]\d*)$/, /^\d{4}-\d{2}-\d{2}$/]
  return alike.some((form) => form.test(value) && form.test(before))
}

function quietly(value: string, options: { readonly schema: 'core' } | { readonly version: '1.1' }): unknown {
  try {
    return parse(value, { ...options, logLevel: 'error' })
  } catch {
    return undefined
  }
}
