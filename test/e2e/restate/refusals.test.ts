import { describe, expect, it } from 'vitest'
import { interlock } from '../interlock.ts'
import { markerOf } from './cluster.ts'
import { eachWithServers } from './each.ts'
import { writeFleet } from './fleet.ts'

/*
 * What one server does with data that others have written, beside what the shipped policy says of it. The policy's word is asked for
 * before the server's.
 */

const cluster = eachWithServers(1)
const node = () => cluster().nodes[0]!

/** Lets one version after the other run on the data. */
async function runOnce(...versions: readonly string[]): Promise<void> {
  for (const version of versions) {
    await cluster().start(version)
    await cluster().stop(node())
  }
}

/** Rules by which the policy says that the server does not start after such a move. */
async function refusedBy(from: string, to: string): Promise<readonly string[]> {
  const question = ['check', '--policy', 'restate', `server=${from}`, '--to', to]
  const { out } = await interlock([...question, '--format', 'json'])
  const { findings } = JSON.parse(out) as { findings: readonly { rule: string; enforced?: string }[] }
  return findings.filter(({ enforced }) => enforced === 'start').map(({ rule }) => rule)
}

describe('a move of one server', () => {
  it.each([
    { from: '1.5.3', to: '1.6.2' },
    { from: '1.6.2', to: '1.7.12' },
    { from: '1.6.2', to: '1.5.3' },
    { from: '1.7.12', to: '1.6.2' },
  ])('$from → $to starts, and the policy knows', async ({ from, to }) => {
    expect(await refusedBy(from, to)).toEqual([])

    await runOnce(from, to)
    expect(markerOf(node()).current_version).toBe(to)
  })

  it.each([
    {
      from: '1.5.3',
      to: '1.7.12',
      rule: 'restate/data-too-old',
      words: "Upgrade from '1.5.3' to '1.7.12' by going through all minor versions in sequence",
    },
    {
      from: '1.7.12',
      to: '1.5.3',
      rule: 'restate/data-too-new',
      words: "Restate version '1.5.3' is forward incompatible with data directory",
      passing: ['1.5.3', '1.6.2'],
    },
  ])('$from → $to is refused by the server and by $rule', async ({ from, to, rule, words, passing = [] }) => {
    expect(await refusedBy(from, to)).toEqual([rule])

    await runOnce(...passing, from)
    const { code, output } = await cluster().refusal(node(), to)
    expect(code).toBe(1)
    expect(output).toContain(words)
    // Who was refused has changed nothing.
    expect(markerOf(node()).current_version).toBe(from)
  })
})

describe('the marker beside the data', () => {
  it('names the minor before as the oldest that may read it, and the newest that ever ran decides', async () => {
    const markers: string[] = []
    for (const version of ['1.5.3', '1.6.2', '1.7.12', '1.6.2']) {
      await runOnce(version)
      const { current_version, max_version, min_forward_compatible_version } = markerOf(node())
      markers.push(`${current_version} of ${max_version}, for ${min_forward_compatible_version} and newer`)
    }
    expect(markers).toEqual([
      '1.5.3 of 1.5.3, for 1.4.0 and newer',
      '1.6.2 of 1.6.2, for 1.5.0 and newer',
      '1.7.12 of 1.7.12, for 1.6.0 and newer',
      '1.6.2 of 1.7.12, for 1.6.0 and newer',
    ])

    // One line back again would have been fine, had 1.7 never run here.
    const { code, output } = await cluster().refusal(node(), '1.5.3')
    expect(code).toBe(1)
    expect(output).toContain("Requiring Restate version >= '1.6.0'")
  })
})

describe('plan', () => {
  it('goes through the minor between', async () => {
    const { code, out } = await plan('')
    expect(code).toBe(0)
    expect(out).toContain('1.5.3 → 1.6.2 → 1.7.12')
  })

  it('refuses to skip it, for the reason that the server gives', async () => {
    const { code, out } = await plan(
      'unavailable: [{ component: server, versions: 1.6.x, because: nobody installs it }]\n',
    )
    expect(code).toBe(1)
    expect(out).toContain('a server goes up through every minor    restate/one-minor-per-upgrade')
  })

  const plan = (more: string) =>
    interlock(['plan', writeFleet(cluster().folder, '1.5.3', more), '--to', '1.7.12'])
})
