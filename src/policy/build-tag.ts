import { nearest } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Scheme } from '../version/index.ts'
import { edition } from './build-release.ts'
import type { Repository } from './repository.ts'
import type { RuleCommon, Shape, TagRule } from './rules.ts'
import type { RuleDocument } from './schema.ts'

type Written = Extract<RuleDocument, { kind: TagRule['kind'] }>

/** What a rule about tags refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface TagSurroundings {
  readonly component: (name: string, path: Path) => Scheme | undefined
  readonly repositories: readonly Repository[]
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a rule about tags of its document. */
export function buildTagRule(
  written: Written,
  common: RuleCommon,
  path: Path,
  around: TagSurroundings,
): TagRule | undefined {
  const schemes = written.of.map((name, i) => around.component(name, [...path, 'of', i]))
  const [first] = written.of
  const scheme = schemes.find((each) => each !== undefined)
  if (scheme === undefined || first === undefined) return undefined
  const repository = around.repositories.find(({ of }) => of.includes(first))
  if (repository === undefined) {
    around.complain(
      [...path, 'of', 0],
      `no repository holds the tags of ${first}`,
      'add it to "repositories"',
    )
    return undefined
  }
  const stranger = written.of.findIndex((name) => !repository.of.includes(name))
  if (stranger > 0)
    around.complain(
      [...path, 'of', stranger],
      `${written.of[stranger]} is not released together with ${first}`,
    )
  const known = (names: Iterable<string>, name: string, what: string, at: Path): boolean => {
    const all = [...names]
    if (all.includes(name)) return true
    const guess = nearest(name, all)
    const help = all.length === 0 ? 'there are none' : `one of: ${all.join(', ')}`
    around.complain(at, `"${name}" is no ${what}`, guess === undefined ? help : `did you mean "${guess}"?`)
    return false
  }
  const isPart = (name: string, at: Path): boolean =>
    known(scheme.parts.keys(), name, 'part of the scheme', at)
  const on = 'on' in written ? written.on : []
  for (const [i, name] of on.entries())
    known(repository.branches.keys(), name, 'branch of the repository', [...path, 'on', i])
  const tags = 'tags' in written ? written.tags : 'all'
  const days = written.kind === 'mirrors' ? {} : edition(written, path, around)
  const all = { ...common, of: written.of, on, tags, ...days }
  switch (written.kind) {
    case 'carries': {
      const parts = new Map<string, Shape>()
      for (const [name, text] of Object.entries(written.parts)) {
        const at = [...path, 'parts', name]
        const shape = isPart(name, at) ? shapeOf(text) : undefined
        if (shape === undefined) continue
        const type = scheme.parts.get(name)?.type
        const count = shape.kind === 'like' ? shape.identifiers.length : undefined
        const asked = type === 'core' ? 3 : type === 'number' ? 1 : count
        if (count !== undefined && count !== asked)
          around.complain(
            at,
            `"${text}" is no ${name}`,
            `expected ${asked === 3 ? 'three numbers' : 'one number'}`,
          )
        parts.set(name, shape)
      }
      if (parts.size === 0 && Object.keys(written.parts).length === 0)
        around.complain([...path, 'parts'], 'say what at least one part looks like')
      return { ...all, kind: 'carries', parts }
    }
    case 'branch':
      return { ...all, kind: 'branch' }
    case 'sequence': {
      const { part, per, first: start, next } = written
      if (isPart(part, [...path, 'part']) && scheme.parts.get(part)?.type !== 'number')
        around.complain([...path, 'part'], `{${part}} is no number`)
      for (const [i, name] of per.entries()) isPart(name, [...path, 'per', i])
      if (start === undefined && next === undefined)
        around.complain(path, 'a sequence needs "first", "next" or both')
      const bounds = { ...(start !== undefined && { first: start }), ...(next !== undefined && { next }) }
      return { ...all, kind: 'sequence', part, per, ...bounds }
    }
    case 'candidate': {
      const { part, comes, reach, unit } = written
      if (isPart(part, [...path, 'part']) && scheme.parts.get(part)?.type !== 'pre')
        around.complain([...path, 'part'], `{${part}} makes no candidates`, 'expected a part of the type pre')
      return {
        ...all,
        kind: 'candidate',
        tags: comes === 'before' ? 'released' : 'all',
        part,
        comes,
        unit,
        reach,
      }
    }
    case 'embeds': {
      known(repository.reads.keys(), written.reads, 'name under "reads" of the repository', [
        ...path,
        'reads',
      ])
      return { ...all, kind: 'embeds', reads: written.reads, with: written.with, missing: written.missing }
    }
    case 'tracks':
    case 'mirrors': {
      const { upstream } = repository
      if (upstream === undefined) around.complain(path, 'the repository has no "upstream"')
      const isLatest = written.kind === 'mirrors' || written.to === 'latest'
      for (const [i, name] of isLatest ? on.entries() : [])
        if (upstream !== undefined && repository.branches.has(name))
          known(upstream.branches.keys(), name, 'branch under "upstream"', [...path, 'on', i])
      return written.kind === 'mirrors'
        ? { ...all, kind: 'mirrors' }
        : { ...all, kind: 'tracks', to: written.to, among: written.among }
    }
    case 'tagged':
      return { ...all, kind: 'tagged', as: written.as }
    case 'maintained':
      return { ...all, kind: 'maintained', tags: 'released', lines: written.lines }
    case 'lag': {
      const { behind, unit, days: most } = written
      around.component(behind, [...path, 'behind'])
      return { ...all, kind: 'lag', tags: 'released', behind, unit, days: most }
    }
  }
}

function shapeOf(text: string): Shape {
  if (text === 'none' || text === 'any') return { kind: text }
  return { kind: 'like', identifiers: text.split('.') }
}
