import { commandKind } from './command/kind.ts'
import { helmKind } from './helm/kind.ts'
import type { DriverKind } from './kind.ts'
import { kubernetesKind } from './kubernetes/kind.ts'
import { processKind } from './process/kind.ts'

/** All kinds of drivers: a new one is one line. Each is a function, so that no schema is made before a document is read. */
const kinds: readonly (() => DriverKind)[] = [commandKind, processKind, kubernetesKind, helmKind]

let made: readonly DriverKind[] | undefined

export const driverKinds = (): readonly DriverKind[] => {
  made ??= kinds.map((make) => make())
  return made
}
