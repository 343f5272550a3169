import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { journalFormat, Locks, openJournal } from '../../src/runs/index.ts'
import { interlock, words } from './command.ts'
import { driver, madePlatform } from './made-platform.ts'

/* What is asked of runs that have begun, and what is told of them. */

const { run, at, put } = madePlatform()

const nameIn = (out: string): string => /run (\S+)/.exec(out)?.[1] ?? ''
const withGates = (gates: string): void =>
  writeFileSync(at('driver.yaml'), driver.replace('poll:', `gates: ${gates}\npoll:`))
const journal = (name: string): string => readFileSync(at('state', 'runs', name, 'journal'), 'utf8')

/** Which runs have taken scopes, and who drives each now. */
async function holders(): Promise<readonly unknown[]> {
  const locks = await new Locks(at('state'), () => Date.now()).list()
  return locks.ok ? locks.value.map(({ run: of, holder }) => [of, holder]) : [locks.problem]
}

/** Begins a run that stands still at a server that is not well. */
async function paused(more = ''): Promise<string> {
  writeFileSync(at('sick', 's2-1.2.3'), '')
  return nameIn((await run(`apply @plan.json --driver @driver.yaml ${more}`)).out)
}

describe('whoever waits for a person', () => {
  it('says so, by the name that is approved', async () => {
    withGates('{ signed-off: { kind: approval } }')
    const applied = run('apply @plan.json --driver @driver.yaml')
    const name = await eventually(async () => {
      const { out } = await run('runs status')
      return out.includes('waits for somebody') ? nameIn(out) : undefined
    })
    const { out: status } = await run('runs status')
    expect(status).toContain(
      `1   waits for somebody: signed-off   interlock runs approve ${name} 1/signed-off`,
    )
    const { out: document } = await run('runs status --format json')
    expect(JSON.parse(document)).toMatchObject({
      approvals: [{ name: '1/signed-off', subject: '1', what: 'signed-off' }],
    })

    const wrong = await run(`runs approve ${name} 1/signedoff`)
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('did you mean "1/signed-off"?')
    const early = await run(`runs approve ${name} 2/signed-off`)
    expect(early.code).toBe(2)
    expect(early.err).toContain('nothing of the name "2/signed-off" waits for anybody')
    expect(journal(name)).not.toContain('asked')

    expect((await run(`runs approve ${name} 1/signed-off`)).code).toBe(0)
    await eventually(async () => {
      const { code } = await run(`runs approve ${name} 2/signed-off`)
      return code === 0 ? true : undefined
    })
    const { code, out } = await applied
    expect(code).toBe(0)
    expect(out).toContain(`waits for somebody: signed-off   interlock runs approve ${name} 2/signed-off`)
  })

  it('is told by programs, too', async () => {
    withGates('{ signed-off: { kind: approval } }')
    const applied = run('apply @plan.json --driver @driver.yaml --format json')
    for (const gate of ['1/signed-off', '2/signed-off'])
      await eventually(async () => ((await run(`runs approve 2 ${gate}`)).code === 0 ? true : undefined))
    const lines = (await applied).out.trim().split('\n')
    const waits = lines.map((line) => JSON.parse(line) as { kind: string; approve?: string })
    expect(waits.flatMap(({ approve }) => approve ?? [])).toEqual(['1/signed-off', '2/signed-off'])
  })
})

describe('what is refused leaves nothing behind', () => {
  it('on a run that another machine drives', async () => {
    const name = await paused()
    const other = { host: 'elsewhere', space: '', pid: 7, started: '' }
    const lock = await new Locks(at('state'), () => Date.now(), other).take({
      ...{ run: name, scopes: [], takesOver: false },
      isOver: async () => false,
    })
    if (!lock.ok) throw new Error(lock.problem.message)
    for (const line of [
      `runs resume ${name}`,
      `runs undo ${name} --take-over`,
      `runs abort ${name} --take-over`,
    ]) {
      const { code, err } = await run(line)
      expect({ line, code, isTold: err.includes('on elsewhere') }).toEqual({ line, code: 2, isTold: true })
    }
    await lock.value.letGo('paused')
    expect((await run(`runs resume ${name}`)).code).toBe(1)
    expect(journal(name)).not.toMatch(/"what":"(undo|abort)"/)
  })

  it('on a run that a newer Interlock wrote', async () => {
    const name = await paused()
    const newer = { ...journalFormat, minor: journalFormat.minor + 1 }
    const options = { by: '9.9.9', wall: () => Date.now(), format: newer }
    const opened = await openJournal(at('state', 'runs', name, 'journal'), () => {}, options)
    if (!opened.ok) throw new Error(opened.problem.message)
    opened.value.journal.append({ kind: 'taken', by: 'a newer one' })
    await opened.value.journal.flush()
    await opened.value.journal.close()
    for (const what of ['resume', 'undo', 'abort']) {
      const { code, err } = await run(`runs ${what} ${name}`)
      expect({ what, code, isTold: err.includes('9.9.9') }).toEqual({ what, code: 2, isTold: true })
    }
    expect(readdirSync(at('state', 'runs', name, 'asks')).filter((file) => file !== 'taken')).toEqual([])
    expect(await holders()).toEqual([[name, undefined]])
  })

  it('where nothing can be asked of a run', async () => {
    const name = await paused()
    rmSync(at('state', 'runs', name, 'asks'), { recursive: true })
    writeFileSync(at('state', 'runs', name, 'asks'), '')
    for (const what of ['resume', 'undo']) {
      const { code, err } = await run(`runs ${what} ${name}`)
      expect({ what, code, isTold: err.includes('asks') }).toEqual({ what, code: 2, isTold: true })
      expect(await holders()).toEqual([[name, undefined]])
    }
  })

  it.each(['0', 'foo'])('where --max-parallel is %s', async (count) => {
    const { code } = await run(`apply @plan.json --driver @driver.yaml --max-parallel ${count}`)
    expect(code).toBe(2)
    expect((await run('runs list')).out).toMatch(/^nothing has run yet/)
  })
})

