import { describe, expect, test } from 'vitest'
import { hubTogether, leafFollows, madeWorld } from './made-world.ts'
import { solve, solveWithRoute, startVerdict } from './oracle.ts'

const plan = (moves: number) => ({ outcome: 'plan', moves })
const unknown = (moves: number) => ({ outcome: 'unknown', moves })
const impossible = { outcome: 'impossible' }
const nothing = { outcome: 'nothing-to-do' }

const lines = '1.0.0 1.1.0 1.2.0 1.3.0 1.4.0'
const stepOfHub = { kind: 'step', of: 'hub', unit: 'line', up: 1, down: 1 } as const

describe('counterexamples', () => {
  test('two stops in one line can be needed', () => {
    // The hub enters major 2 only when the leaf is in major 1, and the leaf gets to its target only then.
    const world = madeWorld(
      {
        hub: { releases: '0.1.0 1.1.0 2.0.0', runs: '2 x 0.1.0', target: '2.0.0' },
        leaf: { releases: '0.0.0 1.1.0 1.2.0', runs: '3 x 0.0.0', target: '1.2.0' },
      },
      [
        { kind: 'step', of: 'hub', unit: 'major', up: 1, down: 1 },
        { kind: 'window', of: 'leaf', to: 'hub', unit: 'release', behind: 'any', ahead: 0, against: 'every' },
        { kind: 'window', of: 'leaf', to: 'hub', unit: 'major', behind: 1, ahead: 'any', against: 'every' },
      ],
    )
    const { answer, route } = solveWithRoute(world)
    expect(answer).toEqual(plan(2 * 2 + 3 * 2))
    expect(route.map(({ component, to }) => `${component} ${to}`)).toEqual([
      'hub 1.1.0',
      'leaf 1.1.0',
      'hub 2.0.0',
      'leaf 1.2.0',
    ])
  })

  test('two components one line apart have to climb line by line', () => {
    const made = {
      hub: { releases: lines, runs: '3 x 1.0.0', target: '1.4.0' },
      leaf: { releases: lines, runs: '2 x 1.0.0', target: '1.4.0' },
    }
    expect(solve(madeWorld(made, [leafFollows, stepOfHub]))).toEqual(plan(4 * 3 + 4 * 2))
    // The window alone asks for it too.
    expect(solve(madeWorld(made, [leafFollows]))).toEqual(plan(4 * 3 + 4 * 2))
    // Two lines of room need only every other stop, and of the leaf too.
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 2 }]))).toEqual(plan(2 * 3 + 2 * 2))
  })
})

describe('outcomes', () => {
  const far = { hub: { releases: lines, runs: '2 x 1.0.0', target: '1.2.0' } }

  test('a plan without rules is one move', () => {
    expect(solve(madeWorld(far, []))).toEqual(plan(2))
  })

  test('there is nothing to do at the target, frozen or without one, whatever the rules say', () => {
    const rules = [
      { kind: 'silent', of: 'hub' },
      { ...leafFollows, behind: 0 },
    ] as const
    const made = {
      hub: { releases: lines, runs: '1 x 1.2.0, 1 x 1.0.0 frozen', target: '1.2.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0' },
    }
    expect(solve(madeWorld(made, rules))).toEqual(nothing)
  })

  test('going down uses stops in the other direction', () => {
    const made = { hub: { releases: lines, runs: '2 x 1.4.0', target: '1.1.0' } }
    expect(solve(madeWorld(made, [stepOfHub]))).toEqual(plan(6))
    expect(solve(madeWorld(made, [{ ...stepOfHub, down: 2 }]))).toEqual(plan(4))
    expect(solve(madeWorld(made, [{ ...stepOfHub, down: 'none' }]))).toEqual(impossible)
  })

  test('a recalled release is no stop', () => {
    const made = { hub: { releases: '1.0.0 (1.1.0) 1.2.0', runs: '1 x 1.0.0', target: '1.2.0' } }
    expect(solve(madeWorld(made, [stepOfHub]))).toEqual(impossible)
  })

  test('a frozen class holds the others back', () => {
    const made = {
      hub: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0, 1 x 1.0.0 frozen', target: '1.1.0' },
    }
    expect(solve(madeWorld(made, [leafFollows]))).toEqual(impossible)
    expect(solve(madeWorld({ ...made, hub: { ...made.hub, target: '1.1.0' } }, [leafFollows]))).toEqual(
      plan(2),
    )
  })

  test('a longer way without doubt is a plan', () => {
    const made = { hub: { releases: '1.0.0 1.1.0 1.1.1 1.2.0', runs: '1 x 1.0.0', target: '1.2.0' } }
    const doubts = { kind: 'silent', of: 'hub =1.1.0' } as const
    expect(solve(madeWorld(made, [stepOfHub, doubts]))).toEqual(plan(2))
    expect(solve(madeWorld(made, [stepOfHub, { ...doubts, of: 'hub >=1.1.0 <1.2.0' }]))).toEqual(unknown(2))
    expect(solve(madeWorld(made, [{ ...doubts, of: 'hub >=1.1.0 <1.2.0' }]))).toEqual(plan(1))
  })

  test('a start or an end in doubt is never a plan', () => {
    expect(solve(madeWorld(far, [{ kind: 'silent', of: 'hub <1.1.0' }]))).toEqual(unknown(2))
    expect(solve(madeWorld(far, [{ kind: 'silent', of: 'hub >1.1.0' }]))).toEqual(unknown(2))
  })

  test('doubt about one class does not hide a breach by another', () => {
    const made = { ...far, leaf: { releases: lines, runs: '1 x 1.4.0 frozen' } }
    expect(solve(madeWorld(made, [{ kind: 'silent', of: 'hub' }, leafFollows]))).toEqual(impossible)
  })
})

