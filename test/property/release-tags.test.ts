import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadPolicy } from '../../src/connect/index.ts'
import { type History, lintHistory, openTags, type ReleaseLint } from '../../src/tags/index.ts'
import { root } from '../cli/command.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { type RandomTags, randomTags } from '../oracle/random-tags.ts'
import { judgeTags, type ToldHistory, type Verdict } from '../oracle/tag-rules.ts'

/* Random histories of tags, rule by rule and tag by tag, against a second reading of the guide. */

const loaded = loadPolicy('uxp', { sources: join(root, 'policies') })
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problem))
const policy = loaded.value

const historyOf = ({ tags, branches, isWhole }: ToldHistory): History => ({
  tags: tags.map(({ name, day, seconds, branches: on, inside }) => ({
    name,
    ...(day !== undefined && { date: day }),
    ...(seconds !== undefined && { seconds }),
    ...(on !== undefined && { branches: on }),
    reads: new Map(inside === undefined ? [] : [['crossplane', inside]]),
  })),
  branches,
  isWhole,
})

const verdicts = ['obeyed', 'violated', 'unknown', 'legacy', 'notApplicable'] as const

/** Of every rule the verdict on every tag: what is missing when the judging begins one tag later. */
function judged({ own, upstream }: RandomTags): ReadonlyMap<string, readonly Verdict[]> {
  const [repository] = policy.repositories
  if (repository === undefined) throw new Error('the policy has no repository')
  const world = openTags(policy, repository, historyOf(own), historyOf(upstream))
  const lints = [...own.tags, undefined].map((_, since): ReleaseLint => lintHistory(world, { since }))
  const found = new Map<string, readonly Verdict[]>()
  for (const { rule } of lints[0]?.rules ?? []) {
    const scoresFrom = (since: number) => lints[since]?.rules.find((one) => one.rule.id === rule.id)?.scores
    if (rule.kind === 'mirrors') continue
    found.set(
      rule.id,
      own.tags.map((tag, i): Verdict => {
        const [all, rest] = [scoresFrom(i), scoresFrom(i + 1)]
        const changed = verdicts.filter((verdict) => all?.[verdict] !== rest?.[verdict])
        if (changed.length !== 1 || changed[0] === undefined)
          throw new Error(`${tag.name} has no one verdict`)
        return changed[0]
      }),
    )
  }
  return found
}

it(
  'every tag gets the verdict that a second reading of the guide gives it',
  () => {
    fc.assert(
      fc.property(randomTags, (world) => {
        const found = judged(world)
        for (const [rule, expected] of judgeTags(world.own, world.upstream)) {
          const told = (list: readonly Verdict[] | undefined): string[] =>
            world.own.tags.map(({ name }, i) => `${name} ${list?.[i]}`)
          expect(told(found.get(rule)), rule).toEqual(told(expected))
        }
      }),
      runs(400),
    )
  },
  timeoutMilliseconds,
)

it('the histories have every answer to every rule, and no mistake hides another', () => {
  const worlds = fc.sample(randomTags, { seed: 1, numRuns: 400 })
  const all = worlds.map(({ own, upstream }) => judgeTags(own, upstream))
  const rare = [...(all[0]?.keys() ?? [])].flatMap((rule) => {
    const told = all.flatMap((one) => one.get(rule) ?? []).filter((verdict) => verdict !== 'notApplicable')
    return verdicts.flatMap((verdict) => {
      const share = told.filter((one) => one === verdict).length / told.length
      return verdict === 'notApplicable' || share > 0.02 ? [] : [`${rule} ${verdict} ${share.toFixed(3)}`]
    })
  })
  expect(rare).toEqual([])
  const tags = worlds.map(({ own }) => own.tags.length)
  expect(tags.reduce((a, b) => a + b) / tags.length).toBeGreaterThan(6)
})
