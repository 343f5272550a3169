import { Random } from './random.ts'
import { enriched, randomLayout, randomTraits } from './random-extras.ts'
import { randomRules } from './random-rules.ts'
import type { Component, InstanceClass, Release, World } from './shape.ts'

/**
 * A small world of the kind that real fleets are: components whose lines run side by side, moved from about
 * one point to about another under rules that were made for such moves, with some of everything that is rare.
 */
export function randomWorld(seed: number): World {
  const random = new Random(seed)
  const traits = randomTraits(random)
  const road = randomRoad(random)
  // Half-way stops are rare where rules come together by chance, so many worlds have rules that ask for them.
  const strict = random.chance(0.55)
  const journey = randomJourney(random, road.lines.length, strict)
  const components: Component[] = []
  const classes: InstanceClass[] = []
  const layout = randomLayout(random, traits.scopes)
  for (const [place, { name, scopes }] of layout.entries()) {
    const catalogue = randomCatalogue(random, road, scopes.length > 1 ? 5 : layout.length > 2 ? 7 : 8)
    const joined = random.chance(0.1) ? [] : road.joined
    const usable = catalogue.filter(({ recalled }) => !recalled)
    const way = journey()
    const target = nearest(random, usable, road, way.to).version
    const policy = traits.policies && place === 0 && layout.length > 1 ? 'far' : 'world'
    components.push({ name, policy, joined, catalogue, ...(random.chance(0.92) && { target }) })
    const mixed = scopes.length > 1 ? 0.1 : traits.scopes ? 0.15 : 0.3
    for (const scope of scopes) {
      const own = random.chance(0.9) ? way : journey()
      classes.push(...randomClasses(random, { scope, component: name }, catalogue, road, own, mixed))
    }
  }
  const world = {
    seed,
    mode: random.chance(0.8) ? 'rolling' : 'stopped',
    day: random.pick(['2026-01-01', '2026-02-28', '2026-12-31']),
    components,
    classes,
    rules: randomRules(random, components, strict),
    targets: traits.scopes ? randomTargets(random, components, classes) : [],
    facts: {},
    unavailable: [],
    waves: [],
  } as const
  return enriched(random, world, traits)
}

/** For some scopes a target of their own. */
function randomTargets(
  random: Random,
  components: readonly Component[],
  classes: readonly InstanceClass[],
): World['targets'] {
  return components.flatMap(({ name, catalogue, target }) => {
    const scopes = classes.filter(({ component }) => component === name).map(({ scope }) => scope)
    if (!random.chance(scopes.length > 1 ? 0.3 : 0.08)) return []
    const usable = catalogue.filter(({ recalled }) => !recalled)
    const place = usable.findIndex(({ version }) => version === target) + random.pick([-2, -1, -1, 1, 1])
    const other = usable[place] ?? random.pick(usable)
    const own = random.pick(scopes)
    const scope = random.chance(0.7) ? own : (own.split('/')[0] ?? own)
    return [{ component: name, scope, version: other.version }]
  })
}

/** The lines that the components of a world have in common, oldest first. */
interface Road {
  readonly lines: readonly string[]
  readonly joined: readonly (readonly [string, string])[]
}

function randomRoad(random: Random): Road {
  let major = random.pick([0, 0, 1, 1, 2])
  let minor = random.whole(0, 2)
  const lines = [`${major}.${minor}`]
  const joined: [string, string][] = []
  const length = random.whole(3, 6)
  while (lines.length < length) {
    const last = `${major}.${minor}`
    if (major < 2 && (minor === 4 || random.chance(0.3))) {
      const first = `${major + 1}.0`
      if (random.chance(0.65)) joined.push([last, first])
      // A line that goes on beside the next major.
      if (minor < 4 && random.chance(0.2)) lines.push(`${major}.${minor + 1}`)
      major++
      minor = 0
    } else if (minor < 4) {
      minor += minor < 3 && random.chance(0.1) ? 2 : 1
    } else {
      break
    }
    lines.push(`${major}.${minor}`)
  }
  return { lines, joined }
}

interface Way {
  readonly from: number
  readonly to: number
}

/** Where on the road the components start and where they go, each one about as the others. */
function randomJourney(random: Random, length: number, long: boolean): () => Way {
  const low = random.whole(0, Math.max(0, Math.floor(length / 2) - (long ? 2 : 1)))
  const high = Math.min(length - 1, low + random.pick(long ? [2, 2, 3, 4] : [0, 1, 1, 2, 2, 3]))
  const direction = random.pick(['up', 'up', 'up', 'up', 'up', 'down', 'down', 'both', 'both'])
  const about = (place: number) =>
    Math.max(0, Math.min(length - 1, place + (random.chance(long ? 0.1 : 0.2) ? random.pick([-1, 1]) : 0)))
  return () => {
    const up = direction === 'both' ? random.chance(0.5) : direction === 'up'
    return up ? { from: about(low), to: about(high) } : { from: about(high), to: about(low) }
  }
}

function randomCatalogue(random: Random, road: Road, most: number): Release[] {
  const versions = road.lines
    .filter(() => random.chance(0.96))
    .flatMap((line) => {
      const patches = [0, 1, 2, 3].slice(random.pick([0, 0, 0, 1]))
      return patches.slice(0, random.pick([1, 1, 1, 2, 2, 3])).map((patch) => `${line}.${patch}`)
    })
  while (versions.length > most) versions.splice(random.whole(0, versions.length - 1), 1)
  if (versions.length < 2) return randomCatalogue(random, road, most)
  const catalogue = versions.map((version) => ({ version, recalled: random.chance(0.08) }))
  return catalogue.some(({ recalled }) => !recalled) ? catalogue : randomCatalogue(random, road, most)
}

function randomClasses(
  random: Random,
  group: Pick<InstanceClass, 'scope' | 'component'>,
  catalogue: readonly Release[],
  road: Road,
  way: Way,
  mixed: number,
): InstanceClass[] {
  const { version } = nearest(random, catalogue, road, way.from)
  const first = { ...group, version, count: random.whole(1, 3), frozen: random.chance(0.03) }
  if (!random.chance(mixed)) return [first]
  // A second class shows a move that stopped half-way, or an instance that nobody may touch.
  const place = random.pick([way.from, way.from + 1, way.from - 1, way.to])
  const second = {
    ...group,
    version: nearest(random, catalogue, road, place).version,
    count: random.whole(1, 3),
    frozen: random.chance(0.2),
  }
  const same = first.version === second.version && first.frozen === second.frozen
  return same ? [first] : [first, second]
}

/** A release of the line that is closest to a place on the road. */
function nearest(random: Random, catalogue: readonly Release[], road: Road, place: number): Release {
  const away = ({ version }: Release) =>
    Math.abs(road.lines.findIndex((line) => version.startsWith(`${line}.`)) - place)
  const least = Math.min(...catalogue.map(away))
  return random.pick(catalogue.filter((release) => away(release) === least))
}