describe('windows', () => {
  test('no two of a component may be too far apart, not even while one is replaced', () => {
    const made = { hub: { releases: '1.0.0 1.2.0', runs: '1 x 1.0.0', target: '1.2.0' } }
    expect(solve(madeWorld(made, [hubTogether]))).toEqual(impossible)
    expect(solve(madeWorld(made, [hubTogether], 'stopped'))).toEqual(plan(1))
    expect(solve(madeWorld({ hub: { ...made.hub, releases: lines } }, [hubTogether]))).toEqual(plan(2))
  })

  test('only the oldest or the newest counts where the rule says so', () => {
    const made = {
      hub: { releases: lines, runs: '1 x 1.0.0 frozen, 1 x 1.2.0', target: '1.2.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0', target: '1.1.0' },
    }
    const window = { ...leafFollows, behind: 'any' } as const
    expect(solve(madeWorld(made, [{ ...window, against: 'newest' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...window, against: 'oldest' }]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...window, against: 'every' }]))).toEqual(impossible)
    // Outside the range the frozen one does not count.
    expect(solve(madeWorld(made, [{ ...window, against: 'oldest', to: 'hub >=1.1.0' }]))).toEqual(plan(1))
    // Nothing in range is nothing to be measured against.
    expect(solve(madeWorld(made, [{ ...window, against: 'oldest', to: 'hub >1.2.0' }]))).toEqual(plan(1))
  })

  test('a stopped class is no longer the oldest of its component', () => {
    // With the old hub away, the newest-but-one becomes the oldest, and the leaf is too far behind it.
    const made = {
      hub: { releases: lines, runs: '1 x 1.0.0, 1 x 1.3.0 frozen', target: '1.1.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0 frozen' },
    }
    const window = { ...leafFollows, against: 'oldest' } as const
    expect(solve(madeWorld(made, [window]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [window], 'stopped'))).toEqual(impossible)
  })

  test('with a whole component away nothing is measured against it', () => {
    const made = {
      hub: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0', target: '1.1.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0 frozen' },
    }
    expect(solve(madeWorld(made, [{ ...leafFollows, against: 'newest' }], 'stopped'))).toEqual(plan(1))
  })

  test('a rule speaks only of versions in its ranges', () => {
    const made = {
      hub: { releases: lines, runs: '1 x 1.0.0', target: '1.4.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0 frozen' },
    }
    expect(solve(madeWorld(made, [leafFollows]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...leafFollows, of: 'leaf >1.0.0' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...leafFollows, to: 'hub <1.4.0' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...leafFollows, to: 'hub <=1.4.0' }]))).toEqual(impossible)
  })

  test('joined lines are counted across majors, others are above or below each other', () => {
    const releases = '0.2.0 0.3.0 1.0.0'
    const made = {
      hub: { releases, runs: '1 x 0.2.0', target: '1.0.0' },
      leaf: { releases, runs: '1 x 0.2.0 frozen' },
    }
    expect(solve(madeWorld(made, [leafFollows]))).toEqual(unknown(1))
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 'any' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 0 }]))).toEqual(impossible)
    const joined = [['0.2', '1.0']] as const
    const both = { hub: { ...made.hub, joined }, leaf: { ...made.leaf, joined } }
    expect(solve(madeWorld(both, [leafFollows]))).toEqual(plan(1))
    const beyond = { ...both, leaf: { ...both.leaf, runs: '1 x 0.3.0 frozen' } }
    expect(startVerdict(madeWorld(beyond, [{ ...leafFollows, ahead: 1 }]))).toBe('unknown')
  })

  test('majors always have a distance', () => {
    const made = {
      hub: { releases: '0.9.0 1.4.0 2.0.0', runs: '1 x 0.9.0', target: '2.0.0' },
      leaf: { releases: '0.1.0', runs: '1 x 0.1.0 frozen' },
    }
    expect(solve(madeWorld(made, [{ ...leafFollows, unit: 'major' }]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...leafFollows, unit: 'major', behind: 2 }]))).toEqual(plan(1))
  })
})

