import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findingsIn, report } from './rules.ts'

const root = join(import.meta.dirname, '../..')

test('the tree under src/ keeps its own rules', () => {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.[cm]?tsx?$/.test(path))
  const tree = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

  expect(tree.size).toBeGreaterThan(0)
  expect(report(findingsIn(tree))).toBe('')
})
