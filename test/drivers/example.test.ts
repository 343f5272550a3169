import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/connect/index.ts'
import { type OpenedDrivers, openDrivers, readDriverDocument } from '../../src/drivers/index.ts'
import type { Instance } from '../../src/execute/index.ts'

/* The shipped example, on programs that only pretend to be the real ones. */

const root = mkdtempSync(join(tmpdir(), 'interlock-example-'))
const env = { ...process.env, SPIRE_BIN_DIR: join(root, 'bin'), SPIRE_RUN_DIR: join(root, 'run') }
const forever = new AbortController().signal
const group = { policy: 'spire', scope: 'prod', component: 'server' }

const pretender = `#!/bin/sh
case $1 in
run) echo $$ > "$(dirname "$3")/api.sock"; trap 'rm "$(dirname "$3")/api.sock"; exit 0' TERM
     while [ -e "$3" ]; do sleep 0.05; done ;;
healthcheck) [ -e "$3" ] ;;
esac
`

beforeAll(() => {
  for (const version of ['1.1.1', '1.2.5']) {
    const bin = join(root, 'bin', version, 'bin')
    mkdirSync(bin, { recursive: true })
    for (const name of ['spire-server', 'spire-agent']) {
      writeFileSync(join(bin, name), pretender)
      chmodSync(join(bin, name), 0o755)
    }
  }
  for (const id of ['server-1', 'server-2']) {
    mkdirSync(join(root, 'run', 'prod', 'server', id), { recursive: true })
    writeFileSync(join(root, 'run', 'prod', 'server', id, 'server.conf'), '')
  }
  writeFileSync(join(root, 'run', 'prod', 'server', 'server-2', 'part'), 'edge')
})
// Those that pretend end with their configuration.
afterAll(() => rmSync(root, { recursive: true, maxRetries: 10 }))

async function opened(): Promise<OpenedDrivers> {
  const policy = loadPolicy('spire', { sources: 'policies' })
  if (!policy.ok) throw new Error('the policy is not read')
  const known = [...policy.value.components.keys()].map((component) => ({ policy: 'spire', component }))
  const read = readDriverDocument(readFileSync('examples/spire/driver.yaml', 'utf8'), 'driver.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  const drivers = await openDrivers(read.value, {
    folder: resolve('examples/spire'),
    env,
    known,
    needed: known,
  })
  if (!drivers.ok) throw new Error(JSON.stringify(drivers.problem))
  return drivers.value
}

describe('the shipped example', () => {
  it('serves all components of its policy', async () => {
    const { settingsOf, canStop } = await opened()
    for (const component of ['server', 'agent']) {
      expect([...settingsOf({ policy: 'spire', component }).gates.keys()]).toEqual(['healthy'])
      expect(canStop({ policy: 'spire', component })).toBe(true)
    }
  })

  it('moves servers, and looks at them', async () => {
    const { driver } = await opened()
    const look = async () => {
      const seen: Instance[] = []
      for await (const page of driver.observe(group, forever)) seen.push(...page)
      return seen
    }
    const one = { id: 'server-1', isReady: true }
    const two = { id: 'server-2', isReady: true, part: 'edge' }
    expect(await look()).toEqual([
      { ...one, version: undefined, isReady: false },
      { ...two, version: undefined, isReady: false },
    ])
    const ids = ['server-1', 'server-2']
    await driver.move({ key: '0', group, ids, from: [], to: '1.1.1' }, forever)
    await until(look, [
      { ...one, version: '1.1.1' },
      { ...two, version: '1.1.1' },
    ])
    await driver.move({ key: '1', group, ids: ['server-2'], from: ['1.1.1'], to: '1.2.5' }, forever)
    await until(look, [
      { ...one, version: '1.1.1' },
      { ...two, version: '1.2.5' },
    ])
    expect(await driver.ask?.({ gate: 'healthy', group, ids: ['server-2'], to: '1.2.5' }, forever)).toEqual({
      kind: 'yes',
    })
    await driver.stop?.({ key: '2', group, ids: ['server-1'], from: ['1.1.1'], to: '1.2.5' }, forever)
    await until(look, [
      { ...one, version: '1.1.1', isReady: false },
      { ...two, version: '1.2.5' },
    ])
    await expect(
      driver.move({ key: '3', group, ids, from: ['1.1.1'], to: '1.3.0' }, forever),
    ).rejects.toThrow('"server-2" is at 1.2.5, and is to be moved from 1.1.1 to 1.3.0')
    await expect(
      driver.move({ key: '3', group, ids: ['server-1'], from: ['1.1.1'], to: '1.3.0' }, forever),
    ).rejects.toThrow(/server-1: sh ended with 1: there is no .*1\.3\.0\/bin\/spire-server/)
  })
})

/** Looks until it sees what is expected; what it saw last is told by the test that takes too long. */
async function until(look: () => Promise<readonly Instance[]>, expected: readonly Instance[]): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (JSON.stringify(sorted(await look())) === JSON.stringify(sorted(expected))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await look()).toEqual(expected)
}

const sorted = (seen: readonly Instance[]) =>
  seen.map(({ id, version, isReady, part }) => [id, version, isReady, part])