describe('recovery', () => {
  const behind = {
    hub: { releases: lines, runs: '1 x 1.3.0', target: '1.3.0' },
    leaf: { releases: lines, runs: '2 x 1.0.0', target: '1.3.0' },
  }

  test('a fleet may come back from outside the rules', () => {
    expect(startVerdict(madeWorld(behind, [leafFollows]))).toBe('broken')
    expect(solve(madeWorld(behind, [leafFollows]))).toEqual(plan(2))
  })

  test('what is broken must not become wider', () => {
    // The hub waits until the leaf has come near, which costs the leaf a stop.
    const made = { ...behind, hub: { ...behind.hub, target: '1.4.0' } }
    const leaf = { ...behind.leaf, target: '1.4.0' }
    expect(solve(madeWorld({ ...made, leaf }, [leafFollows]))).toEqual(plan(1 + 2 * 2))
    expect(solve(madeWorld({ ...made, leaf: { ...leaf, runs: '2 x 1.0.0 frozen' } }, [leafFollows]))).toEqual(
      impossible,
    )
  })

  test('the end has to be inside the rules', () => {
    const to = (target: string) => ({
      hub: { ...behind.hub, target },
      leaf: { ...behind.leaf, runs: '2 x 1.0.0 frozen' },
    })
    expect(solve(madeWorld(to('1.2.0'), [leafFollows]))).toEqual(impossible)
    expect(solve(madeWorld(to('1.1.0'), [leafFollows]))).toEqual(plan(1))
  })

  test('from too far behind to too far ahead is a new breach', () => {
    const made = {
      hub: { releases: lines, runs: '1 x 1.1.0', target: '1.2.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
    }
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 0 }]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 0, unit: 'release' }]))).toEqual(impossible)
  })

  test('by release, ahead is wider when one gets newer or the other older', () => {
    const ahead = { ...leafFollows, unit: 'release', behind: 'any' } as const
    const made = (hub: string, leaf: string) => ({
      hub: { releases: lines, runs: '1 x 1.1.0', target: hub },
      leaf: { releases: lines, runs: '1 x 1.2.0', target: leaf },
    })
    // Down to the hub, or the hub up to the leaf.
    expect(solve(madeWorld(made('1.1.0', '1.0.0'), [ahead]))).toEqual(plan(1))
    expect(solve(madeWorld(made('1.4.0', '1.2.0'), [ahead]))).toEqual(plan(1))
    // Both up: the hub has to go first. Both down: the leaf.
    expect(solve(madeWorld(made('1.3.0', '1.3.0'), [ahead]))).toEqual(plan(2))
    expect(solve(madeWorld(made('1.0.0', '1.0.0'), [ahead]))).toEqual(plan(2))
    const order = { kind: 'order', up: ['leaf', 'hub'], down: ['hub', 'leaf'], per: 'line' } as const
    expect(solve(madeWorld(made('1.3.0', '1.3.0'), [ahead, order]))).toEqual(impossible)
    expect(solve(madeWorld(made('1.0.0', '1.0.0'), [ahead, order]))).toEqual(impossible)
  })

  test('a breach without a distance is judged by the versions', () => {
    const releases = '1.0.0 1.1.0 2.0.0 2.1.0'
    const made = (hub: string) => ({
      hub: { releases, runs: '1 x 2.0.0', target: hub },
      leaf: { releases, runs: '1 x 1.0.0', target: '2.0.0' },
    })
    expect(solve(madeWorld(made('2.0.0'), [{ ...leafFollows, behind: 0 }]))).toEqual(plan(1))
    expect(solve(madeWorld(made('2.1.0'), [{ ...leafFollows, behind: 0 }]))).toEqual(impossible)
  })

  test('doubt must not turn into a breach, even by coming nearer', () => {
    const made = {
      hub: { releases: '2.2.0', runs: '1 x 2.2.0 frozen' },
      leaf: { releases: '1.0.0 2.0.0 2.2.0', runs: '1 x 1.0.0', target: '2.2.0' },
    }
    // Across majors nothing can be said of the distance; at 2.0 the leaf would be two lines behind.
    const rows = [{ from: '=1.0.0', to: '=2.2.0', verdict: 'unsupported' }] as const
    const noShortCut = { kind: 'edges', of: 'leaf', rows, else: 'defer' } as const
    expect(solve(madeWorld(made, [leafFollows]))).toEqual(unknown(1))
    expect(solve(madeWorld(made, [leafFollows, noShortCut]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...leafFollows, behind: 2 }, noShortCut]))).toEqual(unknown(2))
  })

  test('a recalled release may be left but not kept', () => {
    const recalled = { kind: 'status', of: 'hub' } as const
    const made = { hub: { releases: '(1.0.0) 1.1.0', runs: '1 x 1.0.0', target: '1.1.0' } }
    expect(startVerdict(madeWorld(made, [recalled]))).toBe('broken')
    expect(solve(madeWorld(made, [recalled]))).toEqual(plan(1))
    const kept = { hub: { ...made.hub, runs: '1 x 1.0.0, 1 x 1.0.0 frozen' } }
    expect(solve(madeWorld(kept, [recalled]))).toEqual(impossible)
    expect(solve(madeWorld(kept, [{ ...recalled, of: 'hub >1.0.0' }]))).toEqual(plan(1))
  })

  test('classes far apart come together without a new pair that is too far apart', () => {
    const made = { hub: { releases: lines, runs: '2 x 1.0.0, 1 x 1.3.0', target: '1.3.0' } }
    // The instances of the old class are replaced one by one, so it climbs line by line.
    expect(solve(madeWorld(made, [hubTogether]))).toEqual(plan(6))
    expect(solve(madeWorld(made, [hubTogether], 'stopped'))).toEqual(plan(2))
  })
})

