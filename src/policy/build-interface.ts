import type { Place } from '../base/index.ts'
import type { InterfaceChangeKind } from '../compare/index.ts'
import type { Path } from '../document/index.ts'
import type { ChangeMatch, Interface } from './interface.ts'
import type { InterfaceDocument } from './interface-schema.ts'

/** Makes an interface of its record. */
export function buildInterface(
  written: InterfaceDocument,
  path: Path,
  around: {
    readonly component: (name: string, path: Path) => boolean
    readonly place: (path: Path) => Place | undefined
  },
): Interface {
  const { id, of, format, files, not, select, 'implemented-by': implementedBy, version } = written
  for (const [i, name] of of.entries()) around.component(name, [...path, 'of', i])
  const place = around.place(path)
  return {
    id,
    of,
    format,
    files,
    not,
    select,
    version,
    ...(implementedBy !== undefined && { implementedBy }),
    ...(place && { place }),
  }
}

interface WrittenMatch {
  readonly in?: string | undefined
  readonly format?: ChangeMatch['format'] | undefined
  readonly kinds?: readonly string[] | undefined
  readonly path?: string | readonly string[] | undefined
}

/** Makes a match of its record; one that says nothing would fit everything. */
export function buildMatch(
  written: WrittenMatch,
  path: Path,
  around: {
    readonly interface: (name: string, path: Path) => boolean
    readonly complain: (path: Path, message: string, help?: string) => void
  },
): ChangeMatch {
  const { in: id, format, kinds, path: paths } = written
  if (id !== undefined) around.interface(id, [...path, 'in'])
  if (id === undefined && format === undefined && kinds === undefined && paths === undefined)
    around.complain(path, 'say which changes are meant', 'with in, format, kinds, path or several of them')
  return {
    ...(id !== undefined && { in: id }),
    ...(format !== undefined && { format }),
    ...(kinds !== undefined && { kinds: kinds as readonly InterfaceChangeKind[] }),
    ...(paths !== undefined && { paths: [paths].flat() }),
  }
}
