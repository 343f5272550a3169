import { distinctBy } from '../base/index.ts'
import type { Stage } from '../plan/index.ts'
import { artifactsOf, notesOf, type Policy } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'

/** Something to have at hand, or to read, before a stage begins. */
export interface Needed {
  /** What it is for: `server 1.2.5`. */
  readonly of: string
  readonly text: string
}

/** What has to be at hand for a stage, itself and what it brings along: images, charts. Each once. */
export const artifactsFor = (stage: Stage, policies: readonly Policy[]): readonly Needed[] =>
  textsFor(stage, policies, artifactsOf)

/** The notes to read before a stage: those of where it goes, and what the catalogue has of releases that it passes. */
export function notesFor(stage: Stage, policies: readonly Policy[]): readonly Needed[] {
  const policy = policies.find(({ name }) => name === stage.policy)
  const passed = movesOf(stage).flatMap(({ component, from, to }) =>
    (policy?.catalogues.get(component)?.releases ?? [])
      .filter(({ version }) => isPassed(version, from, to))
      .flatMap(({ version, documents }) =>
        [...(documents ?? [])].map(([name, where]) => ({
          of: `${component} ${version.text}`,
          text: `${name}: ${where}`,
        })),
      ),
  )
  return distinctBy([...textsFor(stage, policies, notesOf), ...passed], ({ text }) => text)
}

function textsFor(stage: Stage, policies: readonly Policy[], textsOf: typeof artifactsOf): readonly Needed[] {
  const policy = policies.find(({ name }) => name === stage.policy)
  if (policy === undefined) return []
  const needed = movesOf(stage).flatMap(({ component, to }) =>
    textsOf(policy, component, to).map((text) => ({ of: `${component} ${to.text}`, text })),
  )
  return distinctBy(needed, ({ text }) => text)
}

type Move = Pick<Stage, 'component' | 'from' | 'to'>

const movesOf = (stage: Stage): readonly Move[] =>
  stage.delivers === undefined ? [stage] : [stage, stage.delivers]

/** On the way up, what comes after the oldest start until the end. On the way down nothing new comes. */
const isPassed = (version: Version, from: readonly Version[], to: Version): boolean =>
  compareVersions(version, to) <= 0 && from.some((start) => compareVersions(version, start) > 0)
