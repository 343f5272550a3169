import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { buildPolicy, readPolicy } from '../../src/policy/index.ts'
import { judgeMarkExample, judgeSettingExample } from '../../src/vet/configuration.ts'
import { judgeExample } from '../../src/vet/index.ts'
import { judgeLedgerExample } from '../../src/vet/ledger.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, soup } from './mutation.ts'

/* Examples are sentences that people write: whatever they write, they get an answer or a reason. */

const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules:
  - { id: minor, kind: promise, of: [wheel], bump: [minor], brings: fixes, says: so, source: { in: book }, because: so }
  - { id: pause, kind: cadence, of: wheel, unit: line, days: 9, says: so, source: { in: book }, because: so }
lifecycle:
  - id: sieves
    host: wheel
    modes: { water: by the river }
    rules: [{ id: leave, says: so, source: { in: book }, because: so }]
    manifests:
      - { match: { kind: Sieve }, subject: spec.type, version: spec.version }
    registry: leave
    retire: { rule: leave, announce: { lines: 2 } }
    ledger: [{ subject: fine, version: v1, deprecated: 1.2.0, removed: 1.4.0 }]
settings:
  - id: stones
    rules: [{ id: no-pin, says: so, source: { in: book }, because: so }]
    variables: [env]
    documents: [{ id: values, match: [{ mill.key: "*" }] }, { id: environment, format: environment }]
    settings:
      - { in: [values], at: stone.image, rule: no-pin }
      - { in: [environment], at: STONE, rule: no-pin }
logs:
  - id: warnings
    rules: [{ id: logged, strength: recommended, says: so, source: { in: book }, because: so }]
    marks: [{ match: { alert: "true" }, subject: [msg], rule: logged }]
`
const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
const built = read.ok ? buildPolicy(read.value.document) : read
if (!built.ok) throw new Error(JSON.stringify(built.problem))
const policy = built.value

describe('examples', () => {
  const sentence = fc.oneof(
    soup(12),
    mutatedText('fine v1 at 1.4.0 in water with small'),
    mutatedText('fine v1 at wheel=1.4.0 in water'),
    mutatedText('mill.key=x stone.image=flint env.STONE=flint __proto__.stone=1 in values'),
    mutatedText('level=warning msg="a stone" alert=true {"alert":true}'),
    mutatedText('kind=Sieve spec.type=fine spec.version=v1 __proto__.polluted=1 at 1.4.0 in water'),
    mutatedText(
      'wheel=1.0.0 on 2024-01-01 then wheel=1.1.0 on 2024-02-01 brings breaking with notes and guide',
    ),
  )

  fuzz('of ledgers are judged, or it is said why not', 800, sentence, (example) => {
    const [lifecycle] = policy.lifecycles
    const rule = lifecycle?.rules.get('leave')
    if (lifecycle === undefined || rule === undefined) throw new Error('the mill has a ledger')
    const found = judgeLedgerExample(rule, lifecycle, policy, example)
    if (found.ok) expect(['holds', 'warned of', 'broken', 'unknown']).toContain(found.value)
    else expect(found.problem).toMatch(/./)
  })

  fuzz('of releases are judged, or it is said why not', 800, sentence, (example) => {
    for (const rule of policy.rules) {
      const found = judgeExample(rule, policy, example)
      if (found.ok) expect(['holds', 'broken', 'unknown']).toContain(found.value)
      else expect(found.problem).toMatch(/./)
    }
  })

  fuzz('of settings and marks are judged, or it is said why not', 800, sentence, (example) => {
    const [[settings], [logs]] = [policy.settings, policy.logs]
    const [pin, logged] = [settings?.rules.get('no-pin'), logs?.rules.get('logged')]
    if (!settings || !pin || !logs || !logged) throw new Error('the mill has settings and marks')
    const found = judgeSettingExample(pin, settings, example)
    if (found.ok) expect(['holds', 'broken']).toContain(found.value)
    else expect(found.problem).toMatch(/./)
    const marked = judgeMarkExample(logged, logs, example)
    expect(marked).toHaveProperty('value', expect.stringMatching(/^(holds|warned of)$/))
  })
})
