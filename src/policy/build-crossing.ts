import type { Path } from '../document/index.ts'
import type { Version } from '../version/index.ts'
import type { CrossingRule, RuleCommon } from './rules.ts'
import type { RuleDocument } from './schema.ts'

/** What a crossing rule refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface CrossingSurroundings {
  readonly component: (name: string, path: Path) => string
  readonly version: (text: string, component: string, path: Path) => Version | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a crossing rule of its document. */
export function buildCrossing(
  written: Extract<RuleDocument, { kind: 'crossing' }>,
  common: RuleCommon,
  path: Path,
  around: CrossingSurroundings,
): CrossingRule | undefined {
  const { together, on, unit, at } = written
  const of = written.of.map((name, i) => around.component(name, [...path, 'of', i]))
  const tasks = (list: typeof written.before): CrossingRule['before'] =>
    list.map(({ id, do: what, run = [] }) => ({ id, do: what, run: [run].flat() }))
  const [by, before, after] = [[written.by ?? []].flat(), tasks(written.before), tasks(written.after)]
  if (!together && by.length + before.length + after.length === 0) {
    const help = 'add "together", "by", "before" or "after"'
    around.complain(path, 'a crossing at which nothing happens', help)
  }
  const rule = { ...common, kind: 'crossing' as const, of, ...(on && { on }), together, by, before, after }
  if ((unit === undefined) === (at === undefined)) {
    around.complain(path, 'a crossing has one boundary', 'write "unit" or "at"')
    return undefined
  }
  if (unit !== undefined) return { ...rule, boundary: { kind: 'unit', unit } }
  const versions = new Map<string, Version>()
  for (const name of of) {
    const version = around.version(String(at), name, [...path, 'at'])
    if (version !== undefined) versions.set(name, version)
  }
  return { ...rule, boundary: { kind: 'version', at: versions } }
}
