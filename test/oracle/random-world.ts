import { Random } from './random.ts'
import { randomRules } from './random-rules.ts'
import type { Component, InstanceClass, Release, World } from './shape.ts'

const names = ['hub', 'leaf', 'gate']

/**
 * A small world of the kind that real fleets are: components whose lines run side by side, moved from about
 * one point to about another under rules that were made for such moves, with some of everything that is rare.
 */
export function randomWorld(seed: number): World {
  const random = new Random(seed)
  const road = randomRoad(random)
  // Half-way stops are rare where rules come together by chance, so many worlds have rules that ask for them.
  const strict = random.chance(0.55)
  const journey = randomJourney(random, road.lines.length, strict)
  const components: Component[] = []
  const classes: InstanceClass[] = []
  for (const name of names.slice(0, random.pick([1, 2, 2, 2, 3, 3]))) {
    const catalogue = randomCatalogue(random, road)
    const joined = random.chance(0.1) ? [] : road.joined
    const usable = catalogue.filter(({ recalled }) => !recalled)
    const way = journey()
    const target = nearest(random, usable, road, way.to).version
    components.push({ name, policy: 'world', joined, catalogue, ...(random.chance(0.92) && { target }) })
    classes.push(...randomClasses(random, name, catalogue, road, way))
  }
  const mode = random.chance(0.8) ? 'rolling' : 'stopped'
  const rules = randomRules(random, components, strict)
  return {
    seed,
    mode,
    day: '2026-01-01',
    components,
    classes,
    rules,
    targets: [],
    facts: {},
    unavailable: [],
    waves: [],
  }
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

function randomCatalogue(random: Random, road: Road): Release[] {
  const versions = road.lines
    .filter(() => random.chance(0.96))
    .flatMap((line) => {
      const patches = [0, 1, 2, 3].slice(random.pick([0, 0, 0, 1]))
      return patches.slice(0, random.pick([1, 1, 1, 2, 2, 3])).map((patch) => `${line}.${patch}`)
    })
  while (versions.length > 8) versions.splice(random.whole(0, versions.length - 1), 1)
  if (versions.length < 2) return randomCatalogue(random, road)
  const catalogue = versions.map((version) => ({ version, recalled: random.chance(0.08) }))
  return catalogue.some(({ recalled }) => !recalled) ? catalogue : randomCatalogue(random, road)
}

function randomClasses(
  random: Random,
  component: string,
  catalogue: readonly Release[],
  road: Road,
  way: Way,
): InstanceClass[] {
  const { version } = nearest(random, catalogue, road, way.from)
  const first = { scope: 'w', component, version, count: random.whole(1, 3), frozen: random.chance(0.03) }
  if (!random.chance(0.35)) return [first]
  // A second class shows a move that stopped half-way, or an instance that nobody may touch.
  const place = random.pick([way.from, way.from + 1, way.from - 1, way.to])
  const second = {
    scope: 'w',
    component,
    version: nearest(random, catalogue, road, place).version,
    count: random.whole(1, 3),
    frozen: random.chance(0.25),
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
