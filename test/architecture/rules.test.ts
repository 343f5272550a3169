// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are source text to be read

import { describe, expect, test } from 'vitest'
import { findingsIn, report, ruleIds } from './rules.ts'
import { codeOf, importsOf } from './source.ts'

type Files = Record<string, string>

// One file per folder, each standing on what it may stand on.
const clean: Files = {
  'src/base/index.ts': "export * from './text.ts'\n",
  'src/base/text.ts': "import { createHash } from 'node:crypto'\nexport const digest = createHash\n",
  'src/base/text.test.ts':
    "import { expect } from 'vitest'\nimport { digest } from './text.ts'\nexpect(digest)\n",
  'src/version/index.ts': "export * from './order.ts'\n",
  'src/version/order.ts': "import { digest } from '../base/index.ts'\nexport const order = digest\n",
  'src/document/index.ts': "import { parse } from 'yaml'\nimport { z } from 'zod'\nexport { parse, z }\n",
  'src/policy/index.ts':
    "export { parse } from '../document/index.ts'\nexport * from '../version/index.ts'\n",
  'src/fleet/index.ts': "export { z } from 'zod'\n",
  'src/check/index.ts': "export * from '../policy/index.ts'\nexport * from '../fleet/index.ts'\n",
  'src/plan/index.ts': "export * as check from '../check/index.ts'\nexport { hash } from 'node:crypto'\n",
  'src/explain/index.ts':
    "import type { Plan } from '../plan/index.ts'\nexport const text = (plan: Plan) => plan\n",
  'src/contract/index.ts':
    "export type { Plan } from '../plan/index.ts'\nexport { z } from '../document/index.ts'\n",
  'src/connect/index.ts':
    "import { readFileSync } from 'node:fs'\nexport const read = () => [readFileSync, Date.now(), 'kubernetes']\n",
  'src/cli/main.ts':
    "import manifest from '../../package.json' with { type: 'json' }\nconst load = () => import('../explain/index.ts')\nprocess.exit(load(manifest))\n",
}

const findings = (files: Files) => findingsIn(new Map(Object.entries({ ...clean, ...files })))

