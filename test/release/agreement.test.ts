import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/connect/index.ts'
import type { Policy } from '../../src/policy/index.ts'
import {
  type History,
  judgeNext,
  lintHistory,
  type NextQuestion,
  nextTags,
  openTags,
  type Tag,
  type TagFinding,
} from '../../src/tags/index.ts'
import { semver } from '../../src/version/index.ts'
import { root } from '../cli/command.ts'
import { runs } from '../fuzz/runs.ts'

/*
 * `next` and `lint` agree, over random histories: what the one proposes the other accepts, what the one refuses the other
 * refuses. The history with the tag in it is made here, and judged as any other.
 */

function policyOf(name: string): Policy {
  const loaded = loadPolicy(name, { sources: join(root, 'policies') })
  if (!loaded.ok) throw new Error(loaded.problem.map(({ message }) => message).join('; '))
  return loaded.value
}

/** What a repository of a platform looks like, legal and not. */
interface Ground {
  readonly policy: Policy
  readonly branches: fc.Arbitrary<string>
  readonly tags: fc.Arbitrary<string>
  readonly upstream: fc.Arbitrary<string>
}

const small = fc.integer({ min: 0, max: 2 })
const core = fc.tuple(fc.integer({ min: 2, max: 3 }), small).map(([minor, patch]) => `1.${minor}.${patch}`)

const grounds: readonly Ground[] = [
  {
    policy: policyOf('uxp'),
    branches: fc.constantFrom('main', 'release-1.2', 'release-1.3'),
    tags: fc
      .tuple(
        core,
        fc.constantFrom('', '', '-rc.0', '-rc.1'),
        small,
        fc.constantFrom('', '', '-uprc.0', '-uprc.1', '-rc.0', '.rc.0'),
      )
      .map(([numbers, theirs, marker, own]) => `v${numbers}${theirs}-up.${marker}${own}`),
    upstream: fc.tuple(core, fc.constantFrom('', '', '-rc.0')).map(([numbers, pre]) => `${numbers}${pre}`),
  },
  {
    policy: policyOf('spire'),
    branches: core.map((numbers) => `release/v${numbers}`),
    tags: core.map((numbers) => `v${numbers}`),
    upstream: fc.constant(''),
  },
  {
    policy: policyOf('dapr'),
    branches: fc.constantFrom('master', 'release-1.2', 'release-1.3'),
    tags: fc.tuple(core, fc.constantFrom('', '-rc.1', '-rc.2')).map(([numbers, pre]) => `v${numbers}${pre}`),
    upstream: fc.constant(''),
  },
]

interface World {
  readonly history: History
  readonly question: NextQuestion
  readonly any: string
}

const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + 3 * i)).toISOString().slice(0, 10)

const worlds = ({ branches, tags, upstream }: Ground): fc.Arbitrary<World> =>
  fc
    .tuple(fc.array(fc.tuple(tags, branches), { maxLength: 12 }), branches, upstream, tags)
    .map(([made, branch, taken, any]) => {
      const once = [...new Map(made).entries()]
      const version = semver().parse(taken)
      return {
        history: historyOf(
          once.map(([name, own], i) => ({ name, branches: [own], date: day(i), reads: new Map() })),
        ),
        question: { branch, day: day(once.length + 1), ...(version.ok && { upstream: version.value }) },
        any,
      }
    })

const historyOf = (tags: readonly Tag[]): History => ({
  tags,
  branches: [...new Set(tags.flatMap((tag) => tag.branches ?? []))],
  isWhole: true,
})

/** What lint finds about a tag that was made: at the end of the history, with what it takes in inside. */
function lintWith(policy: Policy, { history, question }: World, name: string): readonly TagFinding[] {
  const [repository] = policy.repositories
  if (repository === undefined) throw new Error('no repository')
  const numbers = /\d+\.\d+\.\d+/.exec(name)?.[0] ?? ''
  const inside = new Map([...repository.reads.keys()].map((each) => [each, numbers]))
  const object = { isAnnotated: true, isSigned: true, innerName: name }
  const tag: Tag = { name, branches: [question.branch], date: question.day, reads: inside, object }
  const theirs = question.upstream
  const there = repository.upstream?.branches.get(question.branch === 'main' ? 'main' : 'release')
  const line = /\d+\.\d+/.exec(question.branch)?.[0] ?? ''
  const upstream =
    theirs === undefined || there === undefined
      ? undefined
      : historyOf([
          {
            name: `v${theirs.text}`,
            branches: [there.replace('{line}', line)],
            date: question.day,
            reads: new Map(),
          },
        ])
  const all = historyOf([...history.tags, tag])
  const { rules } = lintHistory(openTags(policy, repository, all, upstream))
  return rules.flatMap(({ findings }) => findings).filter((finding) => finding.tag === name)
}

/** What comes with a release, and is not there before it. */
const published = new Set(['listed', 'accompanied', 'documented'])
const faults = (findings: readonly TagFinding[]): string[] =>
  findings
    .filter(({ severity, rule }) => severity === 'error' && !published.has(rule.kind))
    .map(({ rule }) => rule.name)
    .sort()

describe.each(grounds.map((ground) => [ground.policy.name, ground] as const))('%s', (_, ground) => {
  const { policy } = ground
  const [repository] = policy.repositories
  if (repository === undefined) throw new Error('no repository')
  const opened = (history: History) => openTags(policy, repository, history)

  it('whatever is proposed is accepted', () => {
    let proposed = 0
    fc.assert(
      fc.property(worlds(ground), (world) => {
        for (const { tag } of nextTags(opened(world.history), world.question).proposals) {
          proposed++
          expect(faults(lintWith(policy, world, tag)), tag).toEqual([])
        }
      }),
      runs(300),
    )
    // A test that nothing is proposed in would pass.
    expect(proposed).toBeGreaterThan(30)
  })

  it('whatever is refused is refused, and for the same rules', () => {
    const seen = { yes: 0, no: 0, unknown: 0 }
    fc.assert(
      fc.property(worlds(ground), (world) => {
        const known = new Set(world.history.tags.map(({ name }) => name))
        const { refused } = nextTags(opened(world.history), world.question)
        for (const name of [world.any, ...refused.map(({ tag }) => tag)]) {
          if (known.has(name)) continue
          const verdict = judgeNext(opened(world.history), world.question, name)
          seen[verdict.answer]++
          expect(faults(verdict.findings), name).toEqual(faults(lintWith(policy, world, name)))
        }
      }),
      // Few tags that are made up at random may come next.
      runs(1000),
    )
    expect(seen.yes).toBeGreaterThan(3)
    expect(seen.no).toBeGreaterThan(30)
  })
})
