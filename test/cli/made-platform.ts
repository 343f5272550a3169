import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { interlock, interlockInTime, words } from './command.ts'

/*
 * A made-up platform: a folder for each component and in it a file for each instance, which holds its version.
 */

export const fleet = { server: ['s1', 's2', 's3'], agent: ['a1', 'a2', 'a3', 'a4'] }

const script = `case $1 in
list) for f in fleet/$2/*; do echo "$(basename $f) $(cat $f) $(test -e sick/$(basename $f)-$(cat $f) && echo no || echo yes)"; done ;;
move) echo "$2 $3 $4" >> moves; echo "$4" > fleet/$2/$3 ;;
esac
`
export const driver = `apiVersion: interlock.dev/v1alpha1
kind: Driver
poll: 20ms
retry: { attempts: 2, first: 10ms, most: 10ms }
timeouts: { settle: 300ms }
components:
  "*":
    driver:
      kind: command
      observe: { run: [sh, platform.sh, list, "{component}"], prints: lines, columns: [id, version, ready] }
      move: { run: [sh, platform.sh, move, "{component}", "{id}", "{to}"] }
`

/** One for each test, with a plan and a driver document; "@" in a command line stands for its folder. */
export function madePlatform() {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlock-apply-'))
    mkdirSync(join(folder, 'sick'))
    for (const [component, ids] of Object.entries(fleet)) {
      mkdirSync(join(folder, 'fleet', component), { recursive: true })
      for (const id of ids) put(component, id, '1.1.1')
    }
    writeFileSync(join(folder, 'platform.sh'), script)
    writeFileSync(join(folder, 'driver.yaml'), driver)
    const { out } = interlock(
      words('plan --policy spire server=1.1.1x3 agent=1.1.1x4 --to 1.2.3 --batch agent=2 --format json'),
    )
    writeFileSync(join(folder, 'plan.json'), out)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const put = (component: string, id: string, version: string): void =>
    writeFileSync(join(folder, 'fleet', component, id), `${version}\n`)
  const versions = (component: string): readonly string[] =>
    readdirSync(join(folder, 'fleet', component)).map((id) =>
      readFileSync(join(folder, 'fleet', component, id), 'utf8').trim(),
    )
  const moves = (): readonly string[] => readFileSync(join(folder, 'moves'), 'utf8').trim().split('\n')
  const run = (line: string, surroundings: { readonly columns?: number; readonly colour?: boolean } = {}) =>
    interlockInTime(words(line.replaceAll('@', `${folder}/`)), {
      env: { PATH: process.env.PATH, INTERLOCK_STATE: join(folder, 'state') },
      ...surroundings,
    })
  /** A file of the platform. */
  const at = (...names: readonly string[]): string => join(folder, ...names)
  return { put, versions, moves, run, at }
}

/** Without times and names of runs and processes. */
export const told = (out: string): string =>
  out
    .replace(/\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/\d{8}-\d{3}-[0-9a-f]{4}/g, 'RUN')
    .replace(/process \d+ on \S+/g, 'PROCESS')
    .replace(/plan [0-9a-f]{4}/g, 'plan PLAN')