// Each is the clean tree with one thing wrong: [what is wrong, rule, file:line, the files].
const violations: [title: string, rule: string, place: string, files: Files][] = [
  ['a folder without a row', 'known-folder', 'src/extra/index.ts:1', { 'src/extra/index.ts': '' }],
  ['a file in no folder', 'known-folder', 'src/main.ts:1', { 'src/main.ts': '' }],
  [
    'base imports another folder',
    'folder-imports',
    'src/base/more.ts:1',
    { 'src/base/more.ts': "import { z } from '../document/index.ts'" },
  ],
  [
    'fleet knows policies, by type only',
    'folder-imports',
    'src/fleet/row.ts:2',
    { 'src/fleet/row.ts': "\nimport type { Policy } from '../policy/index.ts'" },
  ],
  [
    'policy judges, lazily',
    'folder-imports',
    'src/policy/lint.ts:1',
    { 'src/policy/lint.ts': "export const lint = () => import('../check/index.ts')" },
  ],
  [
    'explain computes',
    'folder-imports',
    'src/explain/plan.ts:3',
    { 'src/explain/plan.ts': "/* A\n   B */\nimport { plan } from '../plan/index.ts'" },
  ],
  [
    'explain imports a type in a way that loads the file',
    'folder-imports',
    'src/explain/plan.ts:1',
    { 'src/explain/plan.ts': "import { type Plan } from '../plan/index.ts'" },
  ],
  [
    'explain imports values after it exported types',
    'folder-imports',
    'src/explain/plan.ts:2',
    { 'src/explain/plan.ts': "export type { A }\nimport { plan } from '../plan/index.ts'" },
  ],
  [
    'contract re-exports values',
    'folder-imports',
    'src/contract/plan.ts:1',
    { 'src/contract/plan.ts': "export * from '../plan/index.ts'" },
  ],
  [
    'connect words results',
    'folder-imports',
    'src/connect/log.ts:1',
    { 'src/connect/log.ts': "import '../explain/index.ts'" },
  ],
  [
    'a folder is entered past its door',
    'door',
    'src/check/window.ts:1',
    { 'src/check/window.ts': "import { order } from '../version/order.ts'" },
  ],
  [
    'a test enters past the door',
    'door',
    'src/base/text.test.ts:1',
    { 'src/base/text.test.ts': "import { order } from '../version/order.ts'" },
  ],
  [
    'a file enters by its own door',
    'own-door',
    'src/version/range.ts:1',
    { 'src/version/range.ts': "import { order } from './index.ts'" },
  ],
  [
    'shipped code needs test code',
    'inside-src',
    'src/plan/worlds.ts:1',
    { 'src/plan/worlds.ts': "import { worlds } from '../../test/worlds.ts'" },
  ],
  [
    'a computed import',
    'plain-import',
    'src/cli/load.ts:1',
    { 'src/cli/load.ts': 'export const load = (name: string) => import(`./${name}.ts`)' },
  ],
  [
    'an import put together while running',
    'plain-import',
    'src/cli/load.ts:1',
    { 'src/cli/load.ts': "export const load = (name: string) => import('./' + name)" },
  ],
  ['a package of another folder', 'packages', 'src/check/a.ts:1', { 'src/check/a.ts': "import 'yaml'" }],
  ['a package under a scope', 'packages', 'src/cli/a.ts:1', { 'src/cli/a.ts': "import '@scope/name/sub'" }],
  ['a test tool in shipped code', 'packages', 'src/plan/a.ts:1', { 'src/plan/a.ts': "import 'fast-check'" }],
  [
    'another package in a test',
    'packages',
    'src/base/text.test.ts:1',
    { 'src/base/text.test.ts': "import 'left-pad'" },
  ],
  ['files in a pure folder', 'builtins', 'src/policy/a.ts:1', { 'src/policy/a.ts': "import 'node:fs'" }],
  [
    'files, without the prefix',
    'builtins',
    'src/policy/a.ts:1',
    { 'src/policy/a.ts': "import 'fs/promises'" },
  ],
  [
    'crypto where no digest is made',
    'builtins',
    'src/check/a.ts:1',
    { 'src/check/a.ts': "import 'node:crypto'" },
  ],
  ['the clock', 'pure', 'src/plan/a.ts:1', { 'src/plan/a.ts': 'export const now = Date.now()' }],
  ['today', 'pure', 'src/plan/a.ts:1', { 'src/plan/a.ts': 'export const now = new Date()' }],
  [
    'today, without parentheses',
    'pure',
    'src/plan/a.ts:1',
    { 'src/plan/a.ts': 'export const now = new Date' },
  ],
  ['chance', 'pure', 'src/plan/a.ts:2', { 'src/plan/a.ts': 'export const chance =\n  Math.random()' }],
  ['chance from crypto', 'pure', 'src/plan/a.ts:1', { 'src/plan/a.ts': 'export const id = randomUUID()' }],
  ['the environment', 'pure', 'src/base/a.ts:1', { 'src/base/a.ts': 'export const home = process.env.HOME' }],
  [
    'the environment in a template',
    'pure',
    'src/base/a.ts:1',
    { 'src/base/a.ts': 'export const a = `${process.env}`' },
  ],
  ['output', 'pure', 'src/explain/a.ts:1', { 'src/explain/a.ts': "console.log('')" }],
  [
    'files in a circle, by type only',
    'no-cycle',
    'src/check/a.ts:1',
    {
      'src/check/a.ts': "import type { B } from './b.ts'",
      'src/check/b.ts': "\nexport type { C } from './c.ts'",
      'src/check/c.ts': "import { a } from './a.ts'",
    },
  ],
  [
    'a product in code',
    'no-product',
    'src/plan/a.ts:1',
    { 'src/plan/a.ts': "export const it = 'a Dapr sidecar'" },
  ],
  ['a product in a comment', 'no-product', 'src/plan/a.ts:2', { 'src/plan/a.ts': '\n// as in UXP' }],
  ['a product in a test', 'no-product', 'src/base/text.test.ts:1', { 'src/base/text.test.ts': '// mirrord' }],
  ['a product in a file name', 'no-product', 'src/plan/restate.ts:1', { 'src/plan/restate.ts': '' }],
  ['a product among the systems', 'no-product', 'src/connect/a.ts:1', { 'src/connect/a.ts': '// kubelet' }],
  ['a product among the drivers', 'no-product', 'src/drivers/a.ts:1', { 'src/drivers/a.ts': '// kubelet' }],
  [
    'a system where none connects',
    'no-product',
    'src/plan/a.ts:1',
    { 'src/plan/a.ts': '// as Kubernetes does' },
  ],
  ['a long file', 'short-file', 'src/plan/a.ts:501', { 'src/plan/a.ts': 'export {}\n'.repeat(501) }],
  ['any as a type', 'typed', 'src/plan/a.ts:1', { 'src/plan/a.ts': 'export const f = (a: any) => a' }],
  ['any as a way out', 'typed', 'src/plan/a.ts:1', { 'src/plan/a.ts': 'export const a = 1 as any' }],
  ['a silenced compiler', 'typed', 'src/plan/a.ts:1', { 'src/plan/a.ts': '// @ts-ignore' }],
  ['a test of nothing', 'test-beside-source', 'src/plan/a.test.ts:1', { 'src/plan/a.test.ts': '' }],
]

