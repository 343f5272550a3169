import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { runs } from '../../test/fuzz/runs.ts'
import { semver } from '../version/index.ts'
import { changeNamed, judgeChange } from './change.ts'

const promise = (bump: string, brings: string, more: object = {}) => ({
  id: bump,
  kind: 'promise',
  of: ['hub'],
  bump: [bump],
  brings,
  ...more,
})

const policy = made({
  rules: [
    promise('major', 'breaking', {
      gratuitous: 'note',
      counts: [{ id: 'lost-hook', interface: 'hooks', says: 'a hook less' }],
    }),
    promise('minor', 'compatible', { exempt: [{ versions: '<1.0.0', because: 'young' }] }),
    promise('patch', 'fixes'),
  ],
})

const scheme = semver()
const version = (text: string) => {
  const read = scheme.parse(text)
  if (!read.ok) throw new Error(text)
  return read.value
}

const judged = (a: string, b: string, name: string, component = 'hub'): string => {
  const change = changeNamed(policy, name)
  if (!change.ok) return change.problem
  const verdict = judgeChange(policy, component, [version(a), version(b)], change.value.kind)
  if (verdict.kind !== 'too-much') return verdict.kind
  return `${verdict.kind}, needs ${verdict.needs?.bump ?? 'what there is not'}`
}

describe('whether a step may bring a change', () => {
  it.each([
    ['1.0.0', '1.0.1', 'fixes', 'allowed'],
    ['1.0.0', '1.0.1', 'compatible', 'too-much, needs minor'],
    ['1.0.0', '1.0.1', 'lost-hook', 'too-much, needs major'],
    ['1.0.0', '1.1.0', 'fixes', 'allowed'],
    ['1.0.0', '1.1.0', 'compatible', 'allowed'],
    ['1.0.0', '1.1.0', 'breaking', 'too-much, needs major'],
    ['1.1.0', '1.0.0', 'breaking', 'too-much, needs major'],
    ['1.0.0', '2.0.0', 'lost-hook', 'allowed'],
    ['1.0.0', '2.0.0', 'fixes', 'gratuitous'],
    ['0.1.0', '0.2.0', 'breaking', 'exempt'],
    ['1.0.0-rc.1', '1.0.0', 'breaking', 'unknown'],
    ['1.0.0', '1.1.0', 'lost-hok', '"lost-hok" is no change that a rule names: did you mean "lost-hook"?'],
  ])('%s to %s, %s: %s', (a, b, change, expected) => {
    expect(judged(a, b, change)).toBe(expected)
  })

  it('of a component that no promise speaks of, nobody can tell', () => {
    expect(judged('1.0.0', '2.0.0', 'fixes', 'leaf')).toBe('unknown')
  })

  it('where no number may bring it, none is named', () => {
    const strict = made({ rules: [promise('patch', 'fixes')] })
    expect(judgeChange(strict, 'hub', [version('1.0.0'), version('1.0.1')], 'breaking')).toMatchObject({
      kind: 'too-much',
      needs: undefined,
    })
  })

  it('the number that it needs may bring it', () => {
    const part = fc.integer({ min: 1, max: 3 })
    const change = fc.constantFrom('fixes', 'compatible', 'breaking')
    fc.assert(
      fc.property(part, part, part, fc.constantFrom(0, 1, 2), change, (x, y, z, place, name) => {
        const from = [x, y, z]
        const to = from.map((number, i) => (i === place ? number + 1 : i > place ? 0 : number))
        const said = judged(from.join('.'), to.join('.'), name)
        const needs = /needs (.*)$/.exec(said)?.[1]
        if (needs === undefined) return
        const next = { major: `${x + 1}.0.0`, minor: `${x}.${y + 1}.0`, patch: `${x}.${y}.${z + 1}` }[needs]
        expect(judged(from.join('.'), next ?? '', name)).toBe('allowed')
      }),
      runs(100),
    )
  })
})
