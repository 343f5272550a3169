import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/*
 * Wrong input: exit code 2, nothing on the standard output, and on the other one what is wrong, where it
 * stands, and what was probably meant.
 */

interface Wrong {
  readonly title: string
  readonly line: string
  readonly stdin?: string
  readonly says: string
  readonly helps?: string
}

const fleet = 'examples/spire/fleet.yaml'
const frozen = 'examples/spire/fleet-frozen.yaml'
const made = (name: string): string => `test/scenarios/policies/${name}.yaml`

/** A fleet document with these lines for instances; the first of them is line 4. */
const document = (...rows: readonly string[]): string =>
  ['apiVersion: interlock.dev/v1alpha1', 'kind: Fleet', 'instances:', ...rows].join('\n')

const names: readonly Wrong[] = [
  {
    title: 'a component',
    line: 'check --policy spire sever=1.2.3',
    says: 'error: "sever" is no component of spire',
    helps: 'did you mean "server"?',
  },
  {
    title: 'a component in a document',
    line: 'check --policy spire -',
    stdin: document('  - { component: server, version: 1.2.3 }', '  - { component: agnet, version: 1.2.3 }'),
    says: '<stdin>:5:5: error: "agnet" is no component of spire',
    helps: 'did you mean "agent"?',
  },
  {
    title: 'the component of a target',
    line: `plan ${fleet} --to sever=1.3.0`,
    says: 'error: --to sever=1.3.0: "sever" is no component',
    helps: 'did you mean "server"?',
  },
  {
    title: 'the policy of a target',
    line: `plan ${fleet} --to spier/server=1.3.0`,
    says: 'error: --to spier/server=1.3.0: "spier" is no policy in use',
    helps: 'did you mean "spire"?',
  },
  {
    title: 'the component that takes its time',
    line: `plan ${fleet} --to 1.3.0 --takes agnet=90s`,
    says: 'error: --takes agnet=90s: "agnet" is no component',
    helps: 'did you mean "agent"?',
  },
  {
    title: 'the policy of what is watched',
    line: `plan ${fleet} --to 1.3.0 --soak spier/agent=90s`,
    says: 'error: --soak spier/agent=90s: "spier/agent" is no component',
  },
  {
    title: 'the component of a batch',
    line: `plan ${fleet} --to 1.3.0 --batch agnet=4`,
    says: 'error: --batch agnet=4: "agnet" is no component',
    helps: 'did you mean "agent"?',
  },
  {
    title: 'a key of a document',
    line: 'check --policy spire -',
    stdin: document('  - { component: server, version: 1.2.3, cuont: 3 }'),
    says: '<stdin>:4:42: error: "cuont" is not known here',
    helps: 'did you mean "count"?',
  },
  {
    title: 'the kind of a document',
    line: 'check --policy spire -',
    stdin: 'apiVersion: interlock.dev/v1alpha1\nkind: Flet\ninstances: []',
    says: '<stdin>:2:7: error: "kind" is "Flet"',
    helps: 'did you mean "Fleet"?',
  },
  {
    title: 'a policy',
    line: 'check --policy spier server=1.2.3',
    says: 'error: there is no policy "spier", shipped or as a file',
    helps: 'did you mean "spire"?',
  },
  {
    title: 'the policy of a document',
    line: 'check -',
    stdin: `policies: [spier]\n${document('  - { component: server, version: 1.2.3 }')}`,
    says: 'error: there is no policy "spier", shipped or as a file',
    helps: 'did you mean "spire"?',
  },
  {
    title: 'an option',
    line: 'check --polcy spire server=1.2.3',
    says: "error: unknown option '--polcy'",
    helps: 'Did you mean --policy?',
  },
  {
    title: 'a command',
    line: 'chek server=1.2.3',
    says: "error: unknown command 'chek'",
    helps: 'Did you mean check?',
  },
  {
    title: 'a command of policy',
    line: 'policy shwo spire',
    says: "error: unknown command 'shwo'",
    helps: 'Did you mean show?',
  },
  {
    title: 'the rule of a reading',
    line: 'check --policy spire server=1.2.3 --reading agent-skwe=literal',
    says: 'error: "agent-skwe" is no rule with several readings',
    helps: 'did you mean "agent-skew"?',
  },
  {
    title: 'a reading',
    line: 'check --policy spire server=1.2.3 --reading agent-skew=litteral',
    says: 'error: "litteral" is no reading of agent-skew',
    helps: 'literal',
  },
  {
    title: 'a part to thaw',
    line: `plan ${frozen} --to 1.3.0 --thaw egde`,
    says: 'error: --thaw egde: no part of the fleet has this name',
    helps: 'did you mean "edge"?',
  },
  {
    title: 'the rule to show',
    line: 'policy show spire/agent-skwe',
    says: 'error: spire has no rule "agent-skwe"',
    helps: 'did you mean "agent-skew"?',
  },
  {
    title: 'the policy of the rule to show',
    line: 'policy show spier/agent-skew',
    says: 'error: there is no policy "spier',
    helps: 'did you mean "spire',
  },
  {
    title: 'a column of a row',
    line: 'check --policy spire -',
    stdin: '{"component":"server","version":"1.2.3"}\n{"component":"agent","version":"1.2.3","scpoe":"a"}',
    says: '<stdin>:2:40: error: "scpoe" is no column',
    helps: 'did you mean "scope"?',
  },
  {
    title: 'the version of a row',
    line: 'check --policy spire -',
    stdin: '{"component":"server","version":"1.2.3"}\n{"component":"agent","verison":"1.2.3"}',
    says: '<stdin>:2:1: error: "version" is not as expected',
    helps: 'did you mean it by "verison"?',
  },
  {
    title: 'a shell',
    line: 'completion basch',
    says: 'error: there is no completion for "basch"',
    helps: 'bash',
  },
]

