import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/** `verify` believes nobody: it walks every state again, of plans from anywhere. */

const fleet = 'examples/spire/fleet.yaml'

const planned = (line: string): string => interlock(words(`plan ${line} --format json`)).out

const handWritten = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')

interface Verified {
  readonly stages: number
  readonly states: number
  readonly faults: readonly {
    readonly kind: string
    readonly severity: string
    readonly rule: string | null
    readonly stages: readonly string[]
  }[]
  readonly drift: readonly {
    readonly scope: string
    readonly component: string
    readonly planned: string
    readonly found: string
  }[]
  readonly changedPolicies: readonly string[]
}

function verify(plan: string, options = ''): Verified & { readonly code: number } {
  const { code, out, err } = interlock([...words(`verify - ${options}`), '--format', 'json'], { stdin: plan })
  if (code === 2) throw new Error(err)
  return { code, ...(JSON.parse(out) as Verified) }
}

const rules = ({ faults }: Verified, severity = 'error'): readonly string[] => [
  ...new Set(faults.filter((fault) => fault.severity === severity).map(({ rule, kind }) => rule ?? kind)),
]

describe('plans that were made here', () => {
  it.each([
    `${fleet} --to 1.2.3`,
    `${fleet} --to 1.3.0`,
    `${fleet} --to 1.15.3`,
    `${fleet} --to 1.3.6 --mode stopped`,
    'examples/spire/fleet-frozen.yaml --to 1.2.3',
    'examples/spire/fleet-frozen.yaml --to 1.3.0 --thaw edge',
    '--policy spire server=1.2.3x3 agent=1.2.3x40 --to 1.1.1',
    '--policy spire server=1.2.3x3 agent=1.0.3x40 --to 1.2.3',
    '--policy spire server=1.1.1,1.3.0 agent=1.1.1x4 --to 1.3.0',
    '--policy spire server@prod=1.1.1x3 agent@prod/eu=1.1.1x4 agent@prod/us=1.1.1x4 --to 1.3.6',
    '--policy spire server=1.1.1x3 agent=1.0.3x40 --to 1.2.3 --reading agent-skew=literal',
  ])('hold, by the same walk: plan %s', (line) => {
    const plan = planned(line)
    const { proof } = JSON.parse(plan) as { proof: { states: number } }
    const found = verify(plan)
    expect(found).toMatchObject({ code: 0, states: proof.states, faults: [], drift: [], changedPolicies: [] })
  })

  it('one that nobody vouches for stays one', () => {
    const found = verify(planned('--policy spire server=0.11.3x3 agent=0.11.3x4 --to 1.0.0'))
    expect(found.code).toBe(3)
    expect(rules(found, 'unknown')).toEqual(['spire/server-before-0-12', 'spire/agent-before-0-12'])
  })

  it('nothing to do needs no proof', () => {
    expect(verify(planned('--policy spire server=1.2.3 agent=1.2.3 --to 1.2.3'))).toMatchObject({
      code: 0,
      stages: 0,
    })
  })

  it('that there is no plan is no plan', () => {
    const { code, err } = interlock(['verify', '-'], {
      stdin: planned('examples/spire/fleet-frozen.yaml --to 1.3.0'),
    })
    expect(code).toBe(2)
    expect(err).toContain('no plan')
  })
})