it('a driver that knows only whole groups is told of where the plan has smaller batches', async () => {
  writeFileSync(
    at('driver.yaml'),
    driver.replace(/move: .*/, 'move: { run: [sh, platform.sh, all, "{component}", "{to}"] }'),
  )
  writeFileSync(
    at('platform.sh'),
    `${readFileSync(at('platform.sh'), 'utf8').replace('esac', 'all) for f in fleet/$2/*; do echo "$3" > $f; done ;;\nesac')}`,
  )
  const { code, out } = await run('apply @plan.json --driver @driver.yaml')
  expect(code).toBe(0)
  expect(out).toContain('! stage 1 moves all 3 of server as one batch')
  expect(out).toContain('the plan says 1 first; the same of 1 other stage')
})

describe('the fleet as it is', () => {
  it('has the targets of its scopes, and what was told of what is still there', async () => {
    const rows = 'server@prod/eu=1.1.1x3 agent@prod/eu=1.1.1x4'
    const wishes = '--to server@prod=1.2.3 --to agent@prod=1.2.3 --batch agent=2'
    const { out: plan } = interlock(words(`plan --policy spire ${rows} ${wishes} --format json`))
    writeFileSync(at('plan.json'), plan)
    put('agent', 'a2', '1.0.2')
    const name = nameIn((await run('apply @plan.json --driver @driver.yaml')).out)
    const { out } = await run(`runs fleet ${name}`)
    writeFileSync(at('fleet.yaml'), out)
    expect(out.match(/target: 1.2.3/g)).toHaveLength(3)
    const anew = await run('plan @fleet.yaml')
    expect(anew.out).toContain('prod/eu · spire 1.0.2 → 1.1.1 → 1.2.3')
  })
})

describe('abort', () => {
  it('ends a run whatever is missing of the platform', async () => {
    const name = await paused()
    writeFileSync(at('state', 'runs', name, 'driver.yaml'), driver.replace('[sh,', '["{env.GONE}",'))
    expect((await run(`runs resume ${name}`)).err).toContain('the environment has no variable GONE')
    const { code, out } = await run(`runs abort ${name}`)
    expect({ code, isTold: out.includes('✗ aborted') }).toEqual({ code: 0, isTold: true })
    expect((await run('runs status')).out).toContain('aborted')
    rmSync(at('sick', 's2-1.2.3'))
    // Its scopes are free: another run looks at the fleet, and finds that it is another one.
    expect((await run('apply @plan.json --driver @driver.yaml')).out).toContain('paused')
  })
})

describe('on the way back', () => {
  it('versions are told as they change, and a pause is one on the way back', async () => {
    const name = await paused()
    writeFileSync(at('sick', 's1-1.1.1'), '')
    const { code, out } = await run(`runs undo ${name}`)
    expect(code).toBe(1)
    expect(out).toMatch(/1 {3}spire\/server@default → 1\.1\.1 from 1\.2\.3: s2/)
    expect(out).toContain('go on with the way back, or leave it as it is')
    expect((await run('runs status')).out).toContain('paused on the way back')
    rmSync(at('sick', 's1-1.1.1'))
    const resumed = await run(`runs resume ${name}`)
    expect(resumed.code).toBe(0)
    expect(resumed.out).toContain('✓ spire/server@default → 1.1.1')
  })
})

describe('resume', () => {
  it('goes on as was said when the run began', async () => {
    const name = await paused('--on-failure pause --max-parallel 1')
    const about = JSON.parse(readFileSync(at('state', 'runs', name, 'about.json'), 'utf8')) as object
    expect(about).toMatchObject({ maxParallel: 1, onFailure: 'pause' })
  })
})

describe('a run that cannot be read', () => {
  it.each(['status', 'log', 'resume'])('is a problem with its place: %s', async (what) => {
    const name = await paused()
    const file = at('state', 'runs', name, 'journal')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, lines.map((line, i) => (i === 2 ? line.replace('{', '[') : line)).join('\n'))
    const { code, err } = await run(`runs ${what} ${name}`)
    expect(code).toBe(2)
    expect(err).toMatch(/journal:3:1: error: /)
    expect(err).not.toContain('defect')
  })

  it('is told where it has lost its plan', async () => {
    const name = await paused()
    rmSync(at('state', 'runs', name, 'plan.json'))
    const { code, err } = await run(`runs status ${name}`)
    expect({ code, isTold: /plan\.json/.test(err) }).toEqual({ code: 2, isTold: true })
    const { out } = await run('runs list --format json')
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Run',
      run: name,
      error: expect.stringContaining('plan.json'),
    })
  })
})

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('never')
}
