import type { FoundBy } from '../plan/index.ts'

/** How a plan was found. */
export const methodDocument = ({ method, clusters }: FoundBy): unknown =>
  method.kind === 'greedy'
    ? { kind: 'greedy', clusters, branches: method.branches }
    : {
        kind: 'exact',
        clusters,
        states: method.states,
        because: {
          kind: method.because.kind,
          ...('rule' in method.because && { rule: method.because.rule.name }),
          ...('component' in method.because && { component: method.because.component }),
        },
      }
