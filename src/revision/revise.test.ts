import { describe, expect, it } from 'vitest'
import type { PlanFacts, StageFacts } from './facts.ts'
import { revise } from './revise.ts'

/** Two groups that go up one after the other, as most plans do. */
const stage = (id: string, component: string, hop: string, changed: Partial<StageFacts> = {}): StageFacts => {
  const [from = '', to = ''] = hop.split(' → ')
  return {
    id,
    policy: 'depot',
    scope: 'yard',
    component,
    from: [from],
    to,
    count: 3,
    batch: 1,
    mode: 'rolling',
    needs: id === '1' ? [] : [String(Number(id) - 1)],
    together: [],
    by: [],
    gate: null,
    undo: { outcome: 'holds' },
    downtime: null,
    ...changed,
  }
}

const base: PlanFacts = {
  outcome: 'plan',
  digest: 'aaaa',
  asOf: '2026-01-01',
  moves: 6,
  policies: [
    {
      name: 'depot',
      digest: 'dddd',
      readings: {},
      rules: { skew: '1', step: '1' },
      releases: { crane: { '1.1': { newest: '1.1.4', count: 5, digest: '1' } } },
    },
  ],
  wishes: {
    targets: [{ policy: 'depot', component: 'crane', version: '1.2.0' }],
    via: [],
    mode: 'rolling',
    thaw: [],
    batches: [],
  },
  start: [{ policy: 'depot', scope: 'yard', component: 'crane', version: '1.0.0', count: 3 }],
  limits: { facts: {}, unavailable: [], waves: [] },
  migrations: [],
  stages: [
    stage('1', 'crane', '1.0.0 → 1.1.4'),
    stage('2', 'truck', '1.0.0 → 1.1.4'),
    stage('3', 'crane', '1.1.4 → 1.2.0'),
  ],
  tasks: [],
  why: [
    { kind: 'stop', rule: 'depot/step', component: 'crane', at: '1.1.4' },
    { kind: 'before', rule: 'depot/skew', later: '2' },
  ],
  warnings: [],
  questions: [],
  conflict: [],
}

const policy = (changed: object): PlanFacts['policies'] =>
  base.policies.map((one) => ({ ...one, digest: 'eeee', ...changed }))
const wishes = (changed: object): Partial<PlanFacts> => ({ wishes: { ...base.wishes, ...changed } })

/** `changed crane 1.1.4: to 1.1.4 → 1.1.5 [0]`: a change of a stage in one line. */
const told = (after: Partial<PlanFacts>, before: Partial<PlanFacts> = {}): string[] =>
  revise({ ...base, ...before }, { ...base, digest: 'bbbb', ...after }).stages.map((one) => {
    const members =
      one.change === 'changed'
        ? one.members.map(({ member, before: old, after: now }) => `${member} ${old} → ${now}`)
        : []
    return `${one.change} ${one.stage.component} ${one.stage.to}${members.length > 0 ? `: ${members.join(', ')}` : ''} [${one.because.join()}]`
  })

