import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { parseScalarPath, type ScalarStep, scalarPathText } from './scalar-path.ts'

const member = (name: string): ScalarStep => ({ kind: 'member', name })

describe('a path to a value', () => {
  it.each<[string, readonly ScalarStep[]]>([
    ['image', [member('image')]],
    ['spec.template', [member('spec'), member('template')]],
    [
      'spec.containers[name=server].image',
      [
        member('spec'),
        member('containers'),
        { kind: 'where', name: 'name', value: 'server' },
        member('image'),
      ],
    ],
    ['items[0][1].a', [member('items'), { kind: 'item', at: 0 }, { kind: 'item', at: 1 }, member('a')]],
    ['labels["app.example/version"]', [member('labels'), member('app.example/version')]],
    ['"a.b".c', [member('a.b'), member('c')]],
    ['a["0"]', [member('a'), member('0')]],
    ['[name="a b\\"c"]', [{ kind: 'where', name: 'name', value: 'a b"c' }]],
    ['{scope}.image', [member('{scope}'), member('image')]],
  ])('%s', (text, steps) => {
    expect(parseScalarPath(text)).toEqual({ ok: true, value: steps })
  })

  it.each([
    ['', 'a name is expected at character 1 of the path'],
    ['.a', 'a name is expected at character 1 of the path'],
    ['a.', 'a name is expected at character 3 of the path'],
    ['a..b', 'a name is expected at character 3 of the path'],
    ['a b', '"." or "[" is expected at character 2 of the path'],
    ['a[', 'a number, a name, or name=value is expected at character 3 of the path'],
    ['a[b=]', 'a value is expected at character 5 of the path'],
    ['a[b', '"]" is expected at character 4 of the path'],
    ['a["b', 'a number, a name, or name=value is expected at character 3 of the path'],
  ])('%s is none', (text, problem) => {
    expect(parseScalarPath(text)).toEqual({ ok: false, problem })
  })

  it('is read as it was written', () => {
    const word = fc.string({ minLength: 1, maxLength: 6 }).filter((each) => !/^\d+$/.test(each))
    const step = fc.oneof(
      word.map(member),
      fc.nat(999).map((at): ScalarStep => ({ kind: 'item', at })),
      fc.tuple(word, word).map(([name, value]): ScalarStep => ({ kind: 'where', name, value })),
    )
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        expect(parseScalarPath(scalarPathText(steps))).toEqual({ ok: true, value: steps })
      }),
      runs(100),
    )
  })
})
