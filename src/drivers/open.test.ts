import { describe, expect, it } from 'vitest'
import { type Diagnostic, placeText } from '../base/index.ts'
import { readDriverDocument } from './document.ts'
import { type OpenedDrivers, type OpenRequest, openDrivers } from './open.ts'

const text = `apiVersion: interlock.dev/v1alpha1
kind: Driver
retry: { attempts: 5, first: 1s }
timeouts: { move: 20m, gate: 5s }
unready: 10%
soak: 30s
gates:
  healthy: { kind: health, within: 1m, every: 500ms }
  signed: { kind: approval }
tasks:
  backup: { run: [backup, "{scope}", "{to}"] }
components:
  crane:
    driver:
      kind: command
      env: { SITE: "{scope}" }
      instances:
        - { id: a, vars: { port: 8081 } }
        - { id: b, vars: { port: 8082 }, part: edge }
      version: { url: "http://127.0.0.1:{vars.port}/version", pointer: /version }
      move: { run: [upgrade, "--id={id}", "{to}"] }
    timeouts: { settle: 1h }
    retry: { most: 10s }
    unready: 1
    gates:
      reads: { kind: command, run: [read, "{vars.port}"] }
    tasks:
      warm: { run: [warm] }
  harbour/pier:
    driver:
      kind: command
      observe: { run: [list], prints: lines, columns: [id, version] }
      move: { run: [upgrade] }
      stop: { run: [stop, "{id}"] }
  "*":
    driver:
      kind: process
      state: state
      bin: /opt/{version}/server
      instances: [{ id: c, env: { PORT: "1" }, args: ["{id}"], files: { "conf-{id}": "x" } }]
`

const known = ['crane', 'pier', 'quay'].map((component) => ({ policy: 'harbour', component }))
const request: OpenRequest = { folder: '/site', env: { PATH: '/bin' }, known }

const toldOf = (problems: readonly Diagnostic[]): readonly string[] =>
  problems.map(
    ({ place, message, help }) => `${place ? placeText(place) : '-'} ${message}${help ? ` | ${help}` : ''}`,
  )

async function opened(written: string, more: Partial<OpenRequest> = {}): Promise<OpenedDrivers> {
  const read = readDriverDocument(written, 'driver.yaml')
  const result = read.ok ? await openDrivers(read.value, { ...request, ...more }) : read
  if (!result.ok) throw new Error(toldOf(result.problem).join('\n'))
  return result.value
}

async function problemsOf(from: string, to: string, more: Partial<OpenRequest> = {}) {
  if (!text.includes(from)) throw new Error(`there is no ${from} to edit`)
  const read = readDriverDocument(text.replace(from, to), 'driver.yaml')
  const result = read.ok ? await openDrivers(read.value, { ...request, ...more }) : read
  if (result.ok) throw new Error('it was opened')
  return toldOf(result.problem)
}

const crane = { policy: 'harbour', component: 'crane' }
const pier = { policy: 'harbour', component: 'pier' }
const quay = { policy: 'harbour', component: 'quay' }

