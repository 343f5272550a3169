import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'
import { asker, expectRow, type Row } from './rows.ts'

/* What the versioning page of mirrord demands, line by line, asked on the command line. */

const { impossible, supported, unsupported, unknown, planned } = asker('mirrord')

const together: readonly Row[] = [
  supported(
    'M1 four components with versions of their own',
    'cli=3.195.0 operator=3.150.0 license-server=3.131.0',
  ),
  supported('M2 one major, any minors', 'cli=3.250.0 operator=3.131.0'),
  supported('M2 in either direction', 'cli=3.131.0 operator=3.187.0'),
  unsupported('M3 two majors', 'cli=2.12.0 operator=3.131.0', 'mirrord/cli-operator'),
  unsupported(
    'M3 nor License Server and operator',
    'license-server=4.0.0 operator=3.187.0',
    'license-server-operator',
  ),
  supported(
    'M4 the chart is what it delivers',
    'operator-chart=1.57.0 cli=3.195.0',
    'delivers operator 3.150.0',
  ),
  supported(
    'M4 since 3.151.0 the numbers are equal',
    'operator-chart=3.151.0 cli=3.195.0',
    'delivers operator 3.151.0',
  ),
  unsupported(
    'M4 a chart that is told to have delivered another',
    'operator-chart=1.57.0 operator=3.131.0',
    'chart-delivers-operator',
  ),
  unknown('M4 a chart that nobody knows', 'operator-chart=1.57.9 cli=3.195.0'),
  supported('M5 a newer License Server', 'license-server=3.187.0 operator=3.131.0'),
  supported('M6 a newer operator', 'license-server=3.131.0 operator=3.187.0'),
  unknown('M10 an agent beside an operator', 'operator=3.187.0 agent=3.187.0', 'mirrord/agent-of-operator'),
  unknown('M10 of any release', 'operator=3.150.0 agent=3.195.0 cli=3.195.0', 'is not known'),
  unknown(
    'AMB-M-b equal numbers mean nothing',
    'operator=3.131.0 agent=3.131.0 cli=3.131.0',
    'agent-of-operator',
  ),
  unsupported('AMB-M-a outside a major nothing is promised', 'cli=4.0.0 operator=3.187.0', 'cli-operator'),
  unsupported(
    'AMB-M-f a feature needs more than one major',
    'cli=3.195.0 operator=3.131.0 --needs kafka',
    'needs-kafka',
  ),
  supported('AMB-M-f and has it from its minimums on', 'cli=3.232.0 operator=3.195.0 --needs kafka'),
]

const moves: readonly Row[] = [
  planned(
    'M7 one without the other',
    'license-server=3.131.0 operator=3.131.0 --to license-server=3.187.0',
    '1 license-server ×1 3.131.0 → 3.187.0',
  ),
  planned(
    'M11 License Server, gate, operator, CLI',
    'license-server=3.131.0 operator=3.131.0 cli=3.175.0 --to license-server=3.187.0 --to operator=3.187.0 --to cli=3.195.0',
    '1 license-server ×1 3.131.0 → 3.187.0 gate License Server healthy and reachable 2 operator ×1 3.131.0 → 3.187.0 3 cli ×1',
  ),
  impossible(
    'M8 a major of one side is no rolling matter',
    'license-server=3.187.0 operator=3.187.0 --to license-server=4.0.0 --to operator=4.0.0 --allow-unreleased',
    'mirrord/new-major-together',
    '--allow-stopped',
  ),
  planned(
    'M8 allowed, it is one coordinated step, and says so',
    'license-server=3.187.0 operator=3.187.0 cli=3.250.0x20 --to 4.0.0 --allow-unreleased --allow-stopped',
    '1 license-server ×1 3.187.0 → 4.0.0 all stopped, with 2, 3',
    'stages 1, 2, 3: a coordinated step with downtime: license-server, operator, cli stop',
  ),
  planned(
    'M7 minors of both need nothing of the kind',
    'license-server=3.131.0 operator=3.131.0 --to license-server=3.187.0',
    '1 license-server ×1 3.131.0 → 3.187.0',
  ),
  planned(
    'M13 the CLI may stay',
    'license-server=3.131.0 operator=3.131.0 cli=3.175.0 --to license-server=3.187.0 --to operator=3.187.0',
    '2 stages',
  ),
  planned(
    'M18 down within a major, in reverse, which is derived',
    'license-server=3.187.0 operator=3.187.0 --to license-server=3.131.0 --to operator=3.131.0',
    '1 operator ×1 3.187.0 → 3.131.0 2 license-server ×1',
    'mirrord/operator-down-first',
  ),
]

describe.each([
  ['what may run together', together],
  ['how it moves', moves],
] as const)('%s', (_, rows) => {
  it.each(rows)('$line: $ask', expectRow)
})

it('M12 an operator before its License Server is warned of, and no more', () => {
  const stage = (id: string, component: string, needs: readonly string[]) => ({
    id,
    policy: 'mirrord',
    scope: 'default',
    component,
    from: ['3.131.0'],
    to: '3.187.0',
    count: 1,
    needs,
  })
  const plan = {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'PlanResult',
    outcome: 'plan',
    policies: [{ name: 'mirrord' }],
    start: ['license-server', 'operator'].map((component) => ({
      policy: 'mirrord',
      scope: 'default',
      component,
      version: '3.131.0',
      count: 1,
    })),
    stages: [stage('1', 'operator', []), stage('2', 'license-server', ['1'])],
  }
  const { code, out } = interlock(words('verify -'), { stdin: JSON.stringify(plan) })
  expect(code).toBe(0)
  expect(out).toContain('mirrord/license-server-first')
})

describe.each([
  ['M10 the agent that the label of the operator names', '3.195.0', 0, 'supported'],
  ['M10 any other agent', '3.194.0', 3, 'mirrord/agent-of-operator'],
] as const)('%s', (_, agent, code, says) => {
  it(`${agent}: ${says}`, () => {
    const fleet = [
      'apiVersion: interlock.dev/v1alpha1',
      'kind: Fleet',
      'policies: [mirrord]',
      'instances:',
      '  - { component: cli, version: 3.195.0 }',
      '  # What the label metalbear.mirrord.version of its image says.',
      '  - { component: operator, version: 3.150.0, delivers: { agent: 3.195.0 } }',
      `  - { component: agent, version: ${agent}, count: 4 }`,
    ].join('\n')
    const answer = interlock(words('check -'), { stdin: fleet })
    expect(answer.code, answer.out + answer.err).toBe(code)
    expect(answer.out).toContain(says)
  })
})