describe('what two plans do otherwise', () => {
  it.each<[string, readonly StageFacts[], readonly string[]]>([
    ['nothing', base.stages, []],
    [
      'other numbers are no change',
      base.stages.map((one) => ({ ...one, id: `${one.id}0`, needs: one.needs.map((id) => `${id}0`) })),
      [],
    ],
    [
      'another stop is the same stage, and the next one starts there',
      [
        stage('1', 'crane', '1.0.0 → 1.1.5'),
        stage('2', 'truck', '1.0.0 → 1.1.4'),
        stage('3', 'crane', '1.1.5 → 1.2.0'),
      ],
      ['changed crane 1.1.5: to 1.1.4 → 1.1.5 []', 'changed crane 1.2.0: from 1.1.4 → 1.1.5 []'],
    ],
    [
      'a stage less, and nothing waits anew for it',
      [stage('1', 'crane', '1.0.0 → 1.1.4'), stage('2', 'crane', '1.1.4 → 1.2.0')],
      ['removed truck 1.1.4 []'],
    ],
    ['a stage more', [...base.stages, stage('4', 'truck', '1.1.4 → 1.2.0')], ['added truck 1.2.0 []']],
    [
      'free to go',
      base.stages.map((one) => (one.id === '2' ? { ...one, needs: [] } : one)),
      ['changed truck 1.1.4: after crane 1.1.4 →  []'],
    ],
    [
      'the other way round',
      [
        stage('1', 'truck', '1.0.0 → 1.1.4'),
        stage('2', 'crane', '1.0.0 → 1.1.4'),
        stage('3', 'crane', '1.1.4 → 1.2.0'),
      ],
      ['changed truck 1.1.4: after crane 1.1.4 →  []', 'changed crane 1.1.4: after  → truck 1.1.4 []'],
    ],
    [
      'how it is carried out',
      [
        stage('1', 'crane', '1.0.0 → 1.1.4', {
          batch: 3,
          mode: 'stopped',
          downtime: { rule: null },
          gate: { until: 'it lifts' },
        }),
        ...base.stages.slice(1),
      ],
      ['changed crane 1.1.4: batch 1 → 3, mode rolling → stopped, gate  → it lifts, downtime no → yes []'],
    ],
    [
      'another scope is another group',
      base.stages.map((one) => ({ ...one, scope: 'quay' })),
      [
        'added crane 1.1.4 []',
        'added truck 1.1.4 []',
        'added crane 1.2.0 []',
        'removed crane 1.1.4 []',
        'removed truck 1.1.4 []',
        'removed crane 1.2.0 []',
      ],
    ],
  ])('%s', (_, stages, expected) => {
    expect(told({ stages })).toEqual(expected)
  })

  it('waits through tasks as through stages, and tells tasks that are new', () => {
    const stages = base.stages.map((one) => (one.id === '2' ? { ...one, needs: ['2a'] } : one))
    const tasks = [{ id: '2a', stage: '2', what: 'grease it', run: [], needs: ['1'], rule: 'depot/grease' }]
    expect(told({ stages, tasks })).toEqual(['changed truck 1.1.4: tasks  → grease it []'])
  })
})

describe('what two plans were made from otherwise', () => {
  it.each<[string, Partial<PlanFacts>, readonly unknown[]]>([
    ['nothing', {}, []],
    ['the day', { asOf: '2026-02-01' }, [{ kind: 'day', before: '2026-01-01', after: '2026-02-01' }]],
    [
      'a rule changed, one is gone and one is new',
      { policies: policy({ rules: { skew: '2', gate: '1' } }) },
      [
        { kind: 'rule', policy: 'depot', rule: 'skew', change: 'changed' },
        { kind: 'rule', policy: 'depot', rule: 'gate', change: 'added' },
        { kind: 'rule', policy: 'depot', rule: 'step', change: 'removed' },
      ],
    ],
    [
      'a release more',
      { policies: policy({ releases: { crane: { '1.1': { newest: '1.1.5', count: 6, digest: '2' } } } }) },
      [
        {
          kind: 'releases',
          policy: 'depot',
          component: 'crane',
          line: '1.1',
          before: { newest: '1.1.4', count: 5, digest: '1' },
          after: { newest: '1.1.5', count: 6, digest: '2' },
        },
      ],
    ],
    [
      'a line at the end that only one plan reaches says nothing',
      {
        policies: policy({
          digest: 'dddd',
          releases: {
            crane: {
              '1.1': { newest: '1.1.4', count: 5, digest: '1' },
              '1.2': { newest: '1.2.0', count: 1, digest: '3' },
            },
          },
        }),
      },
      [],
    ],
    ['words', { policies: policy({}) }, [{ kind: 'policy-elsewhere', policy: 'depot', isKnown: true }]],
    [
      'another policy, of which the parts are not told',
      { policies: policy({ rules: undefined }) },
      [{ kind: 'policy-elsewhere', policy: 'depot', isKnown: false }],
    ],
    [
      'a policy more',
      { policies: [...base.policies, { name: 'quay', readings: {} }] },
      [{ kind: 'policy', policy: 'quay', change: 'added' }],
    ],
    [
      'a reading',
      { policies: base.policies.map((one) => ({ ...one, readings: { skew: 'literal' } })) },
      [{ kind: 'reading', policy: 'depot', rule: 'skew', after: 'literal' }],
    ],
    [
      'the fleet',
      { start: base.start.map((row) => ({ ...row, count: 4 })) },
      [
        {
          kind: 'fleet',
          policy: 'depot',
          scope: 'yard',
          component: 'crane',
          before: base.start,
          after: [{ ...base.start[0], count: 4 }],
        },
      ],
    ],
    [
      'wishes',
      wishes({
        targets: [{ policy: 'depot', component: 'crane', version: '1.2.1' }],
        via: [{ policy: 'depot', component: 'crane', version: '1.1.2' }],
        mode: 'stopped',
        together: true,
        aim: 'supported',
        requireUndo: true,
        thaw: ['old'],
        batches: [{ policy: 'depot', component: 'crane', batch: '50%' }],
      }),
      [
        { kind: 'target', policy: 'depot', component: 'crane', before: '1.2.0', after: '1.2.1' },
        { kind: 'via', policy: 'depot', component: 'crane', after: '1.1.2' },
        { kind: 'batch', policy: 'depot', component: 'crane', after: '50%' },
        { kind: 'wish', name: 'mode', before: 'rolling', after: 'stopped' },
        { kind: 'wish', name: 'together', after: 'true' },
        { kind: 'wish', name: 'aim', after: 'supported' },
        { kind: 'wish', name: 'requireUndo', after: 'true' },
        { kind: 'thaw', name: 'old', change: 'added' },
      ],
    ],
    [
      'what the fleet says beside what runs',
      {
        limits: {
          facts: { sealed: true },
          unavailable: [{ component: 'depot/crane', versions: '1.1.x' }],
          waves: [{ name: 'first' }],
        },
      },
      [
        { kind: 'fact', name: 'sealed', after: 'true' },
        { kind: 'unavailable', name: 'depot/crane 1.1.x', change: 'added' },
        { kind: 'wave', name: 'first', change: 'added' },
      ],
    ],
    [
      'a manifest',
      { migrations: [{ subject: 'lamp v1', place: { file: 'a.yaml' } }] },
      [{ kind: 'manifest', name: 'a.yaml: lamp v1', change: 'added' }],
    ],
  ])('%s', (_, after, expected) => {
    expect(revise(base, { ...base, digest: 'bbbb', ...after }).inputs).toEqual(expected)
  })
})