describe('a driver document', () => {
  it('says how patient a run is, of a component before of all', async () => {
    const { settingsOf } = await opened(text)
    expect(settingsOf(crane)).toEqual({
      attempts: 5,
      backoff: { first_ms: 1000, most_ms: 10_000 },
      timeouts: { observe: 60_000, stop: 300_000, move: 1_200_000, settle: 3_600_000, task: 1_800_000 },
      poll_ms: 2000,
      tolerated: { count: 1 },
      gates: new Map([['reads', { isManual: false, every_ms: 5000, within_ms: 120_000 }]]),
      soak_s: 30,
    })
    expect(settingsOf(pier)).toMatchObject({
      tolerated: { percent: 10 },
      backoff: { most_ms: 60_000 },
      gates: new Map([
        ['healthy', { isManual: false, every_ms: 500, within_ms: 60_000 }],
        ['signed', { isManual: true }],
      ]),
    })
  })

  it('has its gates in the order in which they are written', async () => {
    const { settingsOf } = await opened(text.replace('healthy:', 'z:'))
    expect([...settingsOf(pier).gates.keys()]).toEqual(['z', 'signed'])
  })

  it('may say next to nothing', async () => {
    const bare = text
      .replace(/^(retry|timeouts|unready|soak).*\n/gm, '')
      .replace(/gates:\n( {2}.*\n)+?tasks/, 'tasks')
    const { settingsOf } = await opened(bare)
    expect(settingsOf(quay)).toMatchObject({
      attempts: 4,
      backoff: { first_ms: 2000, most_ms: 60_000 },
      tolerated: { count: 0 },
      gates: new Map(),
      soak_s: undefined,
    })
  })

  it('tells what can be stopped, and which tasks are done', async () => {
    const { canStop, tasksOf, driver } = await opened(text)
    expect([crane, pier, quay].map((group) => canStop(group))).toEqual([false, true, true])
    expect([crane, pier].map((group) => [...tasksOf(group)])).toEqual([['backup', 'warm'], ['backup']])
    expect(driver.granularity?.({ ...pier, scope: 'x' })).toBe('group')
    expect(driver.granularity?.({ ...crane, scope: 'x' })).toBe('instance')
  })

  it('serves what has no name by the rest', async () => {
    const needed = [crane, pier, quay]
    expect((await opened(text, { needed })).settingsOf(quay).attempts).toBe(5)
  })

  it.each([
    [
      'a document of quite another kind',
      ['kind: Driver\n', 'kind: PlanResult\nstages: []\nmoves: 3\n'],
      ['driver.yaml:2:7 this is a PlanResult, not a Driver'],
    ],
    [
      'another kind',
      ['kind: Driver', 'kind: Drivers'],
      ['driver.yaml:2:7 "kind" is "Drivers" | did you mean "Driver"?'],
    ],
    [
      'another kind of driver',
      ['kind: process', 'kind: proces'],
      ['driver.yaml:37:13 "kind" is "proces" | did you mean "process"?'],
    ],
    [
      'a misspelt member',
      ['observe:', 'observes:'],
      ['driver.yaml:32:7 "observes" is not known here | did you mean "observe"?'],
    ],
    [
      'a misspelt component',
      ['  crane:', '  crne:'],
      ['driver.yaml:13:3 no policy has a component "crne" | did you mean "crane"?'],
    ],
    [
      'another policy',
      ['harbour/pier', 'harbor/pier'],
      ['driver.yaml:29:3 no policy has a component "harbor/pier" | did you mean "harbour/pier"?'],
    ],
    [
      'a wait in other words',
      ['first: 1s', 'first: soon'],
      [
        'driver.yaml:3:30 "first" is "soon" | expected a duration such as 90s, 10m or 1h30m, or milliseconds such as 500ms',
      ],
    ],
    [
      'a wait without its unit',
      ['first: 1s', 'first: 200'],
      [
        'driver.yaml:3:30 "first" is 200 | expected a duration such as 90s, 10m or 1h30m, or milliseconds such as 500ms',
      ],
    ],
    [
      'a watch without its unit',
      ['soak: 30s', 'soak: 30'],
      ['driver.yaml:6:7 "soak" is 30 | expected a duration such as 90s, 10m or 1h30m'],
    ],
    ['no time for work', ['move: 20m', 'move: 0s'], ['driver.yaml:4:19 0s is no time at all']],
    [
      'a gate that is asked without end',
      ['every: 500ms', 'every: 0ms'],
      ['driver.yaml:8:47 0ms is no time at all'],
    ],
    [
      'a gate that is asked too rarely',
      ['within: 1m, every: 500ms', 'within: 5s, every: 10s'],
      ['driver.yaml:8:47 it would be asked once: 10s is longer than it may say no, 5s'],
    ],
    [
      'a gate that is asked too rarely for what is usual',
      ['within: 1m, every: 500ms', 'every: 10m'],
      [
        'driver.yaml:8:35 it would be asked once: 10m is longer than it may say no, 2m where "within" is left out',
      ],
    ],
    [
      'waits that do not grow',
      ['first: 1s }', 'first: 10m, most: 1m }'],
      ['driver.yaml:3:30 10m is longer than the longest wait, 1m'],
    ],
    [
      'no time for an answer',
      ['move: { run: [upgrade, "--id={id}"', 'answer: 0s\n      move: { run: [upgrade, "--id={id}"'],
      ['driver.yaml:21:15 0s is no time at all'],
    ],
    ['a wait of years', ['move: 20m', 'move: 900d'], ['driver.yaml:4:19 900d is longer than a year']],
    [
      'a wait of years in a gate',
      ['within: 1m', 'within: 999d'],
      ['driver.yaml:8:36 999d is longer than a year'],
    ],
    [
      'no attempts',
      ['attempts: 5', 'attempts: 0'],
      ['driver.yaml:3:20 "attempts" is 0 | expected at least 1'],
    ],
    [
      'more than all',
      ['unready: 10%', 'unready: 110%'],
      ['driver.yaml:5:10 "unready" is "110%" | expected a number, or a percentage such as 10%'],
    ],
    [
      'a gate that is none',
      ['kind: approval', 'kind: approve'],
      ['driver.yaml:9:19 "kind" is "approve" | did you mean "approval"?'],
    ],
    [
      'a shell in one text',
      ['run: [warm]', 'run: warm'],
      ['driver.yaml:28:20 "run" is "warm" | expected a list'],
    ],
    [
      'a placeholder that is none',
      ['"{to}"] }\n    timeouts', '"{too}"] }\n    timeouts'],
      ['driver.yaml:21:43 {too} stands for nothing here | did you mean {to}?'],
    ],
    [
      'a placeholder of another place',
      ['[read, "{vars.port}"]', '[read, "{vars.prt}"]'],
      ['driver.yaml:26:43 {vars.prt} stands for nothing here | did you mean {vars.port}?'],
    ],
    [
      'a placeholder in a gate for all',
      ['gates:\n  healthy: { kind: health', 'gates:\n  healthy: { kind: command, run: [x, "{nobody}"]'],
      [
        'driver.yaml:8:38 {nobody} stands for nothing here | one of: {policy}, {scope}, {component}, {id}, {ids}, {to}, {env.NAME}; {{nobody}} for the text itself',
      ],
    ],
    [
      'a variable that nobody set',
      ['SITE: "{scope}"', 'SITE: "{env.SITE}"'],
      ['driver.yaml:16:20 the environment has no variable SITE'],
    ],
    ['an instance twice', ['id: b', 'id: a'], ['driver.yaml:19:17 the instance "a" is listed twice']],
    [
      'something of one instance only',
      ['vars: { port: 8082 }', 'vars: { prt: 8082 }'],
      [
        'driver.yaml:20:23 {vars.port} stands for nothing here | one of: {policy}, {scope}, {component}, {id}, {env.NAME}; {{vars.port}} for the text itself',
      ],
    ],
    [
      'no instances',
      [
        '      instances:\n        - { id: a, vars: { port: 8081 } }\n        - { id: b, vars: { port: 8082 }, part: edge }\n',
        '',
      ],
      [
        'driver.yaml:15:7 nothing says which instances there are | add "observe" or "instances"',
        'driver.yaml:17:23 {vars.port} stands for nothing here | one of: {policy}, {scope}, {component}, {id}, {env.NAME}; {{vars.port}} for the text itself',
      ],
    ],
    [
      'one and all',
      ['"--id={id}", "{to}"', '"{id}", "{ids}"'],
      ['driver.yaml:21:20 it is for one instance, by {id} or {vars.NAME}, and for a batch, by {ids}'],
    ],
    [
      'a pattern that is none',
      ['pointer: /version', 'match: "("'],
      ['driver.yaml:20:70 it is no regular expression: Invalid regular expression: /(/m: Unterminated group'],
    ],
    [
      'a way to stop all where some are moved',
      [
        'run: [upgrade] }\n      stop: { run: [stop, "{id}"] }',
        'run: [upgrade, "{id}"] }\n      stop: { run: [stop] }',
      ],
      ['driver.yaml:34:20 it stops all instances, and "move" moves some | name them by {id} or {ids}'],
    ],
    [
      'a value at no pointer',
      [
        'reads: { kind: command, run: [read, "{vars.port}"] }',
        'reads: { kind: http, url: "http://x", is: y }',
      ],
      ['driver.yaml:26:49 "is" says what stands at a pointer | add "pointer", or use "text"'],
    ],
    [
      'no address',
      ['url: "http://127', 'url: "127'],
      [
        'driver.yaml:20:23 "url" is "127.0.0.1:{vars.port}/version" | expected an address such as http://127.0.0.1:8080/health',
      ],
    ],
    [
      'a program that is not there',
      ['run: [warm]', 'run: [./warm]'],
      ['driver.yaml:28:21 there is no program ./warm | it is looked for in /site'],
    ],
    [
      'a program that may not be run',
      ['run: [warm]', 'run: [/etc/passwd]'],
      ['driver.yaml:28:21 /etc/passwd may not be run | its file has to be executable'],
    ],
    [
      'a folder that is not there',
      ['run: [warm]', 'folder: /no-such, run: [warm]'],
      ['driver.yaml:28:23 there is no folder /no-such'],
    ],
    [
      'a program at a secret place',
      ['run: [warm]', 'run: ["/{env.PATH}/warm"]'],
      ['driver.yaml:28:21 there is no program /{env.PATH}/warm'],
    ],
    [
      'a process that is not there',
      ['bin: /opt/{version}/server', 'bin: /opt/server'],
      ['driver.yaml:39:12 there is no program /opt/server'],
    ],
    [
      'a folder for each version',
      ['state: state', 'state: "state/{version}"'],
      [
        'driver.yaml:38:14 {version} stands for nothing here | one of: {policy}, {scope}, {component}, {env.NAME}; {{version}} for the text itself',
      ],
    ],
    [
      'a beginning in any scope',
      ['state: state', 'state: state\n      begins: 1.0.0'],
      [
        'driver.yaml:41:19 it does not say in which scope it begins | with "begins", each instance has a "scope"',
      ],
    ],
  ] as const)('%s is refused', async (_, [from, to], expected) => {
    expect(await problemsOf(from, to)).toEqual(expected)
  })

  it('has to serve what it is needed for', async () => {
    const rest = text.slice(text.indexOf('  "*"'))
    expect(await problemsOf(rest, '', { needed: [crane, quay] })).toEqual([
      'driver.yaml:12:1 no driver serves harbour/quay | add "quay", or "*" for all that are not named',
    ])
  })
})
