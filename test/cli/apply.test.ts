import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'
import { driver, fleet, madePlatform, told } from './made-platform.ts'

/* Plans carried out on a made-up platform. */

const { put, versions, moves, run, at } = madePlatform()

describe('interlock apply', () => {
  it('carries a plan out, and tells it', async () => {
    const { code, out, err } = await run('apply @plan.json --driver @driver.yaml')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    await expect(told(out)).toMatchFileSnapshot('runs/apply.txt')
    expect([...versions('server'), ...versions('agent')]).toEqual(Array(7).fill('1.2.3'))
    expect(moves()).toHaveLength(7)
    const list = await run('runs list')
    expect(told(list.out)).toBe('RUN  done  2 of 2 stages\n')
  })

  it('understands a platform that spells versions in its own way', async () => {
    for (const [component, ids] of Object.entries(fleet)) for (const id of ids) put(component, id, 'v1.1.1')
    const file = at('driver.yaml')
    const gated = driver.replace('poll:', 'gates: { healthy: { kind: health, within: 2s } }\npoll:')
    writeFileSync(file, gated.replace('"{to}"', '"v{to}"'))
    const { code, out } = await run('apply @plan.json --driver @driver.yaml')
    expect(code, out).toBe(0)
    expect([...versions('server'), ...versions('agent')]).toEqual(Array(7).fill('v1.2.3'))
    expect(moves()).toHaveLength(7)
  })

  it('refuses a plan that somebody has changed', async () => {
    const file = at('plan.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"batch": 2', '"batch": 4'))
    const { code, err } = await run('apply @plan.json --driver @driver.yaml')
    expect(code).toBe(2)
    expect(err).toContain('its seal is broken')
    expect(versions('agent')).toEqual(Array(4).fill('1.1.1'))
  })

  it('proves a plan that was written by hand, and refuses it where it does not hold', async () => {
    const file = at('plan.json')
    const { seal: _, ...plan } = JSON.parse(readFileSync(file, 'utf8')) as {
      seal: string
      stages: { needs: string[] }[]
    }
    writeFileSync(file, JSON.stringify(plan))
    expect((await run('apply @plan.json --driver @driver.yaml')).err).toContain('has no seal')
    for (const stage of plan.stages) stage.needs = []
    writeFileSync(file, JSON.stringify(plan))
    const { code, err } = await run('apply @plan.json --driver @driver.yaml --unsealed')
    expect({ code, isTold: /does not hold: .*agent/.test(err) }).toEqual({ code: 1, isTold: true })
  })

  it('moves nothing where the fleet is not the one that was planned for', async () => {
    put('agent', 'a2', '1.0.2')
    const { code, out } = await run('apply @plan.json --driver @driver.yaml')
    expect(code).toBe(1)
    expect(out).toContain('spire/agent@default at 1.0.2: 0 expected, 1 there')
    expect(versions('server')).toEqual(Array(3).fill('1.1.1'))
  })

  it('pauses at an instance that does not come back, and goes on where it stood', async () => {
    writeFileSync(at('sick', 's2-1.2.3'), '')
    const paused = await run('apply @plan.json --driver @driver.yaml')
    expect(paused.code).toBe(1)
    expect(told(paused.out)).toContain('‖ paused   1 has not arrived: s2 is at 1.2.3, but not ready')
    expect(versions('server')).toEqual(['1.2.3', '1.2.3', '1.1.1'])
    const status = await run('runs status')
    expect(status.out).toContain('paused: 1 has not arrived')
    rmSync(at('sick', 's2-1.2.3'))
    const name = /run (\S+)/.exec(paused.out)?.[1] ?? ''
    const resumed = await run(`runs resume ${name}`)
    expect(resumed.code).toBe(0)
    expect(moves()).toHaveLength(7)
    expect(new Set(moves()).size).toBe(7)
  })

  it('goes back the way it came', async () => {
    writeFileSync(at('sick', 'a3-1.2.3'), '')
    const { code, out } = await run('apply @plan.json --driver @driver.yaml --on-failure undo')
    expect(code).toBe(1)
    expect(told(out)).toContain('↶ undone   run RUN')
    expect([...versions('server'), ...versions('agent')]).toEqual(Array(7).fill('1.1.1'))
  })

  it('lets one run at a time into a scope', async () => {
    writeFileSync(at('sick', 's1-1.2.3'), '')
    const first = await run('apply @plan.json --driver @driver.yaml')
    const second = await run('apply @plan.json --driver @driver.yaml')
    expect(second.code).toBe(2)
    expect(told(second.err)).toContain('RUN')
    const name = /run (\S+)/.exec(first.out)?.[1] ?? ''
    expect((await run(`runs abort ${name}`)).code).toBe(0)
    rmSync(at('sick', 's1-1.2.3'))
    put('server', 's1', '1.1.1')
    expect((await run('apply @plan.json --driver @driver.yaml')).code).toBe(0)
  })

  it('tells programs in lines of JSON', async () => {
    const { out } = await run('apply @plan.json --driver @driver.yaml --format json')
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; outcome?: string })
    expect(lines.at(-1)).toMatchObject({ kind: 'RunResult', outcome: 'done' })
    const others = lines.slice(0, -1).map(({ kind }) => kind)
    expect(others.filter((kind) => kind !== 'RunEvent' && kind !== 'RunWait')).toEqual(['RunState'])
    expect(others).toContain('RunEvent')
  })

  it('tells what may run together as it goes', async () => {
    for (const id of fleet.agent) put('agent', id, '1.2.3')
    const { out: plan } = interlock(
      words('plan --policy spire server=1.1.1x3 agent=1.2.3x4 --to 1.2.3 --format json'),
    )
    writeFileSync(at('plan.json'), plan)
    const { out } = await run('apply @plan.json --driver @driver.yaml --format json')
    const states = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; verdict: string; rules: readonly string[] })
      .filter(({ kind }) => kind === 'RunState')
    expect(states.map(({ verdict, rules }) => `${verdict} ${rules.join()}`)).toEqual([
      'unsupported spire/agent-not-newer',
      'supported ',
    ])
    expect((await run('runs status')).out).toContain('the fleet is supported')
  })

  it('hands out what is there, to be planned for anew', async () => {
    put('agent', 'a2', '1.0.2')
    const drifted = await run('apply @plan.json --driver @driver.yaml')
    const name = /run (\S+)/.exec(drifted.out)?.[1] ?? ''
    expect(drifted.out).toContain(`interlock runs fleet ${name} > fleet-now.yaml`)
    writeFileSync(at('fleet.yaml'), (await run(`runs fleet ${name}`)).out)
    const anew = await run('plan @fleet.yaml --format json')
    expect(anew.err).toBe('')
    writeFileSync(at('plan.json'), anew.out)
    expect((await run(`runs abort ${name}`)).code).toBe(0)
    const { code, out } = await run('apply @plan.json --driver @driver.yaml')
    expect(code, out).toBe(0)
    expect([...versions('server'), ...versions('agent')]).toEqual(Array(7).fill('1.2.3'))
  })
})

