import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { harbour } from '../../test/negotiate/harbour.ts'
import { negotiate } from './negotiate.ts'
import type { Negotiation, Peer } from './result.ts'

const peer = (text: string): Peer => {
  const [component = '', said = ''] = text.split('=')
  if (said === '?') return { component }
  return said.startsWith('protocol:') ? { component, protocol: said.slice(9) } : { component, version: said }
}

const ask = (text: string): Negotiation => {
  const [state = '', ...needs] = text.split(' needs ')
  const [left = '', right = ''] = state.split(' ')
  const result = negotiate({ policy: harbour, peers: [peer(left), peer(right)], needs })
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

const short = (result: Negotiation): string => {
  switch (result.outcome) {
    case 'settled': {
      const { protocol, lost, recommended, needs } = result
      const without = lost.map(({ name, lackedBy }) => `${name}(${lackedBy.join('+')})`).join(' ')
      const mend = recommended === undefined ? '' : ` → ${recommended.component} ${recommended.version}`
      const needed = needs.map(
        ({ name, isMet, upgrades }) =>
          `; ${name} ${isMet ? 'there' : `from ${upgrades.map((each) => `${each.component} ${each.version}`).join(' and ')}`}`,
      )
      return `${protocol}${without === '' ? '' : ` without ${without}`}${mend}${needed.join('')}`
    }
    case 'supported':
      return 'supported'
    case 'refused':
      return `refused by ${result.rule.id}${result.recommended === undefined ? '' : ` → ${result.recommended.version}`}`
    case 'unknown':
      return `unknown: ${result.peers.map(({ doubt }) => doubt ?? '-').join(' ')}`
  }
}

test.each([
  ['pilot=1.4.2 harbour=1.4.2', '1.5.0'],
  ['pilot=1.4.2 harbour=1.2.0', '1.3.0 without ICE(harbour) → harbour 1.4.2'],
  ['harbour=1.2.0 pilot=1.4.2', '1.3.0 without ICE(harbour) → harbour 1.4.2'],
  ['pilot=1.2.0 harbour=1.3.0', '1.3.0 without ICE(pilot+harbour)'],
  ['pilot=1.1.0 harbour=1.3.0', '1.1.0 without FOG(pilot) ICE(pilot+harbour) → pilot 1.2.0'],
  ['pilot=? harbour=1.4.2', '1.2.0 without FOG(pilot) ICE(pilot) → pilot 1.3.0'],
  ['pilot=? harbour=?', '1.2.0 without FOG(pilot+harbour) ICE(pilot+harbour)'],
  ['pilot=protocol:1.4.9 harbour=1.4.2', '1.4.9 without ICE(pilot) → pilot 1.3.0'],
  [
    'pilot=1.4.2 harbour=1.1.0 needs FOG',
    '1.1.0 without FOG(harbour) ICE(harbour) → harbour 1.4.2; FOG from harbour 1.2.0',
  ],
  [
    'pilot=1.4.2 harbour=1.1.0 needs TIDES',
    '1.1.0 without FOG(harbour) ICE(harbour) → harbour 1.4.2; TIDES there',
  ],
  [
    'pilot=1.2.0 harbour=1.2.0 needs ICE',
    '1.3.0 without ICE(pilot+harbour); ICE from pilot 1.3.0 and harbour 1.4.2',
  ],
  ['pilot=1.0.0 harbour=1.4.2', 'refused by talk → 1.3.0'],
  ['pilot=0.9.0 harbour=1.4.2', 'unknown: not-listed -'],
  ['pilot=1.2 harbour=1.4.2', 'unknown: not-a-version -'],
  ['pilot=1.2.0-dev harbour=1.4.2', 'unknown: development -'],
  ['buoy=1.2.0 harbour=1.3.0', 'supported'],
  ['buoy=1.1.0 harbour=1.3.0', 'refused by buoy-skew → 1.2.0'],
  ['buoy=1.4.2 harbour=1.3.0', 'refused by buoy-skew → 1.4.2'],
  ['buoy=? harbour=1.3.0', 'unknown: silent -'],
  ['buoy=1.2.0 pilot=1.2.0', 'unknown: - -'],
])('%s: %s', (asked, expected) => {
  expect(short(ask(asked))).toBe(expected)
})

test.each([
  ['pilot=1.2.0 tug=1.2.0', '"tug" is no component'],
  ['pilot=1.2.0 pilot=1.3.0', 'a handshake has two sides'],
  ['pilot=1.2.0 harbour=1.2.0 needs FOGS', '"FOGS" is no capability of harbour/talk'],
  ['buoy=1.2.0 harbour=1.2.0 needs FOG', 'no rule of harbour settles what these two can do together'],
])('wrong use: %s', (asked, message) => {
  expect(() => ask(asked)).toThrow(message)
})

describe('whatever the two speak,', () => {
  const version = fc.tuple(fc.constant(1), fc.integer({ min: 1, max: 7 }), fc.nat(3)).map((n) => n.join('.'))
  const said = fc.option(version, { nil: undefined })
  const settle = (pilot: string | undefined, port: string | undefined) => {
    const result = negotiate({
      policy: harbour,
      peers: [
        { component: 'pilot', protocol: pilot },
        { component: 'harbour', protocol: port },
      ],
    })
    if (!result.ok || result.value.outcome !== 'settled') throw new Error('not settled')
    return result.value
  }

  test('they settle on the version of one of them, or on the assumed one', () => {
    fc.assert(
      fc.property(said, said, (a, b) => {
        expect([a ?? '1.2.0', b ?? '1.2.0']).toContain(settle(a, b).protocol)
      }),
      runs(100),
    )
  })

  test('it is no matter who is who', () => {
    fc.assert(
      fc.property(said, said, (a, b) => {
        expect(settle(a, b).protocol).toBe(settle(b, a).protocol)
        expect(settle(a, b).lost.map(({ name }) => name)).toEqual(settle(b, a).lost.map(({ name }) => name))
      }),
      runs(100),
    )
  })

  test('a newer peer loses nothing', () => {
    fc.assert(
      fc.property(version, version, fc.integer({ min: 1, max: 9 }), (a, b, more) => {
        const [major, minor, patch] = a.split('.')
        const newer = `${major}.${Number(minor) + more}.${patch}`
        const names = (text: string) => settle(text, b).available.map(({ name }) => name)
        expect(names(newer)).toEqual(expect.arrayContaining(names(a)))
      }),
      runs(100),
    )
  })
})