describe('plans that were written by hand', () => {
  it('the shortest one that says everything', () => {
    expect(verify(handWritten('minimal-plan'))).toMatchObject({ code: 0, stages: 2, faults: [] })
  })

  it('agents before servers', () => {
    const found = verify(handWritten('agents-first'))
    expect(found.code).toBe(1)
    expect(rules(found)).toEqual(['spire/agent-not-newer', 'spire/servers-first'])
  })

  it('without a gate: that is only recommended', () => {
    const found = verify(handWritten('no-gate'))
    expect(found.code).toBe(0)
    expect(rules(found)).toEqual([])
    expect(rules(found, 'warning')).toEqual(['spire/verify-servers'])
  })

  it.each<[string, (text: string) => string, string]>([
    ['a stop is left out', (text) => text.replaceAll('"1.2.3"', '"1.3.0"'), 'spire/one-line-per-upgrade'],
    ['both at once', (text) => text.replace('["servers"]', '[]'), 'spire/agent-not-newer'],
    ['stages that wait for each other', waitingForEachOther, 'structure'],
    ['a stage that waits for none', (text) => text.replace('["servers"]', '["server"]'), 'structure'],
    [
      'fewer servers than there are',
      (text) => text.replace('"count": 3,\n      "gate"', '"count": 2,\n      "gate"'),
      'structure',
    ],
    [
      'a version that nobody has',
      (text) => text.replace('"from": ["1.1.1"]', '"from": ["1.1.0"]'),
      'structure',
    ],
    ['two stages of one name', (text) => text.replace('"id": "agents"', '"id": "servers"'), 'structure'],
    [
      'another scope',
      (text) =>
        text.replace(
          '"scope": "prod",\n      "component": "agent"',
          '"scope": "lab",\n      "component": "agent"',
        ),
      'structure',
    ],
  ])('%s', (_, change, rule) => {
    const plan = handWritten('minimal-plan')
    const changed = change(plan)
    expect(changed).not.toBe(plan)
    const found = verify(changed)
    expect(found.code).toBe(1)
    expect(rules(found)).toContain(rule)
  })

  it('one that ends before what it was made for', () => {
    const whole = JSON.parse(planned(`${fleet} --to 1.3.0`)) as { stages: readonly unknown[] }
    expect(verify(JSON.stringify({ ...whole, stages: whole.stages.slice(0, 2) })).code).toBe(1)
  })

  it('frozen agents that are moved', () => {
    const plan = handWritten('minimal-plan').replace('"count": 40 }', '"count": 40, "frozen": true }')
    expect(verify(plan).code).toBe(1)
  })

  it.each<[string, (text: string) => string, string]>([
    [
      'a component',
      (text) => text.replace('"component": "agent",\n      "from"', '"component": "agnet",\n      "from"'),
      'agnet',
    ],
    ['a version', (text) => text.replace('"to": "1.2.3"', '"to": "1.2"'), '"1.2" is no version'],
    ['a policy', (text) => text.replace('"name": "spire"', '"name": "spier"'), 'did you mean "spire"?'],
    ['a count', (text) => text.replace('"count": 40,', '"count": 0,'), 'count'],
  ])('wrong input: %s', (_, change, says) => {
    const { code, err } = interlock(['verify', '-'], { stdin: change(handWritten('minimal-plan')) })
    expect(err).toContain(says)
    expect(code).toBe(2)
  })
})

function waitingForEachOther(text: string): string {
  return text.replace('"gate": {', '"needs": ["agents"],\n      "gate": {')
}

describe('drift', () => {
  const plan = planned(`${fleet} --to 1.3.0`)

  it('there is none while the fleet is as it was', () => {
    expect(verify(plan, `--fleet ${fleet}`)).toMatchObject({ code: 0, drift: [] })
  })

  it('there is none when the same is told otherwise', () => {
    const found = verify(plan, '--fleet server@prod=1.1.1x3 --fleet agent@prod=1.1.1x40')
    expect(found).toMatchObject({ code: 0, drift: [] })
  })

  it.each([
    [
      'a server went up already',
      '--fleet server@prod=1.1.1x2,1.2.5 --fleet agent@prod=1.1.1x40',
      { component: 'server', planned: '1.1.1 ×3', found: '1.1.1 ×2, 1.2.5 ×1' },
    ],
    [
      'an agent is gone',
      '--fleet server@prod=1.1.1x3 --fleet agent@prod=1.1.1x39',
      { component: 'agent', planned: '1.1.1 ×40', found: '1.1.1 ×39' },
    ],
    [
      'all agents are gone',
      '--fleet server@prod=1.1.1x3',
      { component: 'agent', planned: '1.1.1 ×40', found: 'nothing' },
    ],
    [
      'another cluster has come',
      `--fleet ${fleet} --fleet server@lab=1.1.1`,
      { scope: 'lab', component: 'server', planned: 'nothing', found: '1.1.1 ×1' },
    ],
  ])('%s', (_, options, drift) => {
    expect(verify(plan, options)).toMatchObject({ code: 1, drift: [drift] })
  })

  it('agents that were free to move are frozen now', () => {
    expect(verify(plan, '--fleet examples/spire/fleet-frozen.yaml').code).toBe(1)
  })

  it('a policy that is not the one of the plan any more is told, and the walk decides', () => {
    const other = plan.replace(/("name": "spire",\s+"digest": ")[0-9a-f]+/, '$1abc')
    expect(verify(other)).toMatchObject({ code: 0, changedPolicies: ['spire'] })
  })
})
