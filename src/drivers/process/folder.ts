import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../../base/index.ts'

/**
 * Makes a folder, and those around it that are not there, one after the other from the nearest that is: `recursive` of Node tries for ever
 * under /proc. Throws which one cannot be made.
 */
export function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return
  if (found === undefined && dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Whoever else makes it at the same time may be faster.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return
    throw new Error(`the folder ${path} cannot be made: ${messageOf(error)}`)
  }
}
