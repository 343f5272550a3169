import type { Diagnostic } from '../base/index.ts'
import type { Path, Source } from '../document/index.ts'

/** Makes problems at paths in some part of a document. */
export type ProblemAt = (path: Path, message: string, help?: string) => Diagnostic

/** Problems of the part of a document that begins at `root`. */
export const problemsIn =
  (source: Source, root: Path): ProblemAt =>
  (path, message, help) => ({
    place: source.place([...root, ...path]),
    message,
    ...(help !== undefined && { help }),
  })
