import { isInScope, nearest, placeText } from '../base/index.ts'
import { type Target, targetOf } from '../check/index.ts'
import { type Summary, scopePath } from '../fleet/index.ts'
import { type Policy, releaseOf } from '../policy/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { wrong } from './io.ts'

/** A version that the user wrote for one component. */
export interface Aimed extends Target {
  readonly isReleased: boolean
}

/**
 * Reads `1.3.6` (every component that is present and has such a release), `server=1.3.6`, `mesh/server=1.3.6`, or
 * `server@prod/eu=1.3.6` for one scope and those inside it.
 * Of a version that no catalogue has, `isReleased` is false.
 */
export function parseAims(
  texts: readonly string[],
  option: string,
  policies: readonly Policy[],
  summary: Summary,
): readonly Aimed[] {
  const aims = new Map<string, Aimed & { readonly isSpecific: boolean }>()
  for (const text of texts) {
    const isSpecific = text.includes('=')
    for (const aim of parseAim(text, option, policies, summary)) {
      const key = `${aim.policy}/${aim.component}@${aim.scope}`
      const before = aims.get(key)
      // What names its component goes before what is for all of them; two of a kind contradict each other.
      if (
        before !== undefined &&
        before.isSpecific === isSpecific &&
        before.version.text !== aim.version.text
      ) {
        throw wrong(
          `${option}: ${aim.component} cannot be at ${before.version.text} and at ${aim.version.text}`,
        )
      }
      if (before === undefined || isSpecific) aims.set(key, { ...aim, isSpecific })
    }
  }
  return [...aims.values()].map(({ isSpecific: _, ...aim }) => aim)
}

function parseAim(
  text: string,
  option: string,
  policies: readonly Policy[],
  summary: Summary,
): readonly Aimed[] {
  const equals = text.lastIndexOf('=')
  if (equals < 0) return everyComponent(text, option, policies, summary)
  const [subject = '', ...scopes] = text.slice(0, equals).split('@')
  const written = text.slice(equals + 1)
  const slash = subject.lastIndexOf('/')
  const name = slash < 0 ? undefined : subject.slice(0, slash)
  const component = subject.slice(slash + 1)
  if (name !== undefined && !policies.some((policy) => policy.name === name)) {
    const guess = nearest(
      name,
      policies.map((policy) => policy.name),
    )
    throw wrong(`${option} ${text}: "${name}" is no policy in use`, guess && `did you mean "${guess}"?`)
  }
  const owners = policies.filter(
    (policy) => (name === undefined || policy.name === name) && policy.components.has(component),
  )
  const [policy, another] = owners
  if (policy === undefined) {
    const known = policies.flatMap((candidate) => [...candidate.components.keys()])
    const guess = nearest(component, known)
    const help = guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
    throw wrong(`${option} ${text}: "${component}" is no component`, help)
  }
  if (another !== undefined) {
    throw wrong(
      `${option} ${text}: several policies have a component "${component}"`,
      `write ${policy.name}/${component}=${written}`,
    )
  }
  const aim = aimAt(policy, component, written, `${option} ${text}`)
  if (scopes.length === 0) return [aim]
  const scope = scopePath(scopes.join('@'))
  const known = [...new Set(summary.groups.map((group) => group.scope))]
  if (known.some((name) => isInScope(name, scope))) return [{ ...aim, scope }]
  const guess = nearest(scope, known)
  throw wrong(`${option} ${text}: there is no scope "${scope}"`, guess && `did you mean "${guess}"?`)
}

/** The targets that the fleet itself names, group by group. */
export function aimsOfFleet(policies: readonly Policy[], summary: Summary): readonly Aimed[] {
  return summary.groups.flatMap(({ policy: name, scope, component, target }): Aimed[] => {
    const policy = policies.find((candidate) => candidate.name === name)
    if (policy === undefined || target === undefined) return []
    const where = target.place === undefined ? '' : `${placeText(target.place)}: `
    return [{ ...aimAt(policy, component, target.text, `${where}target ${target.text}`), scope }]
  })
}