describe('moves', () => {
  const made = { hub: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' } }
  const edge = (from: string, to: string, verdict: 'supported' | 'untested' | 'unknown' | 'unsupported') =>
    ({ kind: 'edges', of: 'hub', rows: [{ from, to, verdict }], else: 'defer' }) as const

  test('a supported edge is not measured by steps', () => {
    expect(solve(madeWorld(made, [stepOfHub]))).toEqual(plan(2))
    expect(solve(madeWorld(made, [stepOfHub, edge('=1.0.0', '=1.2.0', 'supported')]))).toEqual(plan(1))
  })

  test('an unsupported edge is closed, one in doubt is measured by steps too', () => {
    expect(solve(madeWorld(made, [edge('=1.0.0', '=1.2.0', 'unsupported')]))).toEqual(plan(2))
    expect(solve(madeWorld(made, [edge('=1.0.0', '>=1.1.0', 'unsupported')]))).toEqual(impossible)
    expect(solve(madeWorld(made, [edge('=1.0.0', '=1.2.0', 'untested')]))).toEqual(plan(2))
    expect(solve(madeWorld(made, [edge('<1.2.0', '=1.2.0', 'untested')]))).toEqual(unknown(1))
    expect(solve(madeWorld(made, [edge('<1.2.0', '=1.2.0', 'unknown'), stepOfHub]))).toEqual(unknown(2))
  })

  test('the first row and the first rule that say something speak', () => {
    const open = edge('=1.0.0', '=1.2.0', 'supported')
    const closed = edge('>=1.0.0', '>=1.0.0', 'unsupported')
    expect(solve(madeWorld(made, [open, closed]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [closed, open]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...open, rows: [...open.rows, ...closed.rows] }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...open, rows: [...closed.rows, ...open.rows] }]))).toEqual(impossible)
    // A rule about other versions, or one that defers, leaves the word to the next.
    expect(solve(madeWorld(made, [{ ...closed, of: 'hub >1.0.0' }, open]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [edge('=1.1.0', '=1.2.0', 'unsupported'), open, closed]))).toEqual(plan(1))
    expect(
      solve(madeWorld(made, [{ ...edge('=1.1.0', '=1.2.0', 'supported'), else: 'unsupported' }, open])),
    ).toEqual(impossible)
  })

  test('steps are measured in their unit, from the versions in range', () => {
    expect(solve(madeWorld(made, [{ ...stepOfHub, up: 'none' }]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...stepOfHub, up: 'none', of: 'hub >=1.1.0' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...stepOfHub, up: 'none', unit: 'major' }]))).toEqual(plan(1))
    expect(solve(madeWorld(made, [{ ...stepOfHub, up: 'none', unit: 'release' }]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...stepOfHub, up: 'any', down: 'none', unit: 'release' }]))).toEqual(
      plan(1),
    )
    const patch = { hub: { releases: '1.0.0 1.0.1', runs: '1 x 1.0.0', target: '1.0.1' } }
    expect(solve(madeWorld(patch, [{ ...stepOfHub, up: 'none' }]))).toEqual(plan(1))
    expect(solve(madeWorld(patch, [{ ...stepOfHub, up: 'none', unit: 'release' }]))).toEqual(impossible)
  })

  test('a step into another major is in doubt unless the lines are joined', () => {
    const hub = { releases: '0.2.0 1.0.0', runs: '1 x 0.2.0', target: '1.0.0' }
    expect(solve(madeWorld({ hub }, [stepOfHub]))).toEqual(unknown(1))
    expect(solve(madeWorld({ hub }, [{ ...stepOfHub, up: 'any' }]))).toEqual(plan(1))
    expect(solve(madeWorld({ hub }, [{ ...stepOfHub, up: 'none' }]))).toEqual(impossible)
    expect(solve(madeWorld({ hub: { ...hub, joined: [['0.2', '1.0']] } }, [stepOfHub]))).toEqual(plan(1))
  })
})

