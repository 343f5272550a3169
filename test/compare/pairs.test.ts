import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  compareInterfaces,
  type InterfaceChange,
  type InterfaceFormat,
  interfaceChangeKinds,
  interfaceFormats,
  mirrored,
} from '../../src/compare/index.ts'

/*
 * Pairs of texts before and after, one file per format, with all that is found in each: classes, kinds and paths. The
 * comparison runs on every pair, forwards, backwards, and on each text against itself. INTERLOCK_REWRITE=1 writes what is
 * found, to be reviewed as a diff.
 */

const folder = join(import.meta.dirname, 'pairs')

const extensions: Readonly<Record<InterfaceFormat, string>> = {
  protobuf: 'proto',
  openapi: 'yaml',
  'json-schema': 'json',
  crd: 'yaml',
  'component-metadata': 'yaml',
  typescript: 'd.ts',
  go: 'go',
}

interface Pair {
  readonly title: string
  readonly old: string
  readonly new: string
  readonly gives: string
}

const pairsIn = (text: string): readonly Pair[] =>
  text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...rest] = part.split('\n')
      const [old = '', after = ''] = rest.join('\n').split(/^--- becomes\n/m)
      const [young = '', gives = ''] = after.split(/^--- gives\n/m)
      return { title, old, new: young, gives: gives.trimEnd() }
    })

const files = readdirSync(folder).sort()
const told: InterfaceChange[] = []

const line = ({ class: as, kind, path, before, after, concerns }: InterfaceChange): string => {
  const values = [...(before === undefined ? [] : [before]), ...(after === undefined ? [] : ['→', after])]
  const whom = concerns === undefined ? '' : `(${concerns})`
  return [as, kind, path, ...values.map((value) => value.replace(/\s+/g, ' ')), whom]
    .filter((word) => word !== '')
    .join(' ')
}

describe.each(files)('%s', (file) => {
  const format = interfaceFormats.find((each) => file === `${each}.txt`)
  if (format === undefined) throw new Error(`${file} is named like no format`)
  const text = readFileSync(join(folder, file), 'utf8')
  const side = (of: string) => ({ texts: [{ file: `pkg/api.${extensions[format]}`, text: of }] })
  const compared = (a: string, b: string) => compareInterfaces(side(a), side(b), { as: format })

  it.each(pairsIn(text).map((pair) => [pair.title, pair] as const))('%s', (_, pair) => {
    const { changes, problems } = compared(pair.old, pair.new)
    expect(problems).toEqual([])
    told.push(...changes)
    const found = changes.map(line).join('\n')
    if (process.env.INTERLOCK_REWRITE === '1') {
      const path = join(folder, file)
      const head = `=== ${pair.title}\n${pair.old}--- becomes\n${pair.new}--- gives\n`
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace(`${head}${pair.gives}`, () => head + found),
      )
    } else expect(found).toBe(pair.gives)
  })

  it.each(pairsIn(text).map((pair) => [pair.title, pair] as const))(
    '%s: nothing changes from a text to itself',
    (_, pair) => {
      expect(compared(pair.old, pair.old).changes).toEqual([])
      expect(compared(`${pair.new}\n`, pair.new).changes).toEqual([])
    },
  )

  it.each(pairsIn(text).map((pair) => [pair.title, pair] as const))(
    '%s: backwards it is the mirror',
    (_, pair) => {
      const path = ({ path: written }: InterfaceChange): string =>
        written.replace(/\([^)]*\)|\{[^}]*\}/g, '').toLowerCase()
      const forth = compared(pair.old, pair.new)
        .changes.filter(({ kind }) => kind !== oneWay)
        .map((change) => `${plain(mirrored[change.kind])} ${path(change)}`)
      const back = compared(pair.new, pair.old)
        .changes.filter(({ kind }) => kind !== oneWay)
        .map((change) => `${plain(change.kind)} ${path(change)}`)
      expect([...new Set(back)].sort()).toEqual([...new Set(forth)].sort())
    },
  )
})

/** Told of the version that is stored now, which is another one backwards. */
const oneWay = 'storage-version-changed'

/** Whether what is added is required is only seen from one side. */
const plain = (kind: string): string =>
  kind.replace(/^required-(.*-added)$/, '$1').replace(/^operation-/, 'path-')

it('every kind of change has a pair that shows it', () => {
  const shown = new Set(told.map(({ kind }) => kind))
  const elsewhere = new Set(['field-renamed'])
  expect(interfaceChangeKinds.filter((kind) => !shown.has(kind) && !elsewhere.has(kind))).toEqual([])
})
