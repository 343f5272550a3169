import { describe, expect, it } from 'vitest'
import { buildPolicy, type LedgerRule, type Policy, readPolicy } from '../policy/index.ts'
import { testExamples } from './examples.ts'
import { judgeLedgerExample } from './ledger.ts'
import { lint } from './lint.ts'

/** A mill that loads sieves: `examples` are those of the rule about how they leave. */
const policyOf = (examples = ''): Policy => {
  const rule = (id: string, more = '') =>
    `      - { id: ${id}, says: so, source: { in: book }, because: so${more} }`
  const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules: []
lifecycle:
  - id: sieves
    host: wheel
    modes: { water: by the river, wind: on the hill }
    statuses: [young, ripe]
    images: { small: { registers: [ripe], rule: small-wheel } }
    rules:
${['api', 'known', 'whole', 'small-wheel'].map((id) => rule(id)).join('\n')}
${rule('leave', examples)}
    manifests:
      - match: { kind: Sieve }
        api: { group: mill.example, accepts: [mill.example/v1], rule: api }
        subject: spec.type
        version: spec.version
        fields:
          - { at: spec.version, rule: whole, missing: { wind: warning }, default: v1 }
    registry: known
    retire: { rule: leave, announce: { lines: 2 }, exempt: [young] }
    covers: { from: 1.0.0, to: 1.9.0 }
    ledger:
      - { subject: fine, version: v1, deprecated: 1.2.0, removed: 1.4.0, status: ripe }
      - { subject: coarse, version: v1, deprecated: 1.2.0, removed: 1.3.0, status: ripe }
      - { subject: odd, version: v1, removed: 1.3.0 }
      - { subject: soft, version: v1, status: young }
      - { subject: two words, deprecated: 1.2.0, removed: 1.3.0 }
`
  const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

const judged = (id: string, text: string): string => {
  const policy = policyOf()
  const [lifecycle] = policy.lifecycles
  const rule = lifecycle?.rules.get(id)
  if (lifecycle === undefined || rule === undefined) throw new Error(`no rule ${id}`)
  const found = judgeLedgerExample(rule as LedgerRule, lifecycle, policy, text)
  return found.ok ? found.value : `cannot be read: ${found.problem}`
}

const sieve = 'kind=Sieve apiVersion=mill.example/v1'

describe('an example of a ledger is judged by its rule alone', () => {
  it.each([
    ['leave', 'fine v1 at 1.1.0', 'holds'],
    ['leave', 'fine v1 at 1.3.0', 'warned of'],
    ['leave', 'fine v1 at 1.4.0', 'broken'],
    ['leave', 'fine at 1.4.0', 'broken'],
    ['known', 'fine v1 at 1.4.0', 'holds'],
    ['known', 'fine v2 at 1.1.0', 'broken'],
    ['known', 'mine v1 at 1.1.0', 'unknown'],
    ['known', 'fine v1 at 2.0.0', 'holds'],
    ['known', 'soft v1 at 2.0.0', 'unknown'],
    ['leave', 'two words at 1.3.0', 'broken'],
    ['leave', 'fine v1', 'holds'],
    ['leave', 'coarse v1', 'broken'],
    ['leave', 'odd v1', 'warned of'],
    ['leave', 'two words', 'warned of'],
    ['small-wheel', 'soft v1 at 1.1.0 with small', 'broken'],
    ['small-wheel', 'soft v1 at 1.1.0', 'holds'],
    ['small-wheel', 'odd v1 at 1.1.0 with small', 'unknown'],
    ['api', `${sieve} spec.type=soft spec.version=v1 at 1.1.0`, 'holds'],
    ['api', 'kind=Sieve apiVersion=mill.example/v2 spec.type=soft spec.version=v1 at 1.1.0', 'broken'],
    ['whole', `${sieve} spec.type=soft at 1.1.0`, 'broken'],
    ['whole', `${sieve} spec.type=soft at 1.1.0 in wind`, 'warned of'],
    ['leave', `${sieve} spec.type=fine spec.version=v1 at 1.4.0`, 'broken'],
    ['api', `${sieve} __proto__.kind=Sieve spec.type=soft spec.version=v1 at 1.1.0`, 'holds'],
  ])('%s: %s', (rule, text, expected) => {
    expect(judged(rule, text)).toBe(expected)
  })

  it.each([
    ['', 'begins with what is loaded'],
    ['at 1.1.0', 'begins with what is loaded'],
    ['mine v1', 'no row of the ledger is of mine v1'],
    ['fine v1 at x', '"x" is no version of wheel'],
    ['fine v1 at 1.1.0 in watr', 'did you mean "water"?'],
    ['fine v1 at 1.1.0 with smal', 'did you mean "small"?'],
    ['kind=Other at 1.1.0', 'no manifest that this ledger knows'],
    [`${sieve} spec.type=soft`, 'add at VERSION'],
    [`${sieve} soft at 1.1.0`, '"soft" is no member'],
  ])('%j cannot be read', (text, problem) => {
    expect(judged('leave', text)).toContain(problem)
  })
})

it('runs them with all others, and tells what is wrong where the rule stands', () => {
  const policy = policyOf(', examples: { holds: [fine v1], warns: [odd v1], fails: [fine v1 at 1.3.0] }')
  expect(testExamples(policy).map(({ text, expected, found }) => [text, expected, found])).toEqual([
    ['fine v1', 'holds', 'holds'],
    ['odd v1', 'warned of', 'warned of'],
    ['fine v1 at 1.3.0', 'broken', 'warned of'],
  ])
  expect(testExamples(policy)[0]?.rule.place?.line).toBeGreaterThan(1)
})

it('lint asks for both sides of every rule', () => {
  const missing = (policy: Policy) =>
    lint(policy).flatMap(({ rule, message }) => (rule === 'mill/leave' ? [message] : []))
  expect(missing(policyOf())).toEqual([
    'no example shows when it holds',
    'no example shows when it is broken',
  ])
  expect(missing(policyOf(', examples: { holds: [fine v1], warns: [odd v1] }'))).toEqual([])
})
