import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { judgeExample } from './examples.ts'
import { lint } from './lint.ts'

const rules = [
  {
    id: 'minor',
    kind: 'promise',
    of: ['hub'],
    bump: ['minor'],
    brings: 'compatible',
    counts: [{ id: 'new-member', interface: 'document', says: 'a new member' }],
  },
  {
    id: 'major',
    kind: 'promise',
    of: ['hub'],
    bump: ['major'],
    brings: 'breaking',
    gratuitous: 'error',
    counts: [{ id: 'lost-member', interface: 'document', says: 'a member less' }],
    exempt: [{ unfinished: true, because: 'unfinished' }],
  },
  { id: 'pause', kind: 'cadence', of: 'hub', unit: 'line', days: 10, from: '2024-01-01' },
  {
    id: 'told',
    kind: 'documented',
    of: ['hub'],
    bump: ['major'],
    pages: { notes: { title: 'N', ref: 'n' }, guide: { title: 'G', ref: 'g' } },
  },
  {
    id: 'rows',
    kind: 'table',
    of: ['hub', 'leaf'],
    rows: [{ hub: '1.0.0', leaf: '1.0.0' }],
    asOf: '2024-01-01',
  },
  { id: 'listed', kind: 'listed', of: 'hub', in: 'rows' },
  { id: 'flat', kind: 'definition', of: ['hub'] },
]
// Releases of the catalogue must not take part in examples.
const policy = made({ rules, releases: '1.0.0 1.1.0 2.0.0' })

const judged = (id: string, text: string): string => {
  const rule = policy.rules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  const found = judgeExample(rule, policy, text)
  return found.ok ? found.value : `cannot be read: ${found.problem}`
}

describe('an example is all the releases there are', () => {
  it.each([
    ['minor', 'hub=1.0.0 then hub=1.1.0 brings compatible', 'holds'],
    ['minor', 'hub=1.0.0 then hub=1.1.0 brings new-member', 'holds'],
    ['minor', 'hub=1.0.0 then hub=1.1.0 brings lost-member', 'broken'],
    ['minor', 'hub=1.1.0 brings breaking then hub=1.0.0', 'broken'],
    ['minor', 'leaf=1.0.0 then leaf=1.1.0 brings breaking', 'holds'],
    ['major', 'hub=1.0.0 then hub=2.0.0 brings lost-member', 'holds'],
    ['major', 'hub=1.0.0 then hub=2.0.0 brings new-member', 'broken'],
    ['pause', 'hub=1.0.0 on 2024-01-01 then hub=1.1.0 on 2024-01-11', 'holds'],
    ['pause', 'hub=1.0.0 on 2024-01-01 then hub=1.1.0 on 2024-01-10', 'broken'],
    ['pause', 'hub=1.0.0 on 2023-01-01 then hub=1.1.0 on 2023-01-02', 'holds'],
    ['pause', 'hub=1.0.0 then hub=1.1.0 on 2024-01-10', 'unknown'],
    ['told', 'hub=1.0.0 then hub=2.0.0 on 2024-01-10 with notes and guide', 'holds'],
    ['told', 'hub=1.0.0 then hub=2.0.0 on 2024-01-10 brings breaking with guide', 'broken'],
    ['listed', 'hub=1.0.0 on 2023-01-10', 'holds'],
    ['listed', 'hub=1.1.0 on 2023-01-10', 'broken'],
    ['listed', 'hub=1.1.0 on 2024-01-10', 'unknown'],
  ])('%s: %s: %s', (id, text, expected) => {
    expect(judged(id, text)).toBe(expected)
  })

  it.each([
    ['minor', '', 'is no release: write COMPONENT=VERSION'],
    ['minor', 'hub', 'is no release'],
    ['minor', 'hbu=1.0.0', 'is no release'],
    ['minor', 'hub=1.x', '"1.x" is no version of hub'],
    ['minor', 'hub=1.0.0 on monday', 'is no release'],
    ['minor', 'hub=1.0.0 brings compatibel', 'did you mean "compatible"?'],
    ['minor', 'hub=1.0.0 brings lost-mmber', 'did you mean "lost-member"?'],
    ['flat', 'hub=1.0.0', 'is not judged'],
  ])('%s: %j cannot be read', (id, text, problem) => {
    expect(judged(id, text)).toContain(problem)
  })
})

it('a promise that allows everything needs no example of being broken, and a definition none at all', () => {
  const missing = lint(policy).flatMap(({ rule, message }) =>
    rule === undefined ? [] : [`${rule}: ${message}`],
  )
  expect(missing.filter((text) => text.startsWith('mesh/flat'))).toEqual([])
  expect(missing.filter((text) => text.startsWith('mesh/major'))).toHaveLength(2)
  const open = made({ rules: [{ ...rules[1], gratuitous: 'note' }] })
  expect(lint(open).flatMap(({ rule, message }) => (rule === undefined ? [] : [message]))).toEqual([
    'no example shows when it holds',
  ])
})