describe('which inputs speak of a change', () => {
  const stopped = [stage('1', 'crane', '1.0.0 → 1.1.5'), ...base.stages.slice(1)]

  it.each<[string, Partial<PlanFacts>, readonly string[]]>([
    [
      'a release that is the new stop',
      {
        stages: stopped,
        policies: policy({ releases: { crane: { '1.1': { newest: '1.1.5', count: 6, digest: '2' } } } }),
      },
      ['changed crane 1.1.5: to 1.1.4 → 1.1.5 [0]'],
    ],
    [
      'a release of something else',
      {
        stages: base.stages.map((one) => (one.id === '2' ? { ...one, batch: 2 } : one)),
        policies: policy({ releases: { crane: { '1.1': { newest: '1.1.5', count: 6, digest: '2' } } } }),
      },
      ['changed truck 1.1.4: batch 1 → 2 []'],
    ],
    [
      'the rule for which a stage waited',
      {
        stages: base.stages.map((one) => (one.id === '2' ? { ...one, needs: [] } : one)),
        policies: policy({ rules: { skew: '2', step: '1' } }),
      },
      ['changed truck 1.1.4: after crane 1.1.4 →  [0]'],
    ],
    [
      'the fleet in the same scope',
      {
        stages: [stage('1', 'crane', '1.0.0 → 1.1.4', { count: 4 }), ...base.stages.slice(1)],
        start: base.start.map((row) => ({ ...row, count: 4 })),
      },
      ['changed crane 1.1.4: count 3 → 4 [0]'],
    ],
  ])('%s', (_, after, expected) => {
    expect(told(after)).toEqual(expected)
  })

  it('what hinders is told, and warnings that came and went', () => {
    const revision = revise(
      { ...base, warnings: [{ message: 'a' }, { message: 'b' }] },
      {
        ...base,
        outcome: 'impossible',
        stages: [],
        conflict: [{ causes: [{ message: 'it is frozen' }] }],
        warnings: [{ message: 'b' }, { message: 'c' }],
      },
    )
    expect(revision.hindrances).toEqual(['it is frozen'])
    expect(revision.warnings).toEqual({ added: ['c'], removed: ['a'] })
    expect(revision.stages.map(({ change }) => change)).toEqual(['removed', 'removed', 'removed'])
  })
})
