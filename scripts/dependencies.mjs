import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, root, run } from './process.mjs'

/**
 * Whether node_modules of a folder holds what its package-lock.json asks for. Compares the two lock files by content, as their
 * times say little after a checkout; npm writes its own copy last, so an interrupted install is noticed.
 */
export function dependenciesAreInstalled(folder = root) {
  const wanted = packagesOf(join(folder, 'package-lock.json'))
  const installed = packagesOf(join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === undefined) throw new Problem('package-lock.json is missing or is not JSON')
  if (installed === undefined) return false
  // Optional packages may be for another platform: absent is fine, a different version is not.
  const complete = Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return installed[path] === undefined ? optional === true : installed[path].version === version
  })
  return complete && Object.keys(installed).every((path) => wanted[path] !== undefined)
}

/** Runs `npm ci` in a folder. Throws a Problem with npm's own output when it fails. */
export async function installDependencies(folder = root) {
  // Some machines omit development dependencies by default; the build needs them. No package here needs its scripts.
  // A silent npm around this one would keep it from saying what is wrong.
  const talk = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const args = ['ci', '--include=dev', '--ignore-scripts', ...talk]
  const { code, output } = await run('npm', args, { env: { NODE_ENV: '' }, cwd: folder })
  if (code === 0) return
  const hint = /\bE(ACCES|PERM|ROFS)\b/.test(output)
    ? `\n  help  ${folder}, or npm's cache, is not writable for this user`
    : ''
  throw new Problem(`installing dependencies failed (npm ci, exit code ${code})\n${output}${hint}`)
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages
  } catch {
    return undefined
  }
}
