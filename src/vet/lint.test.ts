import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { lint } from './lint.ts'

describe('components that no rule judges', () => {
  const skew = { id: 'skew', kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind: 1, ahead: 0 }
  const silent = (of: string) => ({ id: 'silent', kind: 'silent', of })
  const alone = (...rules: Record<string, unknown>[]) =>
    lint(made({ rules: [skew, ...rules], components: ['hub', 'leaf', 'store'] }))
      .map(({ message }) => message)
      .filter((message) => message.startsWith('no rule speaks of'))

  it.each([
    ['no rule at all', [], 1],
    ['one that says nothing of some versions', [silent('store <1.0.0')], 1],
    ['one that says on purpose that nothing is known', [silent('store')], 0],
    ['one that compares', [{ ...skew, id: 'store', of: 'store' }], 0],
    ['one about releases only', [{ id: 'pause', kind: 'cadence', of: 'store', unit: 'line', days: 1 }], 1],
  ])('%s', (_, rules, count) => {
    expect(alone(...rules)).toHaveLength(count)
  })
})
