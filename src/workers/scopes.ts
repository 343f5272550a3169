import type { PoolClient } from 'pg'

/** A scope that another rollout moves something in, or in which that scope is. */
export interface ScopeTaken {
  readonly kind: 'scope-taken'
  readonly scope: string
  readonly rollout: string
}

/** Any number that nobody else locks in the same database. */
const lockNumber = 7_305_811_905

/**
 * One rollout at a time moves something in a scope, and in what is in it; one that stands still too, until it is over. Undefined when
 * these are free; nobody else takes them before the transaction is over.
 */
export async function scopeTaken(
  client: PoolClient,
  own: string,
  scopes: Iterable<string>,
): Promise<ScopeTaken | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [lockNumber])
  const { rows } = await client.query<{ scope: string; rollout: string }>(
    `select distinct s.scope, u.rollout from interlock.unit u
     join interlock.rollout r on r.id = u.rollout, unnest(u.scopes) as s (scope)
     where r.state <> 'ended' and r.id <> $1 and u.status not in ('done', 'undone', 'aborted')`,
    [own],
  )
  const taken = new Map(rows.map(({ scope, rollout }) => [scope, rollout]))
  const within = new Map(
    rows.flatMap(({ scope, rollout }) => outward(scope).map((outer) => [outer, rollout] as const)),
  )
  for (const scope of scopes) {
    const rollout =
      within.get(scope) ??
      outward(scope)
        .map((outer) => taken.get(outer))
        .find((one) => one !== undefined)
    if (rollout !== undefined) return { kind: 'scope-taken', scope, rollout }
  }
  return undefined
}

/** A scope and all that it is in: of `prod/eu`, itself, `prod` and everything. */
function outward(scope: string): readonly string[] {
  const names = scope === '' ? [] : scope.split('/')
  return Array.from({ length: names.length + 1 }, (_, i) => names.slice(0, names.length - i).join('/'))
}
