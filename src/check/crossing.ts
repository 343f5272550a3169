import type { CrossingRule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { distanceOf } from './window.ts'

/** Whether a move of a component crosses the boundary that a rule speaks of. */
export function crosses(
  rule: Pick<CrossingRule, 'of' | 'boundary' | 'on'>,
  component: string,
  from: Version,
  to: Version,
): boolean {
  const sign = Math.sign(compareVersions(to, from))
  if (sign === 0 || !rule.of.includes(component)) return false
  if (rule.on !== undefined && (rule.on === 'up') !== sign > 0) return false
  const { boundary } = rule
  if (boundary.kind === 'unit') return distanceOf(to, from, boundary.unit).sign !== 0
  const at = boundary.at.get(component)
  return at !== undefined && compareVersions(from, at) >= 0 !== compareVersions(to, at) >= 0
}
