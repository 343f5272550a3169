import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasPostgres, Postgres } from './postgres.ts'

/* What people type: a plan over six sites, on a made-up platform in which a file is an instance. */

const program = join(import.meta.dirname, '../../../dist/cli.cjs')
const sites = ['east/1', 'east/2', 'east/3', 'west/1', 'west/2', 'west/3']

const platform = `d="fleet/$2/$3"
case $1 in
list) for f in "$d"/*; do echo "$(basename "$f") $(cat "$f")"; done ;;
move) test ! -e "broken/$2" || exit 1; echo "$2 $3 $4 $5" >> moves; echo "$5" > "$d/$4" ;;
esac
`
const driver = `apiVersion: interlock.dev/v1alpha1
kind: Driver
poll: 20ms
retry: { attempts: 2, first: 10ms, most: 10ms }
components:
  "*":
    driver:
      kind: command
      observe: { run: [sh, platform.sh, list, "{scope}", "{component}"], prints: lines, columns: [id, version] }
      move: { run: [sh, platform.sh, move, "{scope}", "{component}", "{id}", "{to}"] }
`

describe.skipIf(!hasPostgres)('interlock worker and interlock rollout', () => {
  let postgres: Postgres
  let folder: string
  let database: string
  const workers: ChildProcess[] = []
  beforeAll(async () => {
    postgres = await Postgres.start()
  })
  afterAll(() => postgres?.stop())

  const interlock = async (...argv: readonly string[]) => {
    const env = { ...process.env, INTERLOCK_DATABASE: database, NO_COLOR: '1' }
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    const [code] = await once(child, 'close')
    return { code, out, err }
  }
  const hire = (): ChildProcess => {
    const env = { ...process.env, INTERLOCK_DATABASE: database }
    const worker = spawn(process.execPath, [program, 'worker', '--lease', '2s'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    worker.stdout
      ?.setEncoding('utf8')
      .on('data', (text: string) => appendFileSync(join(folder, 'told'), text))
    workers.push(worker)
    return worker
  }
  const until = async (pattern: RegExp): Promise<string> => {
    for (let tries = 0; tries < 300; tries++) {
      const { out } = await interlock('rollout', 'status')
      if (pattern.test(out)) return out
      await sleep(100)
    }
    throw new Error(`no ${pattern}: ${(await interlock('rollout', 'status')).out}`)
  }

  beforeEach(async () => {
    database = await postgres.database()
    folder = mkdtempSync(join(tmpdir(), 'interlock-rollout-'))
    mkdirSync(join(folder, 'broken/east'), { recursive: true })
    for (const site of sites)
      for (const component of ['server', 'agent']) {
        mkdirSync(join(folder, 'fleet', site, component), { recursive: true })
        for (const id of ['1', '2']) writeFileSync(join(folder, 'fleet', site, component, id), '1.1.1\n')
      }
    for (const [file, text] of Object.entries({
      'platform.sh': platform,
      'driver.yaml': driver,
    }))
      writeFileSync(join(folder, file), text)
    const rows = sites.flatMap((scope) => [`server@${scope}=1.1.1x2`, `agent@${scope}=1.1.1x2`])
    const plan = await interlock('plan', '--policy', 'spire', ...rows, '--to', '1.2.3', '--format', 'json')
    expect(plan.err).toBe('')
    writeFileSync(join(folder, 'plan.json'), plan.out)
  })
  afterEach(async () => {
    for (const worker of workers.splice(0)) {
      if (worker.exitCode !== null || worker.signalCode !== null) continue
      worker.kill('SIGKILL')
      await once(worker, 'close')
    }
    rmSync(folder, { recursive: true, maxRetries: 10 })
  })

  const moves = (): readonly string[] => readFileSync(join(folder, 'moves'), 'utf8').trim().split('\n')
  const start = (...more: readonly string[]) =>
    interlock('rollout', 'start', 'plan.json', '--driver', 'driver.yaml', '--name', 'r', ...more)

  it('roll a plan out, and tell where it stands', async () => {
    const started = await start('--canary', 'west/2', '--waves', '40')
    expect(started).toEqual({
      code: 0,
      err: '',
      out: 'rollout r: 6 parts that can run alone\n\n  interlock rollout status r\n',
    })
    const [first] = [hire(), hire()]
    expect(await until(/ended/)).toBe(
      '✓ r  ended: done\n\n  wave 1  1 done\n  wave 2  3 done\n  wave 3  2 done\n',
    )
    expect(moves()).toHaveLength(24)
    expect(new Set(moves()).size).toBe(24)
    // The canary went first, and servers before agents.
    expect(moves().slice(0, 4)).toEqual(
      ['server 1', 'server 2', 'agent 1', 'agent 2'].map((one) => `west/2 ${one} 1.2.3`),
    )
    expect((await interlock('rollout', 'list')).out).toBe('r  ended: done  6 done\n')
    const { out: log } = await interlock('rollout', 'log', 'r', 'west/2')
    expect(
      log
        .trim()
        .split('\n')
        .slice(1, 3)
        .map((line) => line.slice(22)),
    ).toEqual([
      'west/2  9   spire/server@west/2 → 1.2.3 from 1.1.1: 1',
      'west/2  9   ✓ batch is there, and ready',
    ])
    const { out: events } = await interlock('rollout', 'log', 'r', '--format', 'json')
    const runs = events
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { run: string }).run)
    expect([...new Set(runs)]).toEqual(['r/0', 'r/1', 'r/2', 'r/3', 'r/4', 'r/5'])
    first?.kill('SIGTERM')
    expect(await once(first as ChildProcess, 'close')).toEqual([0, null])
    const said = readFileSync(join(folder, 'told'), 'utf8')
    const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`
    expect(said).toMatch(new RegExp(`^${time}  worker \\S+ carries out what comes\n`))
    expect(said).toMatch(new RegExp(`^${time}  ✓ r  west/2: done$`, 'm'))
  })

  it('halt at a failure, and go on when somebody has mended it', async () => {
    writeFileSync(join(folder, 'broken/east/2'), '')
    expect((await start()).code).toBe(0)
    hire()
    const halted = await until(/halted.*\n(?!.*running)/)
    expect(halted).toContain('halted: 1 of 2 parts failed\n')
    expect(halted).toContain('\n  east/2: paused: 3 cannot be moved: 1: sh ended with 1\n')
    expect((await interlock('rollout', 'status')).code).toBe(1)
    const { out: status } = await interlock('rollout', 'status', 'r', '--format', 'json')
    expect(JSON.parse(status)).toMatchObject({
      kind: 'Rollout',
      state: 'halted',
      wanted: 'done',
      workers: 1,
      troubles: [{ status: 'failed', scopes: ['east/2'], because: { kind: 'failed', doing: 'move' } }],
    })
    rmSync(join(folder, 'broken/east/2'))
    expect((await interlock('rollout', 'resume', 'r')).out).toBe('asked: resume r\n')
    await until(/ended/)
    expect(moves()).toHaveLength(24)
    expect(
      readdirSync(join(folder, 'fleet/east/2/server')).map((id) =>
        readFileSync(join(folder, 'fleet/east/2/server', id), 'utf8'),
      ),
    ).toEqual(['1.2.3\n', '1.2.3\n'])
  })

  it('tell what waits for somebody, and go on when it is approved', async () => {
    writeFileSync(
      join(folder, 'driver.yaml'),
      driver.replace('components:', 'gates: { signed-off: { kind: approval } }\ncomponents:'),
    )
    expect((await start('--canary', 'west/2')).code).toBe(0)
    hire()
    const waits = await until(/waits for somebody/)
    expect(waits).toContain(
      '\n  west/2: 9   waits for somebody: signed-off   interlock rollout approve r 9/signed-off\n',
    )
    const { out: status } = await interlock('rollout', 'status', 'r', '--format', 'json')
    expect(JSON.parse(status)).toMatchObject({
      approvals: [{ name: '9/signed-off', subject: '9', what: 'signed-off', scopes: ['west/2'] }],
    })
    const early = await interlock('rollout', 'approve', 'r', '10/signed-off')
    expect([early.code, early.err]).toEqual([
      2,
      expect.stringMatching(/"10\/signed-off" waits for anybody\n.*now 9\/signed-off/),
    ])
    expect((await interlock('rollout', 'approve', 'r', '9/signed-off')).out).toBe(
      'asked: approve r 9/signed-off\n',
    )
    expect(await until(/10\/signed-off/)).not.toContain('9/signed-off')
    expect((await interlock('rollout', 'abort', 'r')).code).toBe(0)
  })

  it('tell how it ended, that nobody is there, and what cannot be asked', async () => {
    expect((await start()).code).toBe(0)
    const waiting = await interlock('rollout', 'status', 'r')
    expect(waiting.out).toBe(
      '▸ r  rolling\n\n  wave 1  1 queued\n  wave 2  1 waiting\n  wave 3  4 waiting\n\n  no worker is there: begin one with interlock worker\n',
    )
    const approved = await interlock('rollout', 'approve', 'r', '99/foo')
    expect(approved.err).toMatch(/rollout r has no gate "99\/foo" ahead\n.*expected STAGE\/GATE/)
    expect(approved.code).toBe(2)
    expect((await interlock('rollout', 'abort', 'r')).out).toBe(
      'asked: abort r\nrollout r has ended: aborted\n',
    )
    const { out, code } = await interlock('rollout', 'status', 'r')
    expect([out.split('\n')[0], code]).toEqual(['✗ r  ended: aborted', 1])
    const listed = await interlock('rollout', 'list', '--format', 'json')
    expect(JSON.parse(listed.out)).toMatchObject({ state: 'ended', wanted: 'aborted', outcome: 'aborted' })
    for (const argv of [['pause'], ['resume'], ['undo'], ['abort'], ['approve', '1/go']]) {
      const [what = '', ...more] = argv
      const refused = await interlock('rollout', what, 'r', ...more)
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('rollout r is over: aborted')])
    }
  })

  it('do what the guide shows', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/many-workers.md'), 'utf8')
    const lines = [...guide.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    )
    const commands = lines.filter((line) => line.startsWith('interlock ') && line !== 'interlock worker')
    expect(commands.length).toBeGreaterThan(5)
    for (const command of commands) {
      const [line = '', file] = command.split(' > ')
      const { code, out, err } = await interlock(...line.split(' ').slice(1))
      // Nobody works on it, so no gate is in hand that somebody could open.
      if (/approve/.test(line))
        expect({ command, err }).toEqual({ command, err: expect.stringContaining('"1/go"') })
      else expect({ command, code, err }).toEqual({ command, code: /status/.test(line) ? code : 0, err: '' })
      if (file !== undefined) writeFileSync(join(folder, file), out)
    }
  })

  it.each([
    ['a rollout twice', ['--name', 'r'], /there is a rollout "r" already/],
    ['a scope that another one is at work in', ['--name', 's'], /another rollout is at work in \w+\/\d: r\n/],
    ['a name that needs quotes', ['--name', 'a b/c'], /--name "a b\/c": no such name\n.*letters, digits/],
    ['a canary that is nowhere', ['--name', 's', '--canary', 'west/22'], /did you mean "west\/2"\?/],
    ['waves that are too large', ['--name', 's', '--waves', '60,50'], /--waves 60,50: no such waves/],
    ['no number of failures', ['--name', 's', '--failures', 'few'], /--failures few/],
    [
      'a database that is not there',
      ['--name', 's', '--database', 'postgres://x@127.0.0.1:1/x'],
      /the database cannot be used: .*ECONNREFUSED/,
    ],
    ['no address', ['--name', 's', '--database', 'mysql://secret@x'], /that is no address of a PostgreSQL/],
  ])('refuse to start %s', async (_, more, message) => {
    expect((await start()).code).toBe(0)
    const { code, err } = await start(...more)
    expect(err).toMatch(message)
    expect(err).not.toContain('secret')
    expect(code).toBe(2)
  })

  it.each([
    [['log', 'r', 'west/22'], /rollout r moves nothing in "west\/22"\n.*did you mean "west\/2"\?/],
    [['log', 'rr'], /there is no rollout "rr"\n.*did you mean "r"\?/],
    [['status', 'other'], /there is no rollout "other"/],
    [['pause', 'rr'], /there is no rollout "rr"\n.*did you mean "r"\?/],
  ])('refuse %j', async (argv, message) => {
    expect((await start()).code).toBe(0)
    const { code, err } = await interlock('rollout', ...argv)
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })
})