describe('the live view', () => {
  const esc = String.fromCharCode(27)
  /** Up so many lines, and all below away. */
  const redraw = new RegExp(`${esc}\\[(\\d+)A${esc}\\[0J`)

  /** What stands on a terminal at the end. */
  function screenOf(text: string): readonly string[] {
    const [first = '', ...drawings] = text
      .split(new RegExp(`(?=${redraw.source})`))
      .filter((one) => !/^\d+$/.test(one))
    const lines = first.split('\n')
    for (const drawing of drawings) {
      lines.splice(lines.length - 1 - Number(redraw.exec(drawing)?.[1]))
      lines.push(...drawing.replace(redraw, '').split('\n'))
    }
    return lines
  }

  it('leaves on a terminal what is told without one, and draws nothing wider than it', async () => {
    const live = (await run('apply @plan.json --driver @driver.yaml', { columns: 36 })).out
    for (const [component, ids] of Object.entries(fleet)) for (const id of ids) put(component, id, '1.1.1')
    const plain = (await run('apply @plan.json --driver @driver.yaml')).out
    const drawn = live.split('\n').filter((line) => /^ {2}([▸✓ ] |running)/.test(line))
    expect(drawn).toContain('  running   the fleet is supported …')
    expect(drawn.filter((line) => line.length > 36)).toEqual([])
    const untimed = (lines: readonly string[]) =>
      told(lines.join('\n'))
        .split('\n')
        .filter((line) => !line.includes('waits:'))
    expect(untimed(screenOf(live))).toEqual(untimed(plain.split('\n')))
  })
})