const values: readonly Wrong[] = [
  {
    title: 'a text that is no version',
    line: `plan ${fleet} --to newest`,
    says: 'error: --to newest: "newest" is no version',
    helps: 'expected a major number at character 1',
  },
  {
    title: 'the beginning of an aim',
    line: `plan ${fleet} --to latest`,
    says: 'error: --to latest: no aim and no version',
    helps: 'did you mean "latest-supported"?',
  },
  {
    title: 'a line in place of a version',
    line: `plan ${fleet} --to 1.3`,
    says: 'error: --to 1.3: "1.3" is a line, not a version',
    helps: 'its newest release is 1.3.6',
  },
  {
    title: 'a target that was never released',
    line: `plan ${fleet} --to 1.3.9`,
    says: 'error: --to 1.3.9: spire has no such release of server',
    helps: 'the newest release of 1.3 is 1.3.6',
  },
  {
    title: 'a stop that was never released',
    line: `plan ${fleet} --to 1.3.6 --via 1.2.9`,
    says: 'error: --via 1.2.9: spire has no such release of server',
    helps: 'the newest release of 1.2 is 1.2.5',
  },
  {
    title: 'a stop that is not on the way',
    line: `plan ${fleet} --to 1.2.3 --via 1.0.3`,
    says: 'error: --via 1.0.3',
  },
  {
    title: 'a target for a component that is not there',
    line: 'plan --policy spire server=1.1.1 --to agent=1.2.3',
    says: 'error: --to: there is no agent in the fleet',
  },
  {
    title: 'a duration without a unit',
    line: `plan ${fleet} --to 1.3.0 --takes 90`,
    says: 'error: --takes 90: no duration',
    helps: 'expected a duration such as 90s, 10m or 1h30m',
  },
  {
    title: 'a time that no clock shows',
    line: `plan ${fleet} --to 1.3.0 --start 2026-11-24T25:00`,
    says: 'error: --start 2026-11-24T25:00: no time',
    helps: '2026-11-24T09:00+01:00',
  },
  {
    title: 'a limit of none',
    line: `plan ${fleet} --to 1.3.0 --max-parallel 0`,
    says: 'error: --max-parallel 0: no count',
    helps: 'a whole number from 1 on',
  },
  {
    title: 'a canary that is a share',
    line: `plan ${fleet} --to 1.3.0 --canary 10%`,
    says: 'error: --canary 10%: no count',
  },
  {
    title: 'a calendar that is not there',
    line: `plan ${fleet} --to 1.3.0 --calendar nowhere.yaml`,
    says: 'error: --calendar: there is no file nowhere.yaml',
  },
  {
    title: 'another document as a calendar',
    line: `plan ${fleet} --to 1.3.0 --calendar ${fleet}`,
    says: `${fleet}:6:7: error: this is a Fleet, not a Calendar`,
  },
  {
    title: 'a batch of none',
    line: `plan ${fleet} --to 1.3.0 --batch 0`,
    says: 'error: --batch 0: no batch',
    helps: 'write a count or a percentage: 10, 25%, agent=10',
  },
  {
    title: 'a thirteenth month',
    line: `plan ${fleet} --to 1.3.0 --as-of 2026-13-01`,
    says: 'error: --as-of 2026-13-01: no date',
    helps: 'write YEAR-MONTH-DAY',
  },
  {
    title: 'a day that no February has',
    line: `plan ${fleet} --to 1.3.0 --as-of 2026-02-30`,
    says: 'error: --as-of 2026-02-30: no date',
    helps: 'write YEAR-MONTH-DAY',
  },
  {
    title: 'a mode that is none',
    line: `plan ${fleet} --to 1.3.0 --mode stoped`,
    says: "argument 'stoped' is invalid",
    helps: 'rolling, stopped',
  },
  {
    title: 'a format that is none',
    line: `check ${fleet} --format yaml`,
    says: "argument 'yaml' is invalid",
    helps: 'text, json, markdown',
  },
  {
    title: 'a reading without a rule',
    line: 'check --policy spire server=1.2.3 --reading literal',
    says: 'error: "literal" chooses no reading',
    helps: 'write RULE=READING',
  },
  {
    title: 'a part of a fleet without a version',
    line: 'check --policy spire server=',
    says: 'error: "" in "server=" is no version',
    helps: 'write a version, or ? when it is not known',
  },
  {
    title: 'a version without a component',
    line: 'check --policy spire =1.2.3',
    says: 'error: "=1.2.3" is no part of a fleet',
    helps: 'write COMPONENT=VERSION',
  },
]

