import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildPolicy,
  type CatalogueEdits,
  editCatalogue,
  isEditOf,
  readPolicy,
} from '../../src/policy/index.ts'
import { type Published, updateCatalogue } from '../../src/release/index.ts'
import { compareVersions } from '../../src/version/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'

/*
 * Catalogues of any layout, set against tags of any kind: what comes out is a catalogue, has lost nothing that people
 * wrote, stands in order, and is right when it is asked again.
 */

const number = fc.integer({ min: 0, max: 3 })
const versionText = fc
  .tuple(number, number, number, fc.option(fc.constantFrom('-rc.1', '-rc.2', '-beta.1'), { freq: 5 }))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre ?? ''}`)

interface Row {
  readonly version: string
  readonly day: number
  readonly notes: readonly string[]
  readonly style: 'flow' | 'block'
  readonly above: string
  readonly behind: string
}

const notes = fc.subarray([
  'status: recalled',
  'because: "it lost, data"',
  'brings: fixes',
  'documents: { notes: https://x.example/y }',
  `commit: ${'a1'.repeat(20)}`,
  'delivers: { leaf: 1.0.0 }',
])

const row: fc.Arbitrary<Row> = fc.record({
  version: versionText,
  day: fc.integer({ min: 0, max: 20 }),
  notes,
  style: fc.constantFrom('flow', 'flow', 'flow', 'block'),
  above: fc.constantFrom('', '', '', '# of this one', '# of all\n'),
  behind: fc.constantFrom('', '', '', ' # here'),
})

const dayOf = (day: number): string => `2026-01-${String(day + 1).padStart(2, '0')}`

/** How a catalogue is written, whatever is in it. */
const layout = fc.record({
  order: fc.constantFrom('newest', 'newest', 'newest', 'oldest', 'any'),
  isSpaced: fc.boolean(),
  isQuoted: fc.boolean(),
  indent: fc.constantFrom('', '  '),
  newline: fc.constantFrom('\n', '\n', '\r\n'),
  list: fc.constantFrom('block', 'block', 'block', 'flow', 'lines'),
  end: fc.constantFrom('', '    ends: {}\n', '  # the end\n', '\n'),
  isOpen: fc.boolean(),
})

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never

const catalogue = fc.tuple(fc.uniqueArray(row, { selector: ({ version }) => version, maxLength: 12 }), layout)

const parse = (text: string): number[] => text.split(/[.-]/).map((part) => Number(part) || 0)
const compareTexts = (a: string, b: string): number => {
  const [left, right] = [parse(a), parse(b)]
  return (
    (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0) || (left[2] ?? 0) - (right[2] ?? 0)
  )
}

function catalogueText(rows: readonly Row[], how: Layout): string {
  const sorted = [...rows]
  if (how.order !== 'any')
    sorted.sort((a, b) => compareTexts(b.version, a.version) || (a.version < b.version ? -1 : 1))
  if (how.order === 'oldest') sorted.reverse()
  const day = ({ day }: Row): string => (how.isQuoted ? `"${dayOf(day)}"` : dayOf(day))
  const members = (one: Row): string[] => [`version: ${one.version}`, `date: ${day(one)}`, ...one.notes]
  const flows = sorted.map((one) => `{ ${members(one).join(', ')} }`)
  const head = [
    'apiVersion: interlock.dev/v1alpha1',
    'kind: Catalogue',
    'catalogue:',
    '  # What follows is kept.',
    '  - of: [hub]',
    '    tag: v{version}',
  ]
  let list: string
  if (sorted.length === 0) list = '    releases: []\n'
  else if (how.list === 'flow') list = `    releases: [${flows.join(', ')}]\n`
  else if (how.list === 'lines') list = `    releases: [\n      ${flows.join(',\n      ')},\n    ]\n`
  else {
    const blocks = sorted.map((one, i) => {
      const lead = `    ${how.indent}`
      const before = sorted[i - 1]
      const isNewLine = before !== undefined && lineOf(before.version) !== lineOf(one.version)
      const gap = how.isSpaced && isNewLine ? '\n' : ''
      const above = one.above === '' ? '' : `${lead}${one.above}\n`
      const text = one.style === 'flow' ? (flows[i] ?? '') : members(one).join(`\n${lead}  `)
      return `${gap}${above}${lead}- ${text}${one.behind}\n`
    })
    list = `    releases:\n${blocks.join('')}`
  }
  const text = `${head.join('\n')}\n${list}${how.end}`
  return (how.isOpen ? text.replace(/\n$/, '') : text).replaceAll('\n', how.newline)
}

const lineOf = (text: string): string => text.split('.').slice(0, 2).join('.')

const policyText = `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mesh, title: Mesh }
include: [catalogue.yaml]
sources: {}
schemes: { plain: { kind: semver } }
components: { hub: { title: Hub, scheme: plain }, leaf: { title: Leaf, scheme: plain } }
rules: []
`

function read(text: string) {
  const policy = readPolicy(policyText, 'policy.yaml', () => ({
    ok: true,
    value: { text, file: 'catalogue.yaml' },
  }))
  if (!policy.ok) throw new Error(`${JSON.stringify(policy.problem)}\n${text}`)
  const built = buildPolicy(policy.value.document)
  if (!built.ok) throw new Error(`${JSON.stringify(built.problem)}\n${text}`)
  const scheme = built.value.components.get('hub')?.scheme
  const known = built.value.catalogues.get('hub')
  if (scheme === undefined || known === undefined) throw new Error('no catalogue')
  return { document: policy.value.document, scheme, known }
}

const published: fc.Arbitrary<Published[]> = fc.array(
  fc.record(
    {
      name: fc.oneof(
        { weight: 8, arbitrary: versionText.map((text) => `v${text}`) },
        versionText,
        fc.constantFrom('latest', 'v1', 'api/v1.0.0', 'v1.0.0+b', ''),
      ),
      date: fc.integer({ min: 0, max: 20 }).map(dayOf),
      commit: fc.constantFrom('a1'.repeat(20), '0'.repeat(40), '12'.repeat(20), `${'1'.repeat(39)}e`),
    },
    { requiredKeys: ['name'] },
  ),
  { maxLength: 15 },
)

const asked = fc.record({
  isRecording: fc.boolean(),
  hasDays: fc.boolean(),
  isEarlier: fc.boolean(),
  accepted: fc.boolean(),
  asOf: fc.option(fc.constant('2026-05-05'), { nil: undefined }),
})

type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

function update(text: string, tags: readonly Published[], how: Asked) {
  const { document, scheme, known } = read(text)
  const result = updateCatalogue(known, tags, {
    schemes: [scheme],
    template: 'v{version}',
    by: 'tag',
    ...(how.isEarlier && { since: () => true }),
    isRecording: how.isRecording,
    hasDays: how.hasDays,
    accepts: () => how.accepted,
  })
  const edits: CatalogueEdits = {
    added: result.added,
    changed: result.changed,
    ...(how.asOf !== undefined && { asOf: how.asOf }),
  }
  const edited = editCatalogue(text, 'catalogue.yaml', ['catalogue', 0], scheme, edits)
  if (!edited.ok) throw new Error(`${JSON.stringify(edited.problem)}\n${text}`)
  return { result, edits, before: document, after: edited.value, scheme }
}

describe('a catalogue that is brought up to date', () => {
  it(
    'is what it was with the edits made, and right when asked again',
    () => {
      let additions = 0
      fc.assert(
        fc.property(catalogue, published, asked, ([rows, how], tags, options) => {
          const text = catalogueText(rows, how)
          const { result, edits, before, after, scheme } = update(text, tags, options)
          additions += result.added.length
          const { document, known } = read(after)
          expect(isEditOf(before, document, 0, scheme, edits), after).toBe(true)
          const again = update(after, [...tags].reverse(), options)
          expect(again.result.added).toEqual([])
          expect(again.after).toBe(after)
          expect(known.releases.length).toBe(rows.length + result.added.length)
          for (const one of result.added)
            expect(before.catalogue[0]?.releases.map(({ version }) => version)).not.toContain(
              one.version.text,
            )
        }),
        runs(300),
      )
      expect(additions).toBeGreaterThan(300)
    },
    timeoutMilliseconds,
  )

  it(
    'keeps every line that people wrote, in order',
    () => {
      fc.assert(
        fc.property(catalogue, published, asked, ([rows, how], tags, options) => {
          const written = catalogueText(rows, { ...how, list: 'block' })
          // Days and commits of the source would change lines; new lines alone must not.
          const plain = tags.map(({ name }) => ({ name }))
          const { after } = update(written, plain, { ...options, asOf: undefined })
          if (rows.length === 0) return
          const made = after.split(how.newline)
          let at = 0
          for (const line of written.split(how.newline)) {
            if (line.trim() === '') continue
            const found = made.indexOf(line, at)
            expect(found, `${line}\n---\n${after}`).toBeGreaterThanOrEqual(0)
            at = found + 1
          }
        }),
        runs(300),
      )
    },
    timeoutMilliseconds,
  )

  it(
    'stands in the order in which it stood, lines of releases apart where they were',
    () => {
      fc.assert(
        fc.property(catalogue, published, asked, ([rows, how], tags, options) => {
          if (how.order === 'any' || rows.some(({ version }) => version.includes('-'))) return
          const { after, scheme } = update(catalogueText(rows, how), tags, options)
          const versions = read(after).document.catalogue[0]?.releases.flatMap(({ version }) => {
            const parsed = scheme.parse(String(version))
            return parsed.ok ? [parsed.value] : []
          })
          const sorted = [...(versions ?? [])].sort((a, b) => compareVersions(b, a))
          const isRising = how.order === 'oldest' && rows.length > 1
          expect(versions).toEqual(isRising ? sorted.reverse() : sorted)
          const isPlain = rows.every(({ above }) => above === '') && how.list === 'block' && how.isSpaced
          if (!isPlain || rows.length === 0) return
          // Where blank lines set lines apart, they do so between every two, and nowhere else.
          const list = after.replaceAll('\r', '').split('releases:\n')[1] ?? ''
          const blocks = list
            .split(/\n\n(?=\s*- )/)
            .map((block) => [...block.matchAll(/version: "?([\d.]+)/g)])
          const lines = blocks.map((block) => new Set(block.map(([, version = '']) => lineOf(version))))
          expect(
            lines.every((set) => set.size === 1),
            after,
          ).toBe(true)
          expect(new Set(lines.flatMap((set) => [...set])).size, after).toBe(lines.length)
        }),
        runs(300),
      )
    },
    timeoutMilliseconds,
  )
})
