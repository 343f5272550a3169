import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from './io.ts'

/* Files that are made by commands. INTERLOCK_REWRITE=1 writes them anew. */

const generated = [
  ['docs/policy-language.md', ['policy', 'reference']],
  ['docs/schema/policy.schema.json', ['policy', 'schema']],
  ['docs/schema/catalogue.schema.json', ['policy', 'schema', '--kind', 'catalogue']],
  ['docs/schema/recipes.schema.json', ['policy', 'schema', '--kind', 'recipes']],
  ['docs/schema/lifecycle.schema.json', ['policy', 'schema', '--kind', 'lifecycle']],
  ['docs/schema/rules.schema.json', ['policy', 'schema', '--kind', 'rules']],
  ['docs/schema/fleet.schema.json', ['policy', 'schema', '--kind', 'fleet']],
  ['docs/schema/waivers.schema.json', ['policy', 'schema', '--kind', 'waivers']],
  ['docs/schema/avoid.schema.json', ['policy', 'schema', '--kind', 'avoid']],
  ['docs/schema/calendar.schema.json', ['policy', 'schema', '--kind', 'calendar']],
  ['docs/schema/driver.schema.json', ['policy', 'schema', '--kind', 'driver']],
] as const

/** Every schema that a shipped file names beside its text is there. */
describe('schemas that editors are told of', () => {
  const files = readdirSync('policies', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join('policies', name))
  const named = files.flatMap((file) => {
    const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    return schema === undefined ? [] : [[file, join(dirname(file), schema)] as const]
  })

  it.each(named)('%s: %s', (_, schema) => {
    expect(existsSync(schema)).toBe(true)
  })

  it('every kind has one', () => {
    const made = generated.map(([file]) => file).filter((file) => file.endsWith('.schema.json'))
    expect(readdirSync('docs/schema').sort()).toEqual(made.map((file) => basename(file)).sort())
  })
})

describe('generated documents are what the commands give', () => {
  it.each(generated)('%s', (file, argv) => {
    const { out } = runCommand(argv)
    if (process.env.INTERLOCK_REWRITE === '1') writeFileSync(file, out)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(out)
  })
})
