import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import type { InterfaceChange } from '../compare/index.ts'
import { numbered, semver } from '../version/index.ts'
import { classifyChange, judgeByPath, judgeStep, judgeWithoutVersion } from './classify.ts'

const policy = made({
  components: ['hub', 'part', 'other'],
  interfaces: [{ id: 'calls', of: ['hub'], format: 'go', files: ['*.go'] }],
  rules: [
    {
      id: 'major',
      kind: 'promise',
      of: ['hub'],
      bump: ['major'],
      brings: 'breaking',
      counts: [
        {
          id: 'more',
          interface: 'calls',
          says: 'more',
          changes: [{ kinds: ['method-added'], path: 'Store.*' }],
        },
        { id: 'in-calls', interface: 'calls', says: 'any', changes: [{ in: 'calls', path: 'Only*' }] },
      ],
    },
    {
      id: 'minor',
      kind: 'promise',
      of: ['hub'],
      bump: ['minor'],
      brings: 'compatible',
      counts: [
        {
          id: 'lost',
          interface: 'calls',
          says: 'less',
          changes: [{ format: 'go', kinds: ['method-removed'], path: '*.Old' }],
        },
        { id: 'both', interface: 'calls', says: 'both', changes: [{ path: 'Store.Both' }] },
      ],
    },
    { id: 'patch', kind: 'promise', of: ['hub'], bump: ['patch'], brings: 'fixes' },
    { id: 'part', kind: 'promise', of: ['part'], bump: ['major'], brings: 'breaking', gratuitous: 'error' },
  ],
})

const change = (
  as: InterfaceChange['class'],
  kind: InterfaceChange['kind'],
  path: string,
): InterfaceChange => ({
  format: 'go',
  kind,
  path,
  class: as,
  places: {},
})

const version = (text: string, scheme = semver()) => {
  const read = scheme.parse(text)
  if (!read.ok) throw new Error(text)
  return read.value
}

describe('what a policy calls a change', () => {
  it.each([
    ['compatible', 'method-added', 'Store.Get', undefined, 'breaking', 'more'],
    ['breaking', 'method-removed', 'Store.Old', undefined, 'compatible', 'lost'],
    ['breaking', 'method-removed', 'Store.Get', undefined, 'breaking', undefined],
    ['compatible', 'method-added', 'Queue.Get', undefined, 'compatible', undefined],
    ['documentation', 'description-changed', 'Store', undefined, 'fixes', undefined],
    ['unknown', 'type-changed', 'Store', undefined, 'unknown', undefined],
    ['compatible', 'field-added', 'Only.Here', 'calls', 'breaking', 'in-calls'],
    ['compatible', 'field-added', 'Only.Here', undefined, 'compatible', undefined],
    // The gravest of those that fit.
    ['compatible', 'method-added', 'Store.Both', undefined, 'breaking', 'more'],
  ] as const)('%s %s %s in %s: %s by %s', (as, kind, path, inside, brings, count) => {
    const judged = classifyChange(policy, 'hub', change(as, kind, path), inside)
    expect({ brings: judged.brings, count: judged.by?.count.id }).toEqual({ brings, count })
  })
})

describe('whether a number allows what changed', () => {
  const breaking = change('breaking', 'method-removed', 'A.b')
  const added = change('compatible', 'method-added', 'A.b')
  const unsure = change('unknown', 'type-changed', 'A')
  const words = change('documentation', 'description-changed', 'A')
  it.each([
    ['1.0.0', '1.1.0', [breaking], 'broken', 'major'],
    ['1.0.0', '2.0.0', [breaking, unsure], 'kept', 'major'],
    ['1.0.0', '1.1.0', [added], 'kept', 'minor'],
    ['1.0.0', '1.0.1', [added], 'broken', 'minor'],
    ['1.0.0', '1.0.1', [words], 'kept', 'patch'],
    ['1.0.0', '1.1.0', [unsure], 'unknown', 'patch'],
    ['1.0.0', '1.1.0', [unsure, breaking], 'broken', 'major'],
    ['1.0.0', '1.0.0', [added], 'broken', 'minor'],
    ['1.0.0', '1.0.0', [words], 'kept', 'patch'],
    ['1.0.0', '1.0.0', [], 'kept', 'patch'],
    ['1.0.0-rc.1', '1.0.0', [breaking], 'unknown', 'major'],
    ['1.0.0-rc.1', '1.0.0', [], 'kept', 'patch'],
  ] as const)('%s to %s: %#', (from, to, changes, verdict, needs) => {
    const judged = changes.map((each) => classifyChange(policy, 'hub', each))
    const step = judgeStep(policy, 'hub', [version(from), version(to)], judged)
    expect({ verdict: step.verdict, needs: step.needs?.bump }).toEqual({ verdict, needs })
  })

  it('of a component that no promise speaks of nobody can tell, unless nothing changed', () => {
    const judged = [classifyChange(policy, 'other', breaking)]
    expect(judgeStep(policy, 'other', [version('1.0.0'), version('1.1.0')], judged).verdict).toBe('unknown')
    expect(judgeStep(policy, 'other', [version('1.0.0'), version('1.1.0')], []).verdict).toBe('kept')
  })

  it('without a version, what breaks is open', () => {
    expect(judgeWithoutVersion('hub', [classifyChange(policy, 'hub', breaking)]).verdict).toBe('unknown')
    expect(judgeWithoutVersion('hub', [classifyChange(policy, 'hub', added)]).verdict).toBe('kept')
  })

  it('versions that stand in paths are judged one by one, and what is new owes nothing', () => {
    const paths = [
      change('breaking', 'field-removed', 'store.shelf v1 metadata.host'),
      change('compatible', 'field-added', 'store.box v1 metadata.size'),
      change('compatible', 'interface-added', 'store.shelf v2'),
      change('breaking', 'method-removed', 'api/hub/v3/hub.proto Hub.Get'),
      change('breaking', 'type-removed', 'nothing'),
    ]
    const judged = paths.map((each) => classifyChange(policy, 'part', each))
    const steps = judgeByPath(policy, 'part', numbered({ numbers: 1 }), judged)
    expect(steps.map(({ part, called, next, verdict }) => [part, called, next, verdict])).toEqual([
      ['store.shelf', 'v1', 'v2', 'broken'],
      ['store.box', 'v1', 'v2', 'kept'],
      ['store.shelf', 'v2', 'v3', 'kept'],
      ['api/hub', 'v3', 'v4', 'broken'],
      [undefined, undefined, undefined, 'unknown'],
    ])
  })
})
