/** The tags that a rule is about: released ones are final, unfinished ones are candidates and the like. */
export type TagChoice = 'all' | 'released' | 'unfinished'

/** Where a value stands in a repository: in a file, between two texts of one line. */
export interface ReadPlace {
  readonly file: string
  readonly before: string
  readonly after: string
}

/** The repository in which components are released: what its tags and branches are called, and what stands inside. */
export interface Repository {
  /** The components that every tag is a version of. */
  readonly of: readonly string[]
  /** With `{version}` in it. */
  readonly tag: string
  /** Tags of something else; `*` is any text. */
  readonly ignore: readonly string[]
  /** Patterns by the names that rules use: `{line}`, `{major}`, `{version}`, `*`. */
  readonly branches: ReadonlyMap<string, string>
  /** Where a tag is from when several branches contain it: the first row about it decides. */
  readonly home: readonly { readonly tags: TagChoice; readonly branches: readonly string[] }[]
  /** By name; of several places the first that has it. */
  readonly reads: ReadonlyMap<string, readonly ReadPlace[]>
  readonly upstream?: Upstream
}

/** The repository of what a component takes from elsewhere. */
export interface Upstream {
  readonly component: string
  readonly tag: string
  readonly ignore: readonly string[]
  /** The term of a version here that is a version there. */
  readonly term: string
  /** Its branch for each branch here, by the names that rules use. */
  readonly branches: ReadonlyMap<string, string>
}
