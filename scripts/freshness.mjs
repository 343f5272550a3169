import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './process.mjs'

/** What the build reads. Keep the same as in ../interlock, which asks the same question without starting node. */
const inputs = ['src', 'policies', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json']

/** Whether no input changed since the last successful build began. */
export function buildIsCurrent() {
  const stamp = statSync(join(root, 'dist', '.built'), { throwIfNoEntry: false, bigint: true })
  return stamp !== undefined && inputs.every((input) => isOlder(join(root, input), stamp.mtimeNs))
}

function isOlder(path, limit) {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  // Absent folders are no input; a deletion shows in the parent's time.
  if (stat === undefined) return true
  if (stat.mtimeNs > limit && !path.endsWith('.test.ts')) return false
  return !stat.isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name), limit))
}
