import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCommand } from './io.ts'

/* Files that are made by commands. INTERLOCK_REWRITE=1 writes them anew. */

const generated = [
  ['docs/policy-language.md', ['policy', 'reference']],
  ['docs/schema/policy.schema.json', ['policy', 'schema']],
  ['docs/schema/catalogue.schema.json', ['policy', 'schema', '--kind', 'catalogue']],
  ['docs/schema/recipes.schema.json', ['policy', 'schema', '--kind', 'recipes']],
  ['docs/schema/fleet.schema.json', ['policy', 'schema', '--kind', 'fleet']],
] as const

describe('generated documents are what the commands give', () => {
  it.each(generated)('%s', (file, argv) => {
    const { out } = runCommand(argv)
    if (process.env.INTERLOCK_REWRITE === '1') writeFileSync(file, out)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(out)
  })
})
