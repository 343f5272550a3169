import { describe, expect, it } from 'vitest'
import { buildPolicy, type LedgerRule, type Policy, readPolicy } from '../policy/index.ts'
import { testExamples } from './examples.ts'
import { judgeLedgerExample, ledgersOf } from './ledger.ts'
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
components: { wheel: { title: Wheel, scheme: plain }, crane: { title: Crane, scheme: plain } }
rules: []
lifecycle:
  - id: sieves
    host: wheel
    modes: { water: by the river, wind: on the hill }
    statuses: [young, ripe]
    images: { small: { registers: [ripe], rule: small-wheel } }
    rules: &rules
${['api', 'known', 'whole', 'small-wheel', 'switched', 'foreign'].map((id) => rule(id)).join('\n')}
${rule('leave', examples)}
    manifests:
      - match: { kind: Sieve }
        api: { group: mill.example, accepts: [mill.example/v1], rule: api }
        subject: spec.type
        version: spec.version
        fields:
          - { at: spec.version, rule: whole, missing: { wind: warning }, default: v1 }
      - match: { wheel: "*", sieves: "*" }
        parts:
          - at: sieves.*.*
            subject: "{1} {2}"
            unless: { hung: "false" }
            outside: { has: command, rule: foreign }
            unlisted: error
          - { at: wheel.*, subject: "wheel.{1}", unlisted: accepted }
    registry: known
    switched: switched
    retire: { rule: leave, announce: { lines: 2 }, exempt: [young] }
    covers: { from: 1.0.0, to: 1.9.0 }
    ledger:
      - { subject: fine, version: v1, deprecated: 1.2.0, removed: 1.4.0, status: ripe }
      - { subject: coarse, version: v1, deprecated: 1.2.0, removed: 1.3.0, status: ripe }
      - { subject: odd, version: v1, removed: 1.3.0 }
      - { subject: soft, version: v1, status: young }
      - { subject: two words, deprecated: 1.2.0, removed: 1.3.0 }
      - { subject: windy, version: v1, status: young, modes: [wind] }
      - { subject: Sieve bran }
      - { subject: Sieve late, introduced: 1.3.0 }
      - { subject: wheel.spokes, deprecated: 1.2.0, removed: 1.4.0, status: ripe }
  - id: hooks
    host: crane
    rules: *rules
    manifests:
      - { match: { kind: Hook }, subject: spec.type }
    registry: known
    retire: { rule: leave, announce: { lines: 2 } }
    ledger:
      - { subject: two words, deprecated: 1.2.0, removed: 1.5.0 }
      - { subject: iron, deprecated: 1.2.0, removed: 1.3.0 }
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
const wheel = 'wheel.title=big sieves.Sieve'

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
    ['leave', 'fine v1 at wheel=1.4.0', 'broken'],
    ['switched', 'windy v1 at 1.1.0', 'broken'],
    ['switched', 'windy v1 at 1.1.0 in wind', 'holds'],
    ['switched', `${sieve} spec.type=windy spec.version=v1 at 1.1.0`, 'broken'],
    ['foreign', `${wheel}.bran.mesh=2 at 1.1.0`, 'holds'],
    ['foreign', `${wheel}.bran.command=/opt/bran at 1.1.0`, 'unknown'],
    ['known', `${wheel}.bran.command=/opt/bran at 1.1.0`, 'holds'],
    ['known', `${wheel}.bran.mesh=2 at 1.1.0`, 'holds'],
    ['known', `${wheel}.late.mesh=2 at wheel=1.2.0`, 'broken'],
    ['known', `${wheel}.none.mesh=2 at 1.1.0`, 'broken'],
    ['known', `${wheel}.none.hung=false at 1.1.0`, 'holds'],
    ['leave', `wheel.spokes=9 ${wheel}.bran.mesh=2 at 1.3.0`, 'warned of'],
    ['leave', `wheel.spokes=9 ${wheel}.bran.mesh=2 at 1.4.0`, 'broken'],
    ['leave', 'wheel.spokes', 'holds'],
  ])('%s: %s', (rule, text, expected) => {
    expect(judged(rule, text)).toBe(expected)
  })

  it.each([
    ['', 'begins with what is loaded'],
    ['at 1.1.0', 'begins with what is loaded'],
    ['mine v1', 'no row of the ledger is of mine v1'],
    ['fine v1 at x', '"x" is no version of wheel'],
    ['fine v1 at whel=1.1.0', '"whel" is no host of this ledger: did you mean "wheel"?'],
    ['fine v1 at =1.1.0', '"=1.1.0" is no version of wheel'],
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
  const policy = policyOf(
    ', examples: { holds: [fine v1], warns: [odd v1], fails: [fine v1 at wheel=1.3.0] }',
  )
  expect(testExamples(policy).map(({ text, expected, found }) => [text, expected, found])).toEqual([
    ['fine v1', 'holds', 'holds'],
    ['odd v1', 'warned of', 'warned of'],
    ['fine v1 at wheel=1.3.0', 'broken', 'warned of'],
  ])
  expect(testExamples(policy)[0]?.rule.place?.line).toBeGreaterThan(1)
})

describe('an example that several ledgers share', () => {
  const { lifecycles } = policyOf()
  it.each([
    ['fine v1 at wheel=1.1.0', ['wheel']],
    ['iron at crane=1.1.0', ['crane']],
    ['iron at 1.1.0', ['wheel', 'crane']],
    ['iron', ['crane']],
    ['fine v1', ['wheel']],
    ['two words', ['wheel', 'crane']],
    // Wrong everywhere, so it is told everywhere.
    ['rust', ['wheel', 'crane']],
    ['iron at cran=1.1.0', ['wheel', 'crane']],
  ])('%s is of %j', (text, hosts) => {
    expect(ledgersOf(text, lifecycles).map(({ host }) => host)).toEqual(hosts)
  })

  it('is tried where it belongs, each once', () => {
    const policy = policyOf(', examples: { fails: [iron at crane=1.3.0, iron, fine v1 at wheel=1.4.0] }')
    expect(testExamples(policy).map(({ text, found }) => [text, found])).toEqual([
      ['fine v1 at wheel=1.4.0', 'broken'],
      ['iron at crane=1.3.0', 'broken'],
      ['iron', 'broken'],
    ])
  })

  it('is not passed over where no ledger has it', () => {
    const policy = policyOf(', examples: { holds: [rust at cran=1.3.0] }')
    expect(testExamples(policy).map(({ found }) => found)).toEqual([
      { problem: '"cran" is no host of this ledger' },
      { problem: '"cran" is no host of this ledger: did you mean "crane"?' },
    ])
  })
})

it('lint asks for both sides of every rule, once where ledgers share it', () => {
  const missing = (policy: Policy) =>
    lint(policy).flatMap(({ rule, message }) => (rule === 'mill/leave' ? [message] : []))
  expect(missing(policyOf())).toEqual([
    'no example shows when it holds',
    'no example shows when it is broken',
  ])
  expect(missing(policyOf(', examples: { holds: [fine v1], warns: [odd v1] }'))).toEqual([])
})