describe('order', () => {
  const up = {
    hub: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
    leaf: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
  }
  const hubFirst = { kind: 'order', up: ['hub', 'leaf'], down: ['leaf', 'hub'], per: 'line' } as const
  const tos = (world: Parameters<typeof solve>[0]) =>
    solveWithRoute(world).route.map(({ component, to }) => `${component} ${to}`)

  test('each direction has its own order', () => {
    expect(tos(madeWorld(up, [hubFirst]))).toEqual(['hub 1.2.0', 'leaf 1.2.0'])
    const down = {
      hub: { ...up.hub, runs: '1 x 1.3.0' },
      leaf: { ...up.leaf, runs: '1 x 1.3.0' },
    }
    expect(tos(madeWorld(down, [hubFirst]))).toEqual(['leaf 1.2.0', 'hub 1.2.0'])
  })

  test('per line those before have to be in the line or at their own target', () => {
    const climbing = { hub: up.hub, leaf: { ...up.leaf, runs: '1 x 1.0.0', target: '1.4.0' } }
    expect(tos(madeWorld(climbing, [hubFirst]))).toEqual(['hub 1.2.0', 'leaf 1.4.0'])
    const opposite = { ...hubFirst, up: ['leaf', 'hub'] }
    // The leaf may not pass the hub, the hub may not enter a line before the leaf.
    expect(solve(madeWorld(climbing, [opposite, { ...leafFollows, behind: 'any' }]))).toEqual(impossible)
    // Frozen where it is, the hub is at its target.
    expect(solve(madeWorld({ ...up, hub: { ...up.hub, runs: '1 x 1.0.0 frozen' } }, [hubFirst]))).toEqual(
      plan(1),
    )
  })

  test('a move inside a line has no order per line, but per plan', () => {
    const patch = {
      hub: { ...up.hub },
      leaf: { releases: '1.0.0 1.0.1', runs: '1 x 1.0.0', target: '1.0.1' },
    }
    const leafBefore = {
      kind: 'window',
      of: 'leaf <=1.0.0',
      to: 'hub',
      unit: 'line',
      behind: 0,
      ahead: 0,
    } as const
    // The window keeps the hub back until the leaf has moved.
    const rules = (per: 'line' | 'plan') => [
      { ...hubFirst, per },
      { ...leafBefore, against: 'every' as const },
    ]
    expect(solve(madeWorld(patch, rules('line')))).toEqual(plan(2))
    expect(solve(madeWorld(patch, rules('plan')))).toEqual(impossible)
  })

  test('a component that is not listed, or a direction without a list, is free', () => {
    const stuck = { ...leafFollows, of: 'hub', to: 'leaf' } as const
    expect(solve(madeWorld(up, [hubFirst, { ...stuck, behind: 'any' }]))).toEqual(impossible)
    expect(solve(madeWorld(up, [{ kind: 'order', down: ['leaf', 'hub'], per: 'line' }, stuck]))).toEqual(
      plan(4),
    )
    const other = { kind: 'order', up: ['hub', 'gate'], down: ['gate', 'hub'], per: 'plan' } as const
    expect(solve(madeWorld(up, [other, { ...stuck, behind: 'any' }]))).toEqual(plan(2))
  })

  test('an edge that is supported does not set the order aside', () => {
    const open = {
      kind: 'edges',
      of: 'leaf',
      rows: [{ from: '>=1.0.0', to: '>=1.0.0', verdict: 'supported' }],
      else: 'defer',
    } as const
    expect(tos(madeWorld(up, [hubFirst, open]))).toEqual(['hub 1.2.0', 'leaf 1.2.0'])
  })
})
