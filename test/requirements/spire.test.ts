import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What the guide of SPIRE demands, line by line: every line of the requirements that a version policy can
 * answer today, asked on the command line. The code is what it exits with; the rule is the one that the
 * answer cites, or none where everything is fine.
 */

interface Row {
  /** The line, and what it says of this case. */
  readonly line: string
  readonly ask: string
  readonly code: 0 | 1 | 3
  readonly cites?: string
}

const check = (fleet: string): string => `check --policy spire ${fleet}`
const plan = (rest: string): string => `plan --policy spire ${rest}`

const supported = (line: string, fleet: string): Row => ({ line, ask: check(fleet), code: 0 })
const unsupported = (line: string, fleet: string, rule: string): Row => ({
  line,
  ask: check(fleet),
  code: 1,
  cites: `spire/${rule}`,
})
const unknown = (line: string, fleet: string, rule?: string): Row => ({
  line,
  ask: check(fleet),
  code: 3,
  ...(rule !== undefined && { cites: `spire/${rule}` }),
})

const versions: readonly Row[] = [
  supported('S1 a version is x.y.z', 'server=1.2.3'),
  supported('S1 tags have a leading v', 'server=v1.2.3 agent=v1.2.3'),
  unknown('S1 x.y is none', 'server=1.2'),
  supported('S2 0.12.x goes with 1.0.x', 'server=1.0.4,0.12.0'),
  unsupported('S3 0.11.3 does not go with 1.0.0', 'server=1.0.0,0.11.3', 'server-skew'),
  unsupported('S3 nor as an agent', 'server=1.0.0 agent=0.11.3', 'agent-skew'),
  unknown('S3 what goes together before 0.12 is left open', 'server=0.11.3', 'server-before-0-12'),
]

const servers: readonly Row[] = [
  supported('S4 one line apart', 'server=1.2.3,1.1.0'),
  supported('S4 the patch is ignored', 'server=1.2.0,1.2.5'),
  unsupported('S4 two lines apart', 'server=1.3.0,1.1.5', 'server-skew'),
  supported('S5 newest 1.0.3, another 1.0.0', 'server=1.0.3,1.0.0'),
  supported('S5 newest 1.0.3, another 0.12.3', 'server=1.0.3,0.12.3'),
  unsupported('S5 newest 1.0.3, another 0.11.3', 'server=1.0.3,0.11.3', 'server-skew'),
  supported('S6 newest 1.2.3, another 1.2.0', 'server=1.2.3,1.2.0'),
  supported('S6 newest 1.2.3, another 1.1.0', 'server=1.2.3,1.1.0'),
  supported('S6 newest 1.2.3, another 1.1.5', 'server=1.2.3,1.1.5'),
  unsupported('S6 newest 1.2.3, another 1.0.3', 'server=1.2.3,1.0.3', 'server-skew'),
  supported('S6 1.3.0 beside 1.2.3 is the newest', 'server=1.3.0,1.2.3'),
  unsupported('S6 then 1.1.5 is too old', 'server=1.3.0,1.2.3,1.1.5', 'server-skew'),
]

const agents: readonly Row[] = [
  unsupported(
    'S7 an agent is not newer than the oldest server',
    'server=1.2.3,1.1.1 agent=1.2.0',
    'agent-not-newer',
  ),
  unsupported('S7 by its patch', 'server=1.2.3,1.2.2 agent=1.2.3', 'agent-not-newer'),
  supported('S8 an agent may be one line older', 'server=1.2.3 agent=1.1.0'),
  unsupported('S8 not two', 'server=1.2.3 agent=1.0.4', 'agent-skew'),
  supported('S9 agents of 0.12 go with servers of 1.0', 'server=1.0.3 agent=0.12.0'),
  ...['0.12.0', '0.12.3', '1.0.0', '1.0.2'].map((agent) =>
    supported(`S10 agent ${agent}`, `server=1.0.3,1.0.2 agent=${agent}`),
  ),
  unsupported('S10 agent 1.0.3', 'server=1.0.3,1.0.2 agent=1.0.3', 'agent-not-newer'),
  unsupported('S10 agent 0.11.3', 'server=1.0.3,1.0.2 agent=0.11.3', 'agent-skew'),
  ...['1.1.0', '1.1.5', '1.2.2'].map((agent) =>
    supported(`S11 agent ${agent}`, `server=1.2.3,1.2.2 agent=${agent}`),
  ),
  unsupported('S11 agent 1.2.3', 'server=1.2.3,1.2.2 agent=1.2.3', 'agent-not-newer'),
  unsupported('S11 agent 1.0.3', 'server=1.2.3,1.2.2 agent=1.0.3', 'agent-skew'),
  unsupported('S11 agent 1.3.0', 'server=1.2.3,1.2.2 agent=1.3.0', 'agent-not-newer'),
]

