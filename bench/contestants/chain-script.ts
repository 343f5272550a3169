import type { FleetRow } from '../../src/fleet/index.ts'
import { kahn } from './topological.ts'

export interface ScriptedStage {
  readonly id: string
  readonly scope: string
  readonly component: string
  readonly from: string
  readonly to: string
  readonly count: number
  readonly needs: readonly string[]
}

/**
 * The script of somebody who knows the stops, one per line, and how a chain goes: per scope every component line by line,
 * sorted by what waits for what. It chooses no stop, reads no rule, and proves nothing.
 */
export function scriptStages(
  rows: readonly FleetRow[],
  names: readonly string[],
  stops: readonly string[],
): readonly ScriptedStage[] {
  const place = new Map(names.map((name, i) => [name, i]))
  const byScope = new Map<string, FleetRow[]>()
  for (const row of rows) {
    const own = byScope.get(row.scope) ?? []
    own[place.get(row.component) as number] = row
    byScope.set(row.scope, own)
  }
  const drafts: Omit<ScriptedStage, 'id' | 'needs'>[] = []
  const waits: number[][] = []
  for (const [scope, own] of byScope) {
    const starts = own.map(({ version }) => Number(version.split('.')[1]))
    const base: number[] = []
    let next = drafts.length
    for (const start of starts) {
      base.push(next)
      next += stops.length - 1 - start
    }
    const stageOf = (i: number, line: number): number | undefined => {
      const start = starts[i]
      return start === undefined || line <= start ? undefined : (base[i] as number) + line - start - 1
    }
    for (const [i, { component, version, count }] of own.entries()) {
      let from = version
      for (let line = (starts[i] as number) + 1; line < stops.length; line++) {
        const to = stops[line] as string
        drafts.push({ scope, component, from, to, count })
        // Its own last stage; whoever leads has to be there, and whoever follows not too far behind.
        const needs = [stageOf(i, line - 1), stageOf(i - 1, line), stageOf(i + 1, line - 1)]
        waits.push(needs.filter((need) => need !== undefined))
        from = to
      }
    }
  }
  const order = kahn(waits)
  if (order.length !== waits.length) throw new Error('a stage waits for itself')
  const ids = new Array<string>(order.length)
  for (const [i, stage] of order.entries()) ids[stage] = String(i + 1)
  return order.map((stage) => ({
    id: ids[stage] as string,
    ...(drafts[stage] as (typeof drafts)[number]),
    needs: (waits[stage] as number[]).map((need) => ids[need] as string),
  }))
}
