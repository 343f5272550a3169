import { type Group, type Part, partText } from '../fleet/index.ts'
import { compareVersions, type Version } from '../version/index.ts'

/** What a stage moves, as parts of its group. */
export interface Haul {
  readonly group: Group
  readonly parts: readonly Part[]
  readonly from: readonly Version[]
  readonly to: Version
}

/** How stages call the parts that they move; undefined where all is meant that is at the versions they start from. */
export function partNamesOf(hauls: readonly Haul[]): readonly (string | undefined)[] {
  const ways = new Map<Part, Version[]>()
  for (const { parts, to } of hauls) for (const part of parts) ways.set(part, [...(ways.get(part) ?? []), to])
  const isEverAt = (part: Part, versions: readonly Version[]): boolean =>
    [startOf(part), ...(ways.get(part) ?? [])].some((version) => isAmong(version, versions))
  return hauls.map(({ group, parts, from }) => {
    if (parts.length === group.parts.length) return undefined
    const names = parts.map(({ name }) => name)
    if (names.every((name) => name !== undefined)) return partText(names)
    // Without a name they are told apart by their version, unless others are ever there too: from the start, on their way, or
    // frozen. Where those have no name either, naming tells nothing.
    const areAlike = group.parts.some(
      (part) => !parts.includes(part) && !names.includes(part.name) && isEverAt(part, from),
    )
    return areAlike ? partText(names) : undefined
  })
}

const startOf = ({ reading }: Part): Version | undefined =>
  reading.kind === 'known' ? reading.version : undefined

export const isAmong = (version: Version | undefined, versions: readonly Version[]): boolean =>
  version !== undefined && versions.some((one) => compareVersions(one, version) === 0)
