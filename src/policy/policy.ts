import type { Place } from '../base/index.ts'
import type { Range, Scheme, Version } from '../version/index.ts'
import type { Logs, Settings } from './configuration.ts'
import type { Interface } from './interface.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Repository } from './repository.ts'
import type { Change, ComponentName, Rule } from './rules.ts'
import type { Recipe } from './schema.ts'

/** A text that is filled in for a release: the name of an image, an address. */
export interface ReleaseText {
  readonly template: string
  /** The versions that it is true of; of all where there is none. */
  readonly of?: Range
}

export interface Component {
  readonly name: string
  readonly title: string
  readonly scheme: Scheme
  /** What has to be at hand to run a version of it. */
  readonly artifacts: readonly ReleaseText[]
  /** Where the notes on upgrading to a version are found. */
  readonly notes: readonly ReleaseText[]
}

/** One published version of a component. */
export interface Release {
  readonly version: Version
  /** ISO date, when known. */
  readonly date?: string
  readonly tag: string
  /** The commit that the tag stood on when it was recorded: at least seven hexadecimal digits. */
  readonly commit?: string
  readonly status?: 'recalled'
  readonly because?: string
  /** What it brought, where somebody looked. */
  readonly brings?: Change
  /** Where documents speak of it, by their name. */
  readonly documents?: ReadonlyMap<string, string>
  /** Versions of other components that come with it. */
  readonly delivers: ReadonlyMap<string, Version>
  readonly place?: Place
}

/** The known releases of one component, oldest version first. */
export interface Catalogue {
  readonly releases: readonly Release[]
  /** The day on which the list was complete, when known. */
  readonly asOf?: string
  /** The last day of a line's support, by the label of the line, where that is recorded. */
  readonly ends: ReadonlyMap<string, string>
}

export interface Fact {
  readonly asks: string
  readonly how?: string
}

export interface Policy {
  readonly name: string
  readonly title: string
  readonly about?: string
  readonly homepage?: string
  readonly components: ReadonlyMap<string, Component>
  readonly rules: readonly Rule[]
  /** What rules ask about a fleet beside its versions. */
  readonly facts: ReadonlyMap<string, Fact>
  /** The policies whose components rules speak of. */
  readonly uses: ReadonlyMap<string, Policy>
  readonly catalogues: ReadonlyMap<string, Catalogue>
  readonly repositories: readonly Repository[]
  readonly recipes: readonly Recipe[]
  readonly lifecycles: readonly Lifecycle[]
  readonly settings: readonly Settings[]
  readonly logs: readonly Logs[]
  readonly interfaces: readonly Interface[]
  /** The readings that were chosen, by rule id. */
  readonly readings: Readonly<Record<string, string>>
  /** Canonical text of rules and catalogue: what a plan's digest covers. */
  readonly fingerprint: string
}

/** The release of a component with exactly this version, if the catalogue has it. */
export function releaseOf(policy: Policy, component: string, version: Version): Release | undefined {
  const index = releaseIndex(policy, component)
  const release = index.get(releaseKey(version))
  return release ?? (version.vendorOf === undefined ? undefined : index.get(version.vendorOf))
}

/** The catalogue of a component that a rule names, which may be one of another policy. */
export function catalogueOf(policy: Policy, component: ComponentName): Catalogue | undefined {
  const slash = component.indexOf('/')
  if (slash < 0) return policy.catalogues.get(component)
  return policy.uses.get(component.slice(0, slash))?.catalogues.get(component.slice(slash + 1))
}

/** Without build metadata, but with what tells a vendor's builds apart. */
const releaseKey = ({ text, vendorOf }: Version): string =>
  vendorOf === undefined ? (text.split('+')[0] ?? text) : text

const indexes = new WeakMap<Catalogue, Map<string, Release>>()

function releaseIndex(policy: Policy, component: string): Map<string, Release> {
  const catalogue = policy.catalogues.get(component)
  if (catalogue === undefined) return new Map()
  let index = indexes.get(catalogue)
  if (index === undefined) {
    index = new Map(catalogue.releases.map((release) => [releaseKey(release.version), release]))
    indexes.set(catalogue, index)
  }
  return index
}
