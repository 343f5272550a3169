import { parseRange, rangeContains } from '../version/index.ts'
import { nameFrom } from './names.ts'
import { cited, type WrittenRule } from './skeleton.ts'
import { rangeFrom } from './skip-range.ts'
import { type Row, scheme, type TableContext, together } from './table-rows.ts'

type Relation = 'requirements' | 'incompatibilities'

interface Related {
  readonly row: Row
  /** The versions of the other that go with it. */
  readonly to: string
}

/** One rule for each other add-on that rows require or do not go with. */
export function relationRules(rows: readonly Row[], kind: Relation, context: TableContext): WrittenRule[] {
  const found = new Map<string, Related[]>()
  for (const row of rows) {
    for (const [i, { name, version }] of (row.written[kind] ?? []).entries()) {
      const to = kind === 'requirements' ? required(String(version)) : allBut(String(version))
      if (to === undefined) {
        context.tell(
          [...row.path, kind, i, 'version'],
          `"${version}" of ${name} cannot be read: it is left out`,
        )
        continue
      }
      found.set(String(name), [...(found.get(String(name)) ?? []), { row, to }])
    }
  }
  return [...found].map(([title, list]) => ruleOf(title, list, kind, context))
}

function ruleOf(title: string, list: readonly Related[], kind: Relation, context: TableContext): WrittenRule {
  const other = context.other(title)
  const isNeeded = kind === 'requirements'
  return {
    id: nameFrom(`${isNeeded ? 'needs' : 'not-with'} ${title}`, 'needs'),
    kind: 'requires',
    of: context.component,
    to: other,
    says: isNeeded ? `some versions need ${title}` : `some versions do not go with some of ${title}`,
    source: cited(kind),
    because: isNeeded
      ? 'The table names it as a requirement; a version alone is the least one.'
      : 'The table names it as not compatible.',
    rows: list.map(({ row, to }) => ({ of: row.range, to })),
    examples: examplesOf(list, context.component, other),
  }
}

/** What is needed: a range as it is, a version or line alone as the least. */
function required(text: string): string | undefined {
  const least = leastOf(text)
  if (least !== undefined) return `>=${least}`
  const range = rangeFrom(text)
  return range.ok ? range.value.join(' || ') : undefined
}

function leastOf(text: string): string | undefined {
  const plain = text.replace(/^v/, '')
  if (scheme.parse(plain).ok) return plain
  return scheme.parseLine(plain).ok ? `${plain}.0` : undefined
}

/** Every version but this one, or but those of this line. */
function allBut(text: string): string | undefined {
  const plain = text.replace(/^v/, '')
  const [, major, minor] = /^(\d{1,15})\.(\d{1,15})(?:\.x)?$/.exec(plain) ?? []
  if (minor !== undefined) return `<${major}.${minor}.0-0 || >=${major}.${Number(minor) + 1}.0-0`
  if (scheme.parse(plain).ok) return `<${plain} || >${plain}`
  const [, operator = '', version = ''] = /^(<=|>=|<|>)\s*(\S+)$/.exec(plain) ?? []
  const opposite = { '<=': '>', '>=': '<', '<': '>=', '>': '<=' }[operator]
  return opposite === undefined || !scheme.parse(version).ok ? undefined : `${opposite}${version}`
}

/** Versions at the bounds of what is allowed, one inside and one outside, where all rows of a version agree. */
function examplesOf(list: readonly Related[], component: string, other: string) {
  const [first] = list
  if (first === undefined) return { holds: [], fails: [] }
  const mine = list.filter(({ row }) => row === first.row)
  const ranges = mine.flatMap(({ to }) => {
    const range = parseRange(to, scheme)
    return range.ok ? [range.value] : []
  })
  const bounds = mine.flatMap(({ to }) => [...to.matchAll(/\d+\.\d+\.\d+/g)].map(([text]) => text))
  const tried = [...bounds, '0.0.0', '9999.0.0'].flatMap((text) => {
    const version = scheme.parse(text)
    return version.ok ? [version.value] : []
  })
  const example = (wanted: boolean): string[] =>
    tried
      .filter((version) => ranges.every((range) => rangeContains(range, version)) === wanted)
      .slice(0, 1)
      .map((version) => together(component, first.row.version, other, version.text))
  return { holds: example(true), fails: example(false) }
}
