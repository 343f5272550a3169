#!/usr/bin/env node
/*
 * What `helm get metadata` and `helm upgrade` do, on a folder: `NAMESPACE.NAME.json` for a release, `charts/VERSION` for what can be
 * installed, `log` for what it was asked, and a file `hanging` or `refusing` for what is wrong with it.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.FAKE_HELM
const [verb, ...rest] = process.argv.slice(2)
const end = rest.indexOf('--')
const options = new Map()
for (const word of rest.slice(0, end)) {
  const [, name, value = ''] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? []
  if (name === 'set-string') options.set(name, [...(options.get(name) ?? []), value])
  else if (name !== undefined) options.set(name, value)
}
const [release, chart] = rest.slice(end + 1)
appendFileSync(join(folder, 'log'), `${JSON.stringify(process.argv.slice(2))}\n`)

function die(message) {
  process.stderr.write(`Error: ${message}\n`)
  process.exit(1)
}

const file = join(folder, `${options.get('namespace')}.${release}.json`)
const read = () => JSON.parse(readFileSync(file, 'utf8'))
function write(state) {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(state))
  renameSync(`${file}.${process.pid}`, file)
}

if (existsSync(join(folder, 'hanging'))) setInterval(() => {}, 1000)
else if (existsSync(join(folder, 'refusing'))) die('Kubernetes cluster unreachable')
else if (!existsSync(file))
  die(verb === 'get' ? 'release: not found' : `UPGRADE FAILED: "${release}" has no deployed releases`)
else if (verb === 'get') process.stdout.write(JSON.stringify(read()))
else {
  const before = read()
  if (before.status.startsWith('pending-'))
    die('UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress')
  const version = options.get('version')
  if (!existsSync(join(folder, 'charts', version))) die(`chart "${chart}" version "${version}" not found`)
  const after = { ...before, version, revision: before.revision + 1, set: options.get('set-string') }
  write({ ...after, status: 'pending-upgrade' })
  // Told to end, it says so in the release.
  process.on('SIGTERM', () => {
    write({ ...after, status: 'failed' })
    die('UPGRADE FAILED: context canceled')
  })
  setTimeout(() => {
    const isBroken = existsSync(join(folder, 'charts', version, 'broken'))
    write({ ...after, status: isBroken ? 'failed' : 'deployed' })
    if (isBroken) die('UPGRADE FAILED: timed out waiting for the condition')
    process.exit(0)
  }, 20)
}
