import type { Driver, Instance, Route, Settings } from '../src/execute/index.ts'

/** A platform in memory that does at once what it is told. */
export class InstantPlatform implements Driver {
  readonly name = 'instant'
  moves = 0
  private readonly groups = new Map<string, { pages: Instance[][]; place: Map<string, [number, number]> }>()

  constructor(route: Route) {
    for (const { key, parts } of route.groups) {
      const pages: Instance[][] = []
      const place = new Map<string, [number, number]>()
      const [part] = parts
      for (let i = 0; i < (part?.count ?? 0); i++) {
        const page = Math.floor(i / 1000)
        pages[page] ??= []
        place.set(`i${i}`, [page, i % 1000])
        pages[page].push({ id: `i${i}`, version: part?.version ?? '', isReady: true })
      }
      this.groups.set(key, { pages, place })
    }
  }

  async *observe({ component }: { readonly component: string }): AsyncIterable<readonly Instance[]> {
    yield* this.groups.get(component)?.pages ?? []
  }

  async move({ group, ids, to }: Parameters<Driver['move']>[0]): Promise<void> {
    const { pages, place } = this.groups.get(group.component) ?? { pages: [], place: new Map() }
    for (const id of ids) {
      const [page, i] = place.get(id) ?? [0, 0]
      const row = pages[page]
      if (row === undefined) continue
      row[i] = { id, version: to, isReady: true }
      this.moves++
    }
  }
}

/** So many groups that rules tie together, each of which moves in one stage, all at the same time. */
export function parallelRoute(groups: number, instances: number, batch: number): Route {
  const keys = Array.from({ length: groups }, (_, i) => `part-${i}`)
  return {
    digest: 'bench',
    groups: keys.map((key) => ({
      ...{ key, policy: 'bench', scope: '', component: key, neighbours: keys },
      parts: [{ version: '1.0.0', count: instances / groups }],
    })),
    stages: keys.map((group, i) => ({
      ...{ id: String(i + 1), group, parts: undefined, from: ['1.0.0'], to: '1.1.0' },
      ...{ count: instances / groups, batch, canary: undefined, mode: 'rolling', needs: [], together: [] },
      ...{ gates: [], soak_s: 0, delivers: undefined, undo: { closed: undefined, tasks: [] } },
    })),
    tasks: [],
    maxParallel: undefined,
  }
}

export const instantSettings: Settings = {
  attempts: 1,
  backoff: { first_ms: 1, most_ms: 1 },
  timeouts: { observe: 60_000, stop: 60_000, move: 60_000, settle: 60_000, task: 60_000 },
  poll_ms: 1,
  tolerated: { count: 0 },
  gates: new Map(),
  soak_s: undefined,
}