const missing: readonly Wrong[] = [
  {
    title: 'the fleet',
    line: 'check --policy spire',
    says: 'error: no fleet was given',
    helps: 'fleet document',
  },
  {
    title: 'the policy',
    line: 'check server=1.2.3',
    says: 'error: no policy was named',
    helps: 'add --policy NAME (shipped: crossplane, dapr,',
  },
  {
    title: 'the target',
    line: `plan ${fleet}`,
    says: 'error: a plan needs a target',
    helps: 'add --to VERSION',
  },
  {
    title: 'the file',
    line: 'check missing.yaml',
    says: 'error: there is no file missing.yaml',
    helps: 'write a file, COMPONENT=VERSION, or - for the standard input',
  },
  { title: 'the file, a folder', line: 'check --policy spire examples', says: 'error: examples is a folder' },
  { title: 'the plan', line: 'verify missing.json', says: 'error: there is no file missing.json' },
  {
    title: 'anything on the standard input',
    line: 'check --policy spire -',
    stdin: '',
    says: '<stdin>:1:1: error',
  },
  { title: 'anything in the plan', line: 'verify -', stdin: '', says: '<stdin>:1:1: error' },
  {
    title: 'everything in the plan',
    line: 'verify -',
    stdin: '{}',
    says: '<stdin>:1:1: error: "apiVersion" is missing',
    helps: 'interlock.dev/v1alpha1',
  },
  {
    title: 'any instance',
    line: 'check --policy spire -',
    stdin: 'apiVersion: interlock.dev/v1alpha1\nkind: Fleet\ninstances: []\n',
    says: 'error',
  },
]

const broken: readonly Wrong[] = [
  {
    title: 'a row that ends too early',
    line: 'check --policy spire -',
    stdin: '{"component":"server","version":"1.2.3"}\n{"component":"agent",',
    says: '<stdin>:2:1: error: this line is no JSON object',
    helps: 'write one object a line',
  },
  {
    title: 'JSON that is none',
    line: 'check --policy spire -',
    stdin: '{\n  "items": [,]\n}',
    says: '<stdin>:2:13: error: this is no JSON',
  },
  {
    title: 'JSON that no recipe knows',
    line: 'check --policy spire -',
    stdin: '{ "pods": [] }',
    says: '<stdin>:1:1: error: nothing is known that prints JSON like this',
    helps: 'kubectl get pods -A -o json',
  },
  {
    title: 'pods of other programs only',
    line: 'check --policy spire -',
    stdin: JSON.stringify({
      kind: 'List',
      items: [{ kind: 'Pod', spec: { containers: [{ image: 'shop/checkout:2.8.0' }] } }],
    }),
    says: '<stdin>:1:1: error: no instance of the policies in use was recognised',
    helps: 'shop/checkout ×1',
  },
  {
    title: 'YAML that is none',
    line: 'check --policy spire -',
    stdin: 'instances: [',
    says: '<stdin>:1:13: error',
  },
  {
    title: 'an unclear owner of a component',
    line: `check --policy ${made('majors')} --policy ${made('ladder')} hub=1.1.0`,
    says: 'error: several policies have a component "hub"',
    helps: 'write majors/hub or ladder/hub',
  },
  {
    title: 'a target for several policies at once',
    line: `plan --policy spire --policy ${made('vault')} server=1.1.1 vault=1.0.0 --to 1.1.0`,
    says: 'error: --to 1.1.0: several policies are in use',
    helps: 'write COMPONENT=VERSION or POLICY/COMPONENT=VERSION',
  },
]

const all = [
  ['misspelt', names],
  ['not as expected', values],
  ['missing', missing],
  ['broken or unclear', broken],
] as const

describe.each(all)('%s', (_, table) => {
  it.each(table)('$title: $line', ({ line, stdin, says, helps }) => {
    const { code, out, err } = interlock(words(line), stdin === undefined ? {} : { stdin })
    expect(err).toContain(says)
    expect(err).toContain(helps ?? '')
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})

describe('what is accepted all the same', () => {
  it('a target that was never released, when that is wished', () => {
    const line = `plan ${fleet} --to 1.3.9 --allow-unreleased`
    expect(interlock(words(line)).code).toBe(0)
  })

  it('a version that is none, of an instance: nothing is known of it', () => {
    const { code, out } = interlock(words('check --policy spire server=1.2.3 agent=latest'))
    expect(code).toBe(3)
    expect(out).toContain('agent latest')
  })

  it('a policy that is named twice: it judges once', () => {
    const once = interlock(words('check --policy spire server=1.2.3 agent=1.3.0'))
    const twice = interlock(
      words('check --policy spire --policy spire server=1.2.3 agent=1.3.0 --format json'),
    )
    const { rules, findings } = JSON.parse(twice.out) as { rules: number; findings: readonly unknown[] }
    expect(twice.code).toBe(once.code)
    expect({ rules, findings: findings.length }).toEqual({ rules: 5, findings: 1 })
  })
})
