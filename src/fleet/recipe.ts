import { valueAt } from '../document/index.ts'
import type { FleetRow } from './fleet.ts'
import { scopePath } from './scope.ts'

/** How the JSON that another program prints is read as rows; policies bring these along. */
export interface Recipe {
  readonly id: string
  readonly title: string
  readonly when: Readonly<Record<string, string | readonly string[]>>
  readonly each: string
  readonly within?: string | undefined
  readonly skip?: Readonly<Record<string, readonly string[]>> | undefined
  readonly component?: string | undefined
  readonly image?: { readonly at: string; readonly names: Readonly<Record<string, string>> } | undefined
  readonly version?: string | undefined
  readonly scope?: string | undefined
  readonly instance?: string | undefined
}

/** What a recipe made of a document: nothing is dropped without being counted. */
export interface Harvest {
  readonly rows: readonly FleetRow[]
  /** Items of other programs, counted by what they were. */
  readonly unrecognised: ReadonlyMap<string, number>
  /** Items that the recipe leaves out (finished ones, for example). */
  readonly skipped: number
}

export function recipeApplies(recipe: Recipe, document: unknown): boolean {
  return Object.entries(recipe.when).every(([path, expected]) => {
    const value = valueAt(document, path.split('.'))
    if (value === undefined) return false
    const allowed = typeof expected === 'string' ? [expected] : expected
    return allowed.some((text) => text === '*' || text === value)
  })
}

/**
 * Reads a document by a recipe. `scope` is where items go for which the recipe names no scope.
 */
export function applyRecipe(recipe: Recipe, document: unknown, scope: string | undefined): Harvest {
  const rows: FleetRow[] = []
  const unrecognised = new Map<string, number>()
  let skipped = 0
  const images = Object.entries(recipe.image?.names ?? {}).map(
    ([pattern, name]) => [wildcard(pattern), name] as const,
  )
  for (const outer of listAt(document, recipe.each)) {
    for (const item of recipe.within === undefined ? [outer] : listAt(outer, recipe.within)) {
      const value = (path: string | undefined): unknown =>
        path === undefined
          ? undefined
          : path.startsWith('$.')
            ? valueAt(outer, path.slice(2).split('.'))
            : valueAt(item, path.split('.'))
      const isSkipped = Object.entries(recipe.skip ?? {}).some(([path, texts]) => isOneOf(value(path), texts))
      if (isSkipped) {
        skipped++
        continue
      }
      const image = recipe.image === undefined ? undefined : parseImage(textOf(value(recipe.image.at)))
      const component = recipe.component ?? images.find(([matches]) => matches(image?.repository ?? ''))?.[1]
      if (component === undefined) {
        const what = image?.repository ?? recipe.each
        unrecognised.set(what, (unrecognised.get(what) ?? 0) + 1)
        continue
      }
      const instance = textOf(value(recipe.instance))
      rows.push({
        scope: scopePath(textOf(value(recipe.scope)) || scope),
        component,
        version: recipe.version === undefined ? (image?.tag ?? '') : textOf(value(recipe.version)).trim(),
        count: 1,
        ...(instance !== '' && { instances: [instance] }),
      })
    }
  }
  return { rows, unrecognised, skipped }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

/** `true`, `false`, `null` and numbers are compared as JSON spells them; what is not there is nothing. */
const isOneOf = (value: unknown, texts: readonly string[]): boolean =>
  value !== undefined && (typeof value !== 'object' || value === null) && texts.includes(String(value))

function listAt(document: unknown, path: string): readonly unknown[] {
  const value = valueAt(document, path.split('.'))
  return Array.isArray(value) ? value : []
}

/** An image reference is REGISTRY/REPOSITORY[:TAG][@DIGEST]; a colon before the last slash is a port. */
function parseImage(image: string): { repository: string; tag: string } {
  const named = image.split('@')[0] ?? ''
  const colon = named.lastIndexOf(':')
  if (colon < 0 || colon < named.lastIndexOf('/')) return { repository: named, tag: '' }
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1) }
}

/** Matches a whole text against a pattern in which `*` is any characters, in linear time for any input. */
function wildcard(pattern: string): (text: string) => boolean {
  const [head = '', ...pieces] = pattern.split('*')
  const tail = pieces.pop()
  return (text) => {
    if (tail === undefined) return text === head
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false
    let at = head.length
    for (const piece of pieces) {
      const found = text.indexOf(piece, at)
      if (found < 0 || found + piece.length > text.length - tail.length) return false
      at = found + piece.length
    }
    return true
  }
}