function everyComponent(
  text: string,
  option: string,
  policies: readonly Policy[],
  summary: Summary,
): readonly Aimed[] {
  const present = new Map(
    summary.groups.map(({ policy, component }) => [`${policy}/${component}`, { policy, component }]),
  )
  const names = new Set([...present.values()].map(({ policy }) => policy))
  if (names.size > 1) {
    throw wrong(
      `${option} ${text}: several policies are in use`,
      'write COMPONENT=VERSION or POLICY/COMPONENT=VERSION',
    )
  }
  const aims = [...present.values()].flatMap(({ policy: name, component }) => {
    const policy = policies.find((candidate) => candidate.name === name)
    return policy === undefined ? [] : [aimAt(policy, component, text, `${option} ${text}`)]
  })
  const released = aims.filter(({ isReleased }) => isReleased)
  return released.length > 0 ? released : aims
}

function aimAt(policy: Policy, component: string, written: string, what: string): Aimed {
  const scheme = policy.components.get(component)?.scheme
  const version = scheme?.parse(written)
  if (version === undefined) throw wrong(`${what}: no such component`)
  if (!version.ok) {
    const line = scheme?.parseLine(written)
    const newest =
      line?.ok === true
        ? newestOf(policy, component, (other) => compareLines(other.line, line.value) === 0)
        : undefined
    if (newest !== undefined)
      throw wrong(`${what}: "${written}" is a line, not a version`, `its newest release is ${newest.text}`)
    const { at, expected } = version.problem
    throw wrong(`${what}: "${written}" is no version`, `expected ${expected} at character ${at + 1}`)
  }
  const releases = policy.catalogues.get(component)?.releases ?? []
  const isReleased = releases.length === 0 || releaseOf(policy, component, version.value) !== undefined
  return { policy: policy.name, component, version: version.value, isReleased }
}

function newestOf(
  policy: Policy,
  component: string,
  accept: (version: Version) => boolean,
): Version | undefined {
  const releases = policy.catalogues.get(component)?.releases ?? []
  return releases
    .filter(({ version, status }) => status === undefined && !version.isPrerelease && accept(version))
    .at(-1)?.version
}

/** Refuses stops that nobody passes: they would silently do nothing. */
export function refuseOffTheWay(via: readonly Aimed[], targets: readonly Target[], summary: Summary): void {
  const isOnTheWay = (stop: Aimed): boolean =>
    summary.groups.some((group) => {
      const target = targetOf(targets, group)
      if (group.policy !== stop.policy || group.component !== stop.component || target === undefined)
        return false
      return group.parts.some(({ reading }) => {
        if (reading.kind !== 'known') return false
        const fromStart = compareVersions(stop.version, reading.version)
        return (
          Math.sign(fromStart) === Math.sign(compareVersions(target.version, stop.version)) && fromStart !== 0
        )
      })
    })
  // A version without a component is for whoever passes it.
  const texts = new Set(via.filter((stop) => !isOnTheWay(stop)).map(({ version }) => version.text))
  for (const text of texts) {
    const same = via.filter(({ version }) => version.text === text)
    if (same.some(isOnTheWay)) continue
    const names = same.map(({ component }) => component).join(' and ')
    throw wrong(
      `--via ${text}: it is not on the way of ${names}`,
      'a stop lies between where something is and its target',
    )
  }
}

/** Refuses versions that were never released: a plan to one is a plan to nowhere. */
export function refuseUnreleased(aims: readonly Aimed[], option: string, policies: readonly Policy[]): void {
  const aim = aims.find(({ isReleased }) => !isReleased)
  const policy = policies.find(({ name }) => name === aim?.policy)
  if (aim === undefined || policy === undefined) return
  const inLine = newestOf(policy, aim.component, ({ line }) => line.label === aim.version.line.label)
  const newest = inLine ?? newestOf(policy, aim.component, () => true)
  const help =
    inLine !== undefined
      ? `the newest release of ${inLine.line.label} is ${inLine.text}`
      : `the newest release is ${newest?.text}`
  throw wrong(
    `${option} ${aim.version.text}: ${policy.name} has no such release of ${aim.component}`,
    `${help}; --allow-unreleased plans to it all the same`,
  )
}
