import type { Route, RouteStage } from './route.ts'

/** What may begin, of stages and tasks that wait for each other. */
export class Agenda {
  /** Those that wait for nothing any more and are not finished, in the order in which that came about. */
  readonly ready = new Set<string>()
  private readonly left = new Map<string, number>()
  private readonly followers = new Map<string, string[]>()

  /** From what each waits for; who is not named here is finished. */
  constructor(needs: ReadonlyMap<string, readonly string[]>) {
    for (const [id, before] of needs) {
      const waits = before.filter((other) => needs.has(other))
      this.left.set(id, waits.length)
      if (waits.length === 0) this.ready.add(id)
      for (const other of waits) {
        const followers = this.followers.get(other)
        if (followers === undefined) this.followers.set(other, [id])
        else followers.push(id)
      }
    }
  }

  /** Whether all of it is finished. */
  get isEmpty(): boolean {
    return this.left.size === 0
  }

  finish(id: string): void {
    this.ready.delete(id)
    this.left.delete(id)
    for (const follower of this.followers.get(id) ?? []) {
      const left = (this.left.get(follower) ?? 0) - 1
      this.left.set(follower, left)
      if (left === 0) this.ready.add(follower)
    }
  }
}

/** How many places stages under way take: those that go together take one. */
export function placesOf(
  begun: ReadonlySet<string>,
  { stages }: { readonly stages: ReadonlyMap<string, { readonly stage: RouteStage }> },
): number {
  let taken = 0
  for (const id of begun) {
    const together = stages.get(id)?.stage.together ?? []
    if (together.every((other) => !begun.has(other) || id < other)) taken++
  }
  return taken
}

/** What each stage and task waits for. */
export const waysThere = ({ stages, tasks }: Route): ReadonlyMap<string, readonly string[]> =>
  new Map([...stages, ...tasks].map(({ id, needs }) => [id, needs]))

/**
 * What each of some stages waits for on the way back: those that waited for it, also by way of tasks and of stages that
 * never began.
 */
export function waysBack(route: Route, begun: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const needs = waysThere(route)
  const waits = new Map<string, string[]>([...begun].map((id) => [id, []]))
  for (const id of begun)
    for (const earlier of begunBefore(needs.get(id) ?? [], needs, begun)) waits.get(earlier)?.push(id)
  return waits
}

/** Those that began of what is needed; where a need did not begin, of what that one needs. */
function begunBefore(
  first: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  begun: ReadonlySet<string>,
): ReadonlySet<string> {
  const seen = new Set(first)
  const found = new Set<string>()
  for (const id of seen) {
    if (begun.has(id)) found.add(id)
    else for (const next of needs.get(id) ?? []) seen.add(next)
  }
  return found
}

/** Stages and all that they stand on, directly or through others: what they need, and what goes together with it. */
export function withGround(route: Route, ids: Iterable<string>): ReadonlySet<string> {
  const needs = waysThere(route)
  const together = new Map(route.stages.map((stage) => [stage.id, stage.together]))
  const seen = new Set(ids)
  for (const id of seen) {
    for (const next of needs.get(id) ?? []) seen.add(next)
    for (const next of together.get(id) ?? []) seen.add(next)
  }
  return seen
}
