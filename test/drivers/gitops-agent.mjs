/*
 * What brings a branch to a platform: each time that it is asked for the instances, it has just done so. The state lies in a folder:
 * `state.json`, `versions` that there are, one line each, and a file `hanging` or `refusing` for what is wrong with it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, repository, branch] = process.argv.slice(2)
// As the ground of the tests writes them: whoever is asked so often has no time for a library.
const instances =
  /^ {2}- name: (".*") # of many\n {4}image: *'?crane:([^'\n]*?)'? *(?:#.*)?\n(?: {4}part: (".*")\n)?/gm

if (existsSync(join(folder, 'hanging'))) setInterval(() => {}, 1000)
else if (existsSync(join(folder, 'refusing'))) {
  process.stderr.write('the platform refuses\n')
  process.exit(1)
} else {
  const text = execFileSync('git', ['-C', repository, 'show', `${branch}:fleet.yaml`], { encoding: 'utf8' })
  const file = join(folder, 'state.json')
  const state = JSON.parse(readFileSync(file, 'utf8'))
  const known = readFileSync(join(folder, 'versions'), 'utf8').trim().split('\n')
  const shown = []
  for (const [, quoted, wanted, quotedPart] of text.matchAll(instances)) {
    const [name, part] = [JSON.parse(quoted), quotedPart && JSON.parse(quotedPart)]
    const is = state[name]
    const isThere = known.includes(wanted)
    if (isThere && is.version !== wanted)
      Object.assign(is, { version: wanted, moves: is.moves + 1, down: false })
    shown.push({ id: name, version: is.version, ready: isThere && !is.down, part })
  }
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(state))
  renameSync(`${file}.${process.pid}`, file)
  process.stdout.write(JSON.stringify(shown))
}
