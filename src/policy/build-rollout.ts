import { parseBatch, parseDuration } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { RolloutRule, RuleCommon } from './rules.ts'
import type { RuleDocument } from './schema.ts'

/** What a rollout rule refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface RolloutSurroundings {
  readonly component: (name: string, path: Path) => string
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a rollout rule of its document. */
export function buildRollout(
  written: Extract<RuleDocument, { kind: 'rollout' }>,
  common: RuleCommon,
  path: Path,
  around: RolloutSurroundings,
): RolloutRule | undefined {
  const of = around.component(written.of, [...path, 'of'])
  const batch = parseBatch(written.batch)
  if (batch === undefined) {
    const help = 'expected a count or a percentage such as 25%'
    around.complain([...path, 'batch'], `"${written.batch}" is no batch`, help)
    return undefined
  }
  const { most, modes, takes } = written
  const seconds = (member: 'batch' | 'soak'): { readonly [name in typeof member]?: number } => {
    const text = takes?.[member]
    const read = text === undefined ? undefined : parseDuration(text)
    if (text !== undefined && read === undefined)
      around.complain([...path, 'takes', member], `"${text}" is longer than a year`)
    return read === undefined ? {} : { [member]: read }
  }
  return {
    ...{ ...common, kind: 'rollout', of, batch, modes },
    ...(most !== undefined && { most }),
    ...(takes !== undefined && { takes: { ...seconds('batch'), ...seconds('soak') } }),
  }
}
