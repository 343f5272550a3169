import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Instance } from '../../execute/index.ts'
import type { Spelling } from '../kind.ts'
import { openCommandDriver } from './open.ts'
import type { CommandSettings } from './schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

const group = { policy: 'harbour', scope: 'north', component: 'crane' }
const forever = new AbortController().signal

function open(settings: Omit<CommandSettings, 'kind'>, spell?: Spelling) {
  const context = {
    folder,
    env: process.env,
    component: 'crane',
    problem: (_: unknown, message: string) => ({ message }),
    ...(spell && { spell }),
  }
  const opened = openCommandDriver({ kind: 'command', ...settings }, context)
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  return opened.value
}

async function look(driver: ReturnType<typeof open>): Promise<readonly Instance[]> {
  const seen: Instance[] = []
  for await (const page of driver.observe(group, forever)) seen.push(...page)
  return seen
}

/** Lines of a table of instances, and a log of what was run. */
const table = (lines: string) => {
  writeFileSync(join(folder, 'table'), lines)
  writeFileSync(join(folder, 'log'), '')
}
const listed: NonNullable<CommandSettings['observe']> = {
  run: ['cat', 'table'],
  prints: 'lines',
  columns: ['id', 'version', 'ready'],
}
const logging = (...args: string[]) => ({ run: ['sh', '-c', 'echo "$*" >> log', 'x', ...args] })
const logged = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').sort()

const order = { key: 'k', group, ids: ['a', 'b', 'c'], from: ['1.0.0', '1.1.0'], to: '2.0.0' }

describe('orders', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['for each instance', ['{id}', '{from}', '{to}', '{key}'], ['b 1.1.0 2.0.0 k', 'c 1.0.0 2.0.0 k']],
    ['for a batch', ['{ids}', '{to}'], ['b c 2.0.0']],
    ['for a batch from each version', ['{from}', '{ids}'], ['1.0.0 c', '1.1.0 b']],
    ['for the group', ['{component}', '{to}'], ['crane 2.0.0']],
  ])('%s are for what has not arrived', async (_, args, expected) => {
    table('a 2.0.0 yes\nb 1.1.0 yes\nc 1.0.0 no\nd 2.0.0 yes\n')
    await open({ observe: listed, move: logging(...args) }).move(order, forever)
    expect(logged()).toEqual(expected)
  })

  it('know versions that the platform spells in its own way', async () => {
    table('a v2.0.0 yes\nb v1.1.0 yes\nc v1.0.0 no\n')
    const driver = open({ observe: listed, move: logging('{id}', '{from}', 'v{to}') }, (_, version) =>
      version.replace('v', ''),
    )
    expect((await look(driver)).map(({ version }) => version)).toEqual(['2.0.0', '1.1.0', '1.0.0'])
    await driver.move(order, forever)
    expect(logged()).toEqual(['b 1.1.0 v2.0.0', 'c 1.0.0 v2.0.0'])
  })

  it('run nothing where all have arrived', async () => {
    table('a 2.0.0 yes\nb 2.0.0 no\nc 2.0.0 yes\n')
    await open({ observe: listed, move: logging('{to}') }).move(order, forever)
    expect(logged()).toEqual([''])
  })

  it.each([
    [
      'one is elsewhere',
      'a 1.0.0 yes\nb 1.5.0 yes\nc 1.0.0 yes\n',
      '"b" is at 1.5.0, and is to be moved from 1.0.0 or 1.1.0 to 2.0.0',
    ],
    ['one is gone', 'a 1.0.0 yes\nb 1.0.0 yes\n', 'there is no instance "c"'],
    ['one may be anywhere', 'a 1.0.0 yes\nb 1.0.0 yes\nc\n', 'nobody can tell where "c" comes from'],
  ])('move nothing where %s', async (_, lines, message) => {
    table(lines)
    const driver = open({ observe: listed, move: logging('{id}', '{from}') })
    await expect(driver.move(order, forever)).rejects.toThrow(message)
    expect(logged()).toEqual([''])
  })

  it.each(['move', 'stop'] as const)('for a group %s nobody whom they leave out', async (work) => {
    const driver = open({ observe: listed, move: logging('move'), stop: logging('stop') })
    for (const [left, error] of [
      ['1.0.0 yes', 'the command is for all instances: the order leaves out "d"'],
      ['', 'the command is for all instances: the order leaves out "d"'],
      ['2.0.0 yes', undefined],
    ] as const) {
      table(`a 1.0.0 yes\nb 1.0.0 yes\nc 1.0.0 yes\nd ${left}\n`)
      const done = driver[work]?.(order, forever)
      if (error === undefined) await done
      else await expect(done).rejects.toThrow(error)
      expect(logged()).toEqual([error === undefined ? work : ''])
    }
  })

  it('tell of each that failed, after all had their turn', async () => {
    table('a 1.0.0 yes\nb 1.0.0 yes\nc 1.0.0 yes\n')
    const run = ['sh', '-c', 'echo $1 >> log; [ $1 = b ] || { echo "no $1" >&2; exit 3; }', 'x', '{id}']
    await expect(open({ observe: listed, move: { run } }).move(order, forever)).rejects.toThrow(
      /^(a: sh ended with 3: no a; c: sh ended with 3: no c|c: .* no c; a: .* no a)$/,
    )
    expect(logged()).toEqual(['a', 'b', 'c'])
  })

  it('for other instances do not wait', async () => {
    table('a 1.0.0 yes\nb 1.0.0 yes\n')
    const run = [
      'sh',
      '-c',
      'echo $1 >> log; [ $1 = b ] || while ! grep -q b log; do sleep 0.01; done',
      'x',
      '{id}',
    ]
    const driver = open({ observe: listed, move: { run } })
    await Promise.all(['a', 'b'].map((id) => driver.move({ ...order, ids: [id] }, forever)))
    expect(logged()).toEqual(['a', 'b'])
  })
})

