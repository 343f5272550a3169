import type { Place } from '../base/index.ts'

/** A tag as a repository or a table of tags has it. */
export interface Tag {
  readonly name: string
  /** ISO day: of the tag itself where it is annotated, else of its commit. */
  readonly date?: string
  /** Seconds since 1970, where more than the day is known. */
  readonly seconds?: number
  readonly commit?: string
  /** The branches that contain it, or the one that it is said to be from; undefined where nobody can tell. */
  readonly branches?: readonly string[]
  /** What the tag itself is like, where that was read. */
  readonly object?: TagObject
  /** What stands in the repository at the tag, by the names of the policy. */
  readonly reads: ReadonlyMap<string, string>
  readonly place?: Place
}

export interface TagObject {
  /** Undefined where a table tells only of the other. */
  readonly isAnnotated?: boolean
  readonly isSigned?: boolean
  /** The name that an annotated tag carries inside. */
  readonly innerName?: string
}

/** The tags of a repository, oldest first, and its branches. */
export interface History {
  readonly tags: readonly Tag[]
  readonly branches: readonly string[]
  /** Whether a tag knows all branches that contain it; a table tells only the one that it is from. */
  readonly isWhole: boolean
  /** Per branch the branches that contain its tip, where that is known: a tag made there is on all of them. */
  readonly tips?: ReadonlyMap<string, readonly string[]>
}
