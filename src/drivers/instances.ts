import type { GroupName } from '../execute/index.ts'
import type { TemplateReader } from './template-reader.ts'

/** An instance that a document lists itself. */
export interface ListedInstance {
  readonly id: string
  readonly scope: string | undefined
  readonly part: string | undefined
  readonly vars: Readonly<Record<string, string>>
}

interface WrittenInstance {
  readonly id: string
  readonly scope?: string | undefined
  readonly part?: string | undefined
  readonly vars?: Readonly<Record<string, string | number>> | undefined
}

/** Reads the instances that a document lists, at the member `instances` of a driver's settings. */
export function readInstances(
  written: readonly WrittenInstance[],
  reader: TemplateReader,
): readonly ListedInstance[] {
  const known = new Set<string>()
  return written.map(({ id, scope, part, vars }, i) => {
    // An instance of all scopes and one of a scope may not share a name either: gates know nothing but the name.
    if (known.has(id)) reader.refuse(['instances', i, 'id'], `the instance "${id}" is listed twice`)
    known.add(id)
    const texts = Object.entries(vars ?? {}).map(([name, value]) => [name, String(value)] as const)
    return { id, scope, part, vars: Object.fromEntries(texts) }
  })
}

/** Those that belong to a group. */
export const instancesOf = <T extends ListedInstance>(
  listed: readonly T[],
  { scope }: GroupName,
): readonly T[] => listed.filter((each) => each.scope === undefined || each.scope === scope)

/** The names of what is said of each of the instances: only that can be filled in for all of them. */
export function commonVars(written: readonly WrittenInstance[]): readonly string[] {
  const [first, ...others] = written
  return Object.keys(first?.vars ?? {}).filter((name) => others.every(({ vars }) => name in (vars ?? {})))
}

/** What is said of instances one by one, as gates ask for it. */
export const varsOf = (listed: readonly ListedInstance[]) => {
  const byId = new Map(listed.map(({ id, vars }) => [id, vars]))
  return { names: commonVars(listed), of: (id: string) => byId.get(id) }
}