describe('instances that are asked', () => {
  const move = { run: ['true', '{id}'] }
  const instances = [{ id: 'a' }, { id: 'b', scope: 'north', part: 'edge' }, { id: 'c', scope: 'south' }]

  it('are those of the scope, and tell their version', async () => {
    const version = { run: ['echo', 'crane 1.0.0 of {id}'], match: 'crane (\\S+)' }
    expect(await look(open({ instances, version, move }))).toEqual([
      { id: 'a', version: '1.0.0', isReady: true },
      { id: 'b', version: '1.0.0', isReady: true, part: 'edge' },
    ])
  })

  it.each<[string, CommandSettings['version'], CommandSettings['health'], Partial<Instance>]>([
    [
      'do not answer',
      { run: ['sh', '-c', 'echo away >&2; exit 1'] },
      undefined,
      { version: undefined, trouble: 'sh ended with 1: away' },
    ],
    [
      'answer something else',
      { run: ['echo', 'hello'], match: 'v(\\d+)' },
      undefined,
      { version: undefined, trouble: '"hello" is not what was expected' },
    ],
    [
      'answer what a group of the pattern leaves out',
      { run: ['echo', 'v1'], match: 'v1(\\.\\d+)?' },
      undefined,
      { version: undefined, trouble: '"v1" is not what was expected' },
    ],
    ['answer nothing', { run: ['true'] }, undefined, { version: undefined }],
    [
      'take too long',
      { run: ['sleep', '60'] },
      undefined,
      { version: undefined, trouble: 'no answer within 0.1 s' },
    ],
    [
      'are not well',
      { run: ['echo', '1.0.0'] },
      { run: ['false'] },
      { version: '1.0.0', trouble: 'false ended with 1' },
    ],
    [
      'are nowhere',
      { url: 'http://127.0.0.1:1/' },
      undefined,
      { version: undefined, trouble: expect.stringContaining('ECONNREFUSED') },
    ],
  ])('and %s are down', async (name, version, health, expected) => {
    // On a busy machine, the others may take a while.
    const answer = name === 'take too long' ? '100ms' : '50s'
    const settings = { instances: [{ id: 'a' }], version, move, answer, ...(health && { health }) }
    expect(await look(open(settings))).toEqual([{ id: 'a', isReady: false, ...expected }])
  })

  it('are an error where the program is not there', async () => {
    const version = { run: ['nobody-has-this', '{id}'] }
    await expect(look(open({ instances, version, move }))).rejects.toThrow(
      'nobody-has-this cannot be started',
    )
  })

  it('may be listed elsewhere', async () => {
    table('a 1.0.0 yes\nb 1.0.0 no\n')
    appendFileSync(join(folder, 'table'), 'c 1.0.0 yes\n')
    const health = { run: ['test', '{id}', '!=', 'c'] }
    expect((await look(open({ observe: listed, health, move }))).map(({ isReady }) => isReady)).toEqual([
      true,
      false,
      false,
    ])
  })
})
