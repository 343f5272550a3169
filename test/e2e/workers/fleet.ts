import { groupKey, type Route, type RouteGroup, type RouteStage } from '../../../src/execute/index.ts'
import type { Seat } from './platform.ts'

/* Fleets of many scopes that are alike: in each, servers go first, and agents follow. */

const sizes = { server: 4, agent: 6 } as const
type Component = keyof typeof sizes
const components: readonly Component[] = ['server', 'agent']

export const instancesPerScope = sizes.server + sizes.agent

/** Names of scopes in two regions, by turns. */
export const scopesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${i % 2 === 0 ? 'east' : 'west'}/${String(i).padStart(4, '0')}`)

export const seatsOf = (scopes: readonly string[]): readonly Seat[] =>
  scopes.flatMap((scope) =>
    components.flatMap((component) =>
      Array.from({ length: sizes[component] }, (_, i) => ({
        scope,
        component,
        id: `${component}-${i}`,
        version: '1.0.0',
      })),
    ),
  )

export function routeOver(scopes: readonly string[], batch: number): Route {
  const keyIn = (scope: string, component: Component): string =>
    groupKey({ policy: 'demo', scope, component })
  const groups = scopes.flatMap((scope) =>
    components.map(
      (component): RouteGroup => ({
        ...{ key: keyIn(scope, component), policy: 'demo', scope, component },
        parts: [{ version: '1.0.0', count: sizes[component] }],
        neighbours: components.map((other) => keyIn(scope, other)),
      }),
    ),
  )
  const stages = scopes.flatMap((scope, i) =>
    components.map(
      (component): RouteStage => ({
        ...{ id: `${i}.${component}`, group: keyIn(scope, component), parts: undefined },
        ...{
          from: ['1.0.0'],
          to: '1.1.0',
          count: sizes[component],
          batch,
          canary: undefined,
          mode: 'rolling',
        },
        ...{ needs: component === 'agent' ? [`${i}.server`] : [], together: [], gates: [], soak_s: 0 },
        ...{ delivers: undefined, undo: { closed: undefined, tasks: [] } },
      }),
    ),
  )
  return { digest: 'd'.repeat(64), groups, stages, tasks: [], maxParallel: undefined }
}
