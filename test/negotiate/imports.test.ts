import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf } from '../architecture/source.ts'
import { root } from '../cli/command.ts'

test('a program that negotiates loads no parser, schema or command line', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { specifier = '', typeOnly } of importsOf(readFileSync(file, 'utf8'))) {
      if (typeOnly) continue
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
      else packages.add(specifier)
    }
  }
  visit(join(root, 'src/negotiate/index.ts'))

  expect(seen.size).toBeGreaterThan(5)
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([])
})
