import { describe, expect, it } from 'vitest'
import { made, meshPolicy, openMesh, running } from '../../test/fuzz/mesh.ts'
import { type Policy, type PolicyDocument, readPolicy } from '../policy/index.ts'
import { diffPolicies, diffVerdicts } from './diff.ts'

const documentOf = (text: string): PolicyDocument => {
  const read = readPolicy(text, 'policy.yaml', openMesh)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value.document
}

const before = documentOf(meshPolicy)

/** What an edit of the text changes, in short. */
function changed(from: string, to: string): string[] {
  expect(meshPolicy).toContain(from)
  const { members, reordered, ...parts } = diffPolicies(before, documentOf(meshPolicy.replace(from, to)))
  return [
    ...Object.entries(parts).flatMap(([part, { added, removed, changed }]) => [
      ...added.map((name) => `+ ${part} ${name}`),
      ...removed.map((name) => `- ${part} ${name}`),
      ...changed.map(
        ({ name, members }) => `~ ${part} ${name}: ${members.map(({ member }) => member).join()}`,
      ),
    ]),
    ...members.map(({ member }) => `~ ${member}`),
    ...(reordered ? ['reordered'] : []),
  ]
}

const stepRule = meshPolicy.slice(
  meshPolicy.indexOf('  - id: one-line-per-move'),
  meshPolicy.indexOf('  - id: tested-jumps'),
)
const edgesRule = meshPolicy.slice(
  meshPolicy.indexOf('  - id: tested-jumps'),
  meshPolicy.indexOf('  - id: hubs-first'),
)

describe('an edit is told part by part and member by member', () => {
  it.each([
    ['a comment says nothing', '# An invented platform.', '# Another comment.', []],
    ['a bound', '    behind: 1\n', '    behind: 2\n', ['~ rules hub-skew: behind']],
    ['a default spelt out changes nothing', '    against: every\n', '', []],
    ['a member that is gone', '    enforced: start\n', '', ['~ rules hub-skew: enforced']],
    ['a rule that is gone', stepRule, '', ['- rules one-line-per-move']],
    [
      'a new name is another rule',
      'id: two-hubs',
      'id: some-hubs',
      ['+ rules some-hubs', '- rules two-hubs'],
    ],
    ['two rules that change places', stepRule + edgesRule, edgesRule + stepRule, ['reordered']],
    [
      'a component',
      'title: Mesh chart, scheme: majors',
      'title: Chart, scheme: majors',
      ['~ components chart: title'],
    ],
    ['a scheme', '["0.12", "1.0"]', '["0.13", "1.0"]', ['~ schemes lines: joined']],
    ['a source', 'asOf: "2026-01-01"', 'asOf: "2026-02-01"', ['~ sources guide: asOf']],
    [
      'recipes and releases that are no longer included',
      'include: [catalogue.yaml, recipes.yaml]',
      'include: [recipes.yaml]',
      expect.arrayContaining(['- releases hub 1.3.0', '- releases leaf 1.3.0', '~ catalogue']),
    ],
    [
      'a recipe',
      'include: [catalogue.yaml, recipes.yaml]',
      'include: [catalogue.yaml]',
      ['- recipes containers', '- recipes leaves'],
    ],
    ['the title of the policy', '  title: Mesh\n', '  title: Mash\n', ['~ metadata']],
  ])('%s', (_, from, to, expected) => {
    expect(changed(from, to)).toEqual(expected)
  })
})

const skew = (behind: number, strength = 'required'): Policy =>
  made({
    rules: [{ id: 'skew', kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind, ahead: 0, strength }],
  })

function verdicts(fleet: string, old: Policy, now: Policy): unknown {
  const { scopes, changes } = diffVerdicts(
    { policy: old, summary: running(fleet, old) },
    { policy: now, summary: running(fleet, now) },
    '2026-01-01',
  )
  return [
    scopes,
    ...changes.map(
      ({ scope, before: was, after, isWorse, because }) =>
        `${scope}: ${was} ${isWorse ? '↘' : '↗'} ${after} (${because.map(({ rule }) => rule?.id ?? '-').join()})`,
    ),
  ]
}

const fleet = 'hub@a=1.3.0 leaf@a=1.1.0 hub@b=1.3.0 leaf@b=1.2.0 hub@c=1.3.0 leaf@c=1.0.0'

describe('verdicts that an edit changes are told scope by scope', () => {
  it.each([
    ['no edit', skew(1), skew(1), [3]],
    ['stricter', skew(2), skew(1), [3, 'a: supported ↘ unsupported (skew)']],
    ['laxer', skew(1), skew(2), [3, 'a: unsupported ↗ supported (skew)']],
    [
      'only advice now',
      skew(1, 'required'),
      skew(1, 'informative'),
      [3, 'a: unsupported ↗ unknown (-)', 'b: supported ↘ unknown (-)', 'c: unsupported ↗ unknown (-)'],
    ],
  ] as const)('%s', (_, old, now, expected) => {
    expect(verdicts(fleet, old, now)).toEqual(
      expected.map((line) => (typeof line === 'string' ? expect.stringMatching(pattern(line)) : line)),
    )
  })

  it('a scope that sees another is judged with it', () => {
    expect(verdicts('hub@eu=1.3.0 leaf@eu/north=1.1.0', skew(2), skew(1))).toEqual([
      2,
      'eu/north: supported ↘ unsupported (skew)',
    ])
  })
})

/** The rules in brackets may be any where the line names none. */
const pattern = (line: string): RegExp => new RegExp(`^${line.replace('(-)', '(').replace(/[().]/g, '\\$&')}`)
