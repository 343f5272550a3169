import { describe, expect, it } from 'vitest'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { judgeMarkExample, judgeSettingExample } from './configuration.ts'
import { testExamples } from './examples.ts'
import { lint } from './lint.ts'

/** A mill that chooses its stones, and logs sieves that will go; `more` is what rules say beside the least. */
const policyOf = (more: Readonly<Record<string, string>> = {}): Policy => {
  const rule = (id: string, strength: string) =>
    `      - { id: ${id}, strength: ${strength}, says: so, source: { in: book }, because: so${more[id] ?? ''} }`
  const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: {}
rules: []
settings:
  - id: stones
    rules:
${rule('no-pin', 'recommended')}
${rule('no-sand', 'required')}
${rule('told', 'informative')}
    variables: [env]
    documents:
      - { id: values, match: [{ mill.key: "*" }] }
      - { id: environment, format: environment }
    settings:
      - { in: [values], at: stone.image, rule: no-pin }
      - { in: [values], at: stone.kind, is: ["sand*"], rule: no-sand }
      - { in: [values], at: stone.mirror, rule: told }
      - { in: [environment], at: MILL_STONE, rule: no-pin }
logs:
  - id: warnings
    rules:
${rule('sieve-logged', 'recommended')}
${rule('wheel-logged', 'required')}
    marks:
      - { match: { alert: "true", kind: sieve }, subject: [msg], rule: sieve-logged }
      - { match: { alert: "true", kind: wheel }, subject: [msg], rule: wheel-logged }
`
  const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

const ofSetting = (id: string, text: string): string => {
  const [settings] = policyOf().settings
  const rule = settings?.rules.get(id)
  if (settings === undefined || rule === undefined) throw new Error(`no rule ${id}`)
  const found = judgeSettingExample(rule, settings, text)
  return found.ok ? found.value : `cannot be read: ${found.problem}`
}

const ofMark = (id: string, text: string): string => {
  const [logs] = policyOf().logs
  const rule = logs?.rules.get(id)
  if (logs === undefined || rule === undefined) throw new Error(`no rule ${id}`)
  const found = judgeMarkExample(rule, logs, text)
  return found.ok ? found.value : `cannot be read: ${found.problem}`
}

describe('an example of settings is judged by its rule alone, as bad as that is strong', () => {
  it.each([
    ['no-pin', 'stone.image=flint in values', 'warned of'],
    ['no-pin', 'stone.image= in values', 'holds'],
    ['no-pin', 'stone.image.tag=1 in values', 'holds'],
    ['no-pin', 'stone.kind=sandstone in values', 'holds'],
    ['no-sand', 'stone.kind=sandstone stone.image=flint in values', 'broken'],
    ['no-sand', 'stone.kind=flint in values', 'holds'],
    ['told', 'stone.mirror=there in values', 'warned of'],
    // By its shape.
    ['no-pin', 'mill.key=x stone.image=flint', 'warned of'],
    ['no-pin', 'mill.env.MILL_STONE=flint', 'warned of'],
    ['no-pin', 'MILL_STONE=flint in environment', 'warned of'],
    ['no-pin', 'MILL_WHEEL=flint in environment', 'holds'],
    ['no-pin', 'MILL_STONE=flint in values', 'holds'],
  ])('%s: %s', (rule, text, expected) => {
    expect(ofSetting(rule, text)).toBe(expected)
  })

  it.each([
    ['stone.image=flint in vlues', 'no kind of document of these settings: did you mean "values"?'],
    ['stone.image=flint', 'no document that these settings know: add in KIND'],
    ['stone.image in values', '"stone.image" is no member'],
    ['in values', 'is no member'],
    ['', 'is no member'],
  ])('%j cannot be read', (text, problem) => {
    expect(ofSetting('no-pin', text)).toContain(problem)
  })
})

describe('an example of marks is a line of a log', () => {
  it.each([
    ['sieve-logged', 'alert=true kind=sieve', 'warned of'],
    ['sieve-logged', '12:04 pod-1 level=warning msg="a sieve goes" alert=true kind=sieve', 'warned of'],
    ['sieve-logged', '{"alert":true,"kind":"sieve"}', 'warned of'],
    ['sieve-logged', 'alert=true kind=wheel', 'holds'],
    ['sieve-logged', 'alert=false kind=sieve', 'holds'],
    ['sieve-logged', 'the wheel turns', 'holds'],
    ['wheel-logged', 'alert=true kind=wheel', 'broken'],
  ])('%s: %s', (rule, text, expected) => {
    expect(ofMark(rule, text)).toBe(expected)
  })
})

it('runs them with all others, and tells what is wrong where the rule stands', () => {
  const policy = policyOf({
    'no-pin': ', examples: { holds: [stone.image=a in values], warns: [stone.image=a in values] }',
    'wheel-logged': ', examples: { holds: [the wheel turns], fails: [alert=true kind=wheel] }',
  })
  const results = testExamples(policy)
  expect(results.map(({ rule, expected, found }) => [rule.name, expected, found])).toEqual([
    ['mill/no-pin', 'holds', 'warned of'],
    ['mill/no-pin', 'warned of', 'warned of'],
    ['mill/wheel-logged', 'holds', 'holds'],
    ['mill/wheel-logged', 'broken', 'broken'],
  ])
  expect(results[0]?.rule.place?.line).toBeGreaterThan(1)
})

it('lint asks for both sides of every rule', () => {
  const policy = policyOf({
    'no-pin': ', examples: { holds: [stone.image= in values] }',
    'no-sand': ', examples: { holds: [stone.kind=a in values], fails: [stone.kind=sand in values] }',
    told: ', examples: { warns: [stone.mirror=a in values] }',
    'sieve-logged': ', examples: { holds: [the wheel turns], warns: [alert=true kind=sieve] }',
  })
  expect(
    lint(policy).flatMap(({ rule, message }) => (rule === undefined ? [] : [`${rule}: ${message}`])),
  ).toEqual([
    'mill/no-pin: no example shows when it is broken',
    'mill/told: no example shows when it holds',
    'mill/wheel-logged: no example shows when it holds',
    'mill/wheel-logged: no example shows when it is broken',
  ])
})
