import * as z from 'zod/mini'
import type { Path } from '../document/index.ts'
import { semver, type Version } from '../version/index.ts'

/* The rows of a table of compatibility, as they are written and as they are read. */

const word = () => z.union([z.string().check(z.minLength(1)), z.int()])
const listed = () => z.optional(z.nullable(z.array(z.looseObject({ name: word(), version: word() }))))

export const tableSchema = z.looseObject({
  name: z.optional(z.string().check(z.minLength(1))),
  versions: z
    .array(
      z.looseObject({
        version: word(),
        kube: z.optional(z.nullable(z.array(word()))),
        chart_version: z.optional(z.nullable(z.union([z.string(), z.int()]))),
        requirements: listed(),
        incompatibilities: listed(),
        eolAt: z.optional(z.nullable(z.string())),
      }),
    )
    .check(z.minLength(1)),
})
export const manyTablesSchema = z.looseObject({ addons: z.array(tableSchema).check(z.minLength(1)) })

/** The members of a row that are carried over. */
export const carried: readonly string[] = [
  'version',
  'kube',
  'chart_version',
  'requirements',
  'incompatibilities',
  'eolAt',
]

export type Table = z.output<typeof tableSchema>

/** A row whose version can be read. */
export interface Row {
  readonly version: Version
  readonly written: Table['versions'][number]
  readonly path: Path
  /** The versions that it speaks of. */
  readonly range: string
}

/** What the parts of an import share. */
export interface TableContext {
  readonly title: string
  /** The add-on. */
  readonly component: string
  readonly asOf: string
  /** A component of its own for something else that the table names; the same for the same. */
  readonly other: (title: string) => string
  readonly tell: (path: Path, message: string, help?: string) => void
}

export const scheme = semver()

/** A state of two components, as examples write it. */
export const together = (component: string, version: Version, other: string, otherVersion: string): string =>
  `${component}=${version.text} ${other}=${otherVersion}`
