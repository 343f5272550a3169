import type { FleetRow } from '../src/fleet/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../src/policy/index.ts'
import { Random } from '../test/oracle/random.ts'

/*
 * An invented policy that can be made as large as one likes: components in a chain, each of which follows the one before
 * within one line and is never ahead of it; one line per move, and those in front go first.
 */

export interface ChainSize {
  readonly components: number
  /** Lines in the catalogue; scopes start in the first half of them, and all go to the last. */
  readonly lines: number
  /** Releases in each line. */
  readonly releases: number
  readonly scopes: number
}

export interface ChainWorld extends ChainSize {
  readonly names: readonly string[]
  readonly scopesOf: readonly ChainScope[]
}

/** One scope, by numbers: component 0 leads. */
export interface ChainScope {
  readonly name: string
  readonly starts: readonly ChainRelease[]
  readonly counts: readonly number[]
}

export interface ChainRelease {
  readonly line: number
  readonly patch: number
}

export const releaseText = ({ line, patch }: ChainRelease): string => `1.${line}.${patch}`

export const targetOf = ({ lines, releases }: ChainSize): ChainRelease => ({
  line: lines - 1,
  patch: releases - 1,
})

/** Same size and seed, same world. Every scope has a start and counts of its own, and a way to the target. */
export function makeChainWorld(size: ChainSize, seed: number): ChainWorld {
  const random = new Random(seed)
  const names = Array.from({ length: size.components }, (_, i) => `part-${i}`)
  const scopesOf = Array.from({ length: size.scopes }, (_, s): ChainScope => {
    // A lone scope has the whole way before it, so that as many lines are gone as the size says.
    const line = size.scopes === 1 ? 0 : random.whole(0, Math.max(0, Math.ceil(size.lines / 2) - 1))
    // From some component on, all are a line behind.
    const late = random.whole(1, size.components)
    return {
      name: `scope-${s}`,
      starts: names.map((_, i) => ({
        line: Math.max(0, i >= late ? line - 1 : line),
        patch: size.lines === 1 ? 0 : random.whole(0, size.releases - 1),
      })),
      counts: names.map(() => random.whole(1, 200)),
    }
  })
  return { ...size, names, scopesOf }
}

export const chainRows = ({ names, scopesOf }: ChainWorld): FleetRow[] =>
  scopesOf.flatMap(({ name, starts, counts }) =>
    names.map((component, i) => ({
      scope: name,
      component,
      version: releaseText(starts[i] as ChainRelease),
      count: counts[i] as number,
    })),
  )

/** The policy as its file would be. */
export function chainPolicyText({ names, lines, releases }: ChainWorld): string {
  const cited = 'says: as invented, source: {in: invented}, because: it is invented'
  const catalogue = Array.from({ length: lines * releases }, (_, i) =>
    releaseText({ line: Math.floor(i / releases), patch: i % releases }),
  )
  const rules = [
    ...names.flatMap((name, i) => [
      `{id: step-${i}, kind: step, of: ${name}, unit: line, up: 1, down: 1, ${cited}}`,
      `{id: own-${i}, kind: window, of: ${name}, unit: line, behind: 1, ahead: 1, ${cited}}`,
    ]),
    ...names
      .slice(1)
      .map(
        (name, i) =>
          `{id: follows-${i}, kind: window, of: ${name}, to: ${names[i]}, unit: line, behind: 1, ahead: 0, ${cited}}`,
      ),
    `{id: first, kind: order, up: [${names.join(', ')}], down: [${names.toReversed().join(', ')}], ${cited}}`,
  ]
  return `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: {name: chain, title: An invented chain}
sources: {invented: {title: Invented, ref: nowhere}}
schemes: {plain: {kind: semver, line: minor}}
components: {${names.map((name) => `${name}: {title: ${name}, scheme: plain}`).join(', ')}}
rules:
${rules.map((rule) => `  - ${rule}`).join('\n')}
catalogue: [{of: [${names.join(', ')}], releases: [${catalogue.map((version) => `{version: ${version}}`).join(', ')}]}]
`
}

export function chainPolicy(world: ChainWorld): Policy {
  const read = readPolicy(chainPolicyText(world), 'chain.yaml', (file) => ({
    ok: false,
    problem: `nothing to include: ${file}`,
  }))
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  const policy = buildPolicy(read.value.document)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}