const moves: readonly Row[] = [
  {
    line: 'S15 servers before agents',
    ask: plan('server=1.1.1x3 agent=1.1.1x4 --to 1.2.3'),
    code: 0,
    cites: 'spire/servers-first',
  },
  unsupported('S16 1.1.1 to 1.3.0', 'server=1.1.1 --to 1.3.0', 'one-line-per-upgrade'),
  supported('S16 1.1.1 to 1.2.3', 'server=1.1.1 --to 1.2.3'),
  supported('S16 1.1.5 to 1.2.0', 'server=1.1.5 --to 1.2.0'),
  supported('S16 1.1.1 to 1.1.5', 'server=1.1.1 --to 1.1.5'),
  {
    line: 'S17 servers one at a time is a recommendation',
    ask: plan('server=1.1.1x4 agent=1.1.1 --to 1.2.3 --batch server=2'),
    code: 0,
    cites: 'spire/servers-one-at-a-time',
  },
  {
    line: 'S17 rolling is not required',
    ask: plan('server=1.1.1x3 agent=1.1.1 --to 1.2.3 --mode stopped'),
    code: 0,
  },
  {
    line: 'S18 servers, a look at them, agents',
    ask: plan('server=1.1.1x3 agent=1.1.1x4 --to 1.2.3'),
    code: 0,
    cites: 'server cluster healthy',
  },
  supported('S18 half way, agents not yet', 'server=1.1.1,1.2.3 agent=1.1.1'),
  unsupported('S18 half way, agents already', 'server=1.1.1,1.2.3 agent=1.2.3', 'agent-not-newer'),
  {
    line: 'S19 more than one server, no downtime',
    ask: plan('server=1.1.1x2 --to 1.2.3'),
    code: 0,
    cites: 'spire/two-servers',
  },
  { line: 'S19 one server, downtime', ask: plan('server=1.1.1 --to 1.2.3'), code: 0, cites: 'downtime' },
  { line: 'S19 downwards, too', ask: plan('server=1.2.3 --to 1.1.1'), code: 0, cites: 'downtime' },
  {
    line: 'S20 agents go down first',
    ask: plan('server=1.2.3x3 agent=1.2.3x4 --to 1.1.1'),
    code: 0,
    cites: 'spire/agents-first-down',
  },
  {
    line: 'S20 servers cannot go down alone',
    ask: plan('server=1.2.3x3 agent=1.2.3x4 --to server=1.1.1'),
    code: 1,
    cites: 'spire/agent-not-newer',
  },
  {
    line: 'S21 the gate of an upgrade',
    ask: plan('server=1.1.1x3 agent=1.1.1x4 --to 1.2.3'),
    code: 0,
    cites: 'gate  server cluster healthy',
  },
  {
    line: 'S21 the gate of a downgrade is derived',
    ask: plan('server=1.2.3x3 agent=1.2.3x4 --to 1.1.1'),
    code: 0,
    cites: 'gate  agents healthy (derived)',
  },
  {
    line: 'S22 two lines are two upgrades',
    ask: plan('server=1.1.1x3 agent=1.1.1x4 --to 1.3.0'),
    code: 0,
    cites: 'stop at 1.2.5',
  },
  {
    line: 'S22 agents cannot stay two lines behind',
    ask: plan('server=1.1.1x3 agent=1.1.1x4 --to server=1.3.0'),
    code: 1,
    cites: 'spire/agent-skew',
  },
]

