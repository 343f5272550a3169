import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { bumpBetween } from './difference.ts'
import { numbered } from './numbered.ts'
import type { Scheme } from './scheme.ts'
import { semver } from './semver.ts'
import { template } from './template.ts'

const made = template({
  form: 'v{core}[-{pre}]-re.{marker}',
  fields: { core: { type: 'core' }, pre: { type: 'pre' }, marker: { type: 'number' } },
  order: ['core', 'pre', 'marker'],
})
if (!made.ok) throw new Error(made.problem.message)

const schemes = {
  semver: semver(),
  template: made.value,
  api: numbered({ numbers: 2, suffixes: ['alpha'] }),
  plain: numbered(),
} satisfies Record<string, Scheme>

const between = (scheme: keyof typeof schemes, a: string, b: string): string | undefined => {
  const [left, right] = [schemes[scheme].parse(a), schemes[scheme].parse(b)]
  if (!left.ok || !right.ok) throw new Error(`${a}, ${b}`)
  return bumpBetween(left.value, right.value)
}

describe('the first number that differs', () => {
  it.each([
    ['semver', '1.2.3', '2.0.0', 'major'],
    ['semver', '1.2.3', '1.3.0', 'minor'],
    ['semver', '1.3.0', '1.2.3', 'minor'],
    ['semver', '1.2.3', '1.2.4', 'patch'],
    ['semver', '1.2.3-rc.1', '1.2.3', 'other'],
    ['semver', '1.2.3-rc.1', '1.2.4-rc.1', 'patch'],
    ['semver', '1.2.3', '1.2.3', undefined],
    ['semver', '1.2.3+a', '1.2.3+b', undefined],
    ['semver', 'v1.2.3', '1.12.3', 'minor'],
    ['template', 'v1.2.3-re.1', 'v1.2.3-re.2', 'other'],
    ['template', 'v1.2.3-re.1', 'v1.3.0-re.1', 'minor'],
    ['template', 'v1.2.3-rc.0-re.1', 'v1.2.3-re.1', 'other'],
    ['api', 'v1.0', 'v1.1', 'minor'],
    ['api', 'v1.0-alpha', 'v1.0', 'other'],
    ['api', 'v1.0-alpha1', 'v2.0-alpha1', 'major'],
    ['plain', 'v1', 'v2', 'major'],
    ['plain', 'v1', 'v12', 'major'],
  ] as const)('%s: %s and %s: %s', (scheme, a, b, bump) => {
    expect(between(scheme, a, b)).toBe(bump)
  })

  it('is the same either way, and is where the numbers part', () => {
    const numbers = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3))
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const place = (['major', 'minor', 'patch'] as const).find((_, i) => a[i] !== b[i])
        expect(between('semver', a.join('.'), b.join('.'))).toBe(place)
        expect(between('semver', b.join('.'), a.join('.'))).toBe(place)
      }),
      runs(100),
    )
  })
})
