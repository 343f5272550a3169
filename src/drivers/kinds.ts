import { commandKind } from './command/kind.ts'
import { gitopsKind } from './gitops/kind.ts'
import { helmKind } from './helm/kind.ts'
import type { DriverKind } from './kind.ts'
import { kubernetesKind } from './kubernetes/kind.ts'
import { processKind } from './process/kind.ts'

/** Kinds that see instances themselves. */
const observers: readonly (() => DriverKind)[] = [commandKind, processKind, kubernetesKind, helmKind]

let made: readonly DriverKind[] | undefined

/** All kinds of drivers: a new one is one line. They are made when a document is read, and no schema before. */
export const driverKinds = (): readonly DriverKind[] => {
  if (made === undefined) {
    const seeing = observers.map((make) => make())
    made = [...seeing, gitopsKind(seeing)]
  }
  return made
}