const ambiguous: readonly Row[] = [
  unsupported('AMB-S-a one line from every server', 'server=1.2.3,1.1.5 agent=1.0.3', 'agent-skew'),
  {
    line: 'AMB-S-a one line from the oldest, and a warning',
    ask: check('server=1.2.3,1.1.5 agent=1.0.3 --reading agent-skew=literal'),
    code: 0,
    cites: 'spire/agent-skew',
  },
  supported('AMB-S-a 1.1.0 is fine by both', 'server=1.2.3,1.1.5 agent=1.1.0'),
  {
    line: 'AMB-S-a agents of 1.0 come up first',
    ask: plan('server=1.1.1x3 agent=1.0.3x4 --to 1.2.3 --reading agent-skew=literal'),
    code: 0,
    cites: '1.0.3 → 1.1.1',
  },
  unsupported(
    'AMB-S-b the limit for agents is derived',
    'server=1.3.0 agent=1.1.1 --to agent=1.3.0',
    'agent-one-line-per-upgrade (derived)',
  ),
  unsupported(
    'AMB-S-b the limit for downgrades, too',
    'server=1.3.0 --to 1.1.1',
    'one-line-per-downgrade (derived)',
  ),
  unknown('AMB-S-c servers of 1.15 and 2.0', 'server=2.0.0,1.15.3', 'server-skew'),
  unknown('AMB-S-c an agent of 1.15 and a server of 2.0', 'server=2.0.0 agent=1.15.3', 'agent-skew'),
  {
    line: 'AMB-S-c a move to 2.0',
    ask: plan('server=1.15.3x3 --to 2.0.0 --allow-unreleased'),
    code: 3,
    cites: 'spire/one-line-per-upgrade',
  },
  supported('AMB-S-d 0.12 to 1.0 is one hop', 'server=0.12.3 --to 1.0.0'),
  unsupported('AMB-S-d 0.12 to 1.1 is two', 'server=0.12.3 --to 1.1.0', 'one-line-per-upgrade'),
  unsupported('AMB-S-f 1.1.5 to 1.3.5 does not even start', 'server=1.1.5 --to 1.3.5', 'datastore-too-old'),
  {
    line: 'AMB-S-f that is said',
    ask: check('server=1.1.5 --to 1.3.5'),
    code: 1,
    cites: 'the program itself refuses to start',
  },
  unsupported(
    'AMB-S-f 1.1.5 to 1.3.1 starts, and is unsupported',
    'server=1.1.5 --to 1.3.1',
    'one-line-per-upgrade',
  ),
  unknown('AMB-S-g an agent that tells no version', 'server=1.15.3 agent=?', 'agent-not-newer'),
  unknown('AMB-S-g a development build', 'server=1.15.3 agent=1.16.0-dev-abc', 'agent-skew'),
]

describe.each([
  ['versions', versions],
  ['servers', servers],
  ['agents', agents],
  ['moves', moves],
  ['where the text leaves room', ambiguous],
] as const)('%s', (_, rows) => {
  it.each(rows)('$line: $ask', ({ ask, code, cites }) => {
    const answer = interlock(words(ask))
    expect(answer).toMatchObject({ code, err: '' })
    if (cites !== undefined) expect(answer.out).toContain(cites)
    else if (ask.startsWith('check') && code === 0)
      expect(answer.out).toContain('every rule that was asked holds')
  })
})

describe('AMB-S-f a start that is refused is told apart from one that is only unsupported', () => {
  it('1.8.0 to 1.15.3 starts', () => {
    const { code, out } = interlock(words(check('server=1.8.0 --to 1.15.3')))
    expect(code).toBe(1)
    expect(out).not.toContain('refuses to start')
  })
})