describe('a violation is found', () => {
  test.each(violations)('%s', (_title, rule, place, files) => {
    const found = findings(files)

    expect(found.map((each) => `${each.rule} ${each.file}:${each.line}`)).toEqual([`${rule} ${place}`])
    expect(found.every((each) => each.because.length > 0)).toBe(true)
  })

  test('of every rule', () => {
    expect([...new Set(violations.map(([, rule]) => rule))].sort()).toEqual([...ruleIds].sort())
  })
})

describe('is no violation:', () => {
  test.each<[title: string, files: Files]>([
    ['the clean tree', {}],
    ['an import in a comment', { 'src/base/a.ts': "// import '../plan/index.ts'\n/* import 'yaml' */" }],
    [
      'an import in a string',
      { 'src/base/a.ts': `export const a = "import 'yaml'"\nconst b = \`import('yaml')\`` },
    ],
    ['a rule word in a string', { 'src/plan/a.ts': "export const a = 'Date.now() and : any'" }],
    [
      'a day given as an argument',
      { 'src/plan/a.ts': 'export const day = (text: string) => new Date(text)' },
    ],
    ['a member called like the clock', { 'src/plan/a.ts': 'export const now = (c: Clock) => c.Date.now()' }],
    ['a file of 500 lines', { 'src/plan/a.ts': 'export {}\n'.repeat(500) }],
    [
      'a test that reads files',
      { 'src/base/text.test.ts': "import 'node:fs'\nimport '../../test/worlds.ts'" },
    ],
    [
      'a test that enters by doors',
      { 'src/base/text.test.ts': "import '../plan/index.ts'\nimport './index.ts'" },
    ],
    [
      'a second test of one file',
      { 'src/base/text.property.test.ts': "import 'fast-check'\nimport 'semver'" },
    ],
    [
      'a folder inside a folder',
      { 'src/check/kinds/a.ts': "import '../index-of.ts'\nimport '../../base/index.ts'" },
    ],
  ])('%s', (_title, files) => {
    expect(report(findings(files))).toBe('')
  })
})

test('a finding says where, what and why', () => {
  const found = findings({ 'src/fleet/row.ts': "import type { Policy } from '../policy/index.ts'" })

  expect(report(found)).toBe(
    'src/fleet/row.ts:1 imports src/policy/\n' +
      '  folder-imports: a fleet is a fact, whatever policy it is later judged by\n',
  )
})

test('a circle is told with its way, once', () => {
  const found = findings({
    'src/check/a.ts': "import './b.ts'",
    'src/check/b.ts': "import './a.ts'",
  })

  expect(found.map(({ message }) => message)).toEqual([
    'imports itself in a circle: src/check/a.ts → src/check/b.ts → src/check/a.ts',
  ])
})

test.each([
  ["import a from 'x'", 'x'],
  ["import a, { b } from 'x'", 'x'],
  ["import * as a from 'x'", 'x'],
  ["import a, * as b from 'x'", 'x'],
  ["import {\n  a, // from 'y'\n  type b,\n} from 'x'", 'x'],
  ['import{a}from"x"', 'x'],
  ["import 'x'", 'x'],
  ["import j from 'x' with { type: 'json' }", 'x'],
  ["export * from 'x'", 'x'],
  ["export * as a from 'x'", 'x'],
  ["export { a }\nexport { b } from 'x'", 'x'],
  ["import type { A } from 'x'", 'x, type only'],
  ["import type A from 'x'", 'x, type only'],
  ["import type from 'x'", 'x'],
  ["export type { A } from 'x'", 'x, type only'],
  ["export type * from 'x'", 'x, type only'],
  ["export type A = 1\nimport { b } from 'x'", 'x'],
  ["const a = await import( 'x' )", 'x'],
  ['const a = `${await import("x")}`', 'x'],
  ['const a = import(b)', 'computed'],
  ["const a = 1 / 2 // import 'x'", ''],
  ["const a = /'/\nimport 'x'", 'x'],
  ["const a = [/[/']/, b / c, `\\`${{ a: '}' }}'`]\nimport 'x'", 'x'],
  ['import.meta.url', ''],
  ["that.import('x')", ''],
])('reads the imports of %j', (text, expected) => {
  const told = importsOf(text).map(
    ({ specifier, typeOnly }) => `${specifier ?? 'computed'}${typeOnly ? ', type only' : ''}`,
  )

  expect(told.join(' ')).toBe(expected)
})

test('code keeps its offsets', () => {
  const text = "#!/x\nconst a = 'b' // c\n/* d\n e */ f(`g${h}i`, /j/)\n"

  expect(codeOf(text)).toBe("    \nconst a = ' '     \n    \n      f(` ${h} `, / /)\n")
})
