import type { Outside } from './lattice.ts'

/** How a plan was found, and what that took. */
export type Method =
  /** As far as is safe at once; it had to choose so many times. */
  | { readonly kind: 'greedy'; readonly branches: number }
  /** Best first over so many states, since the greedy way is not known to be right. */
  | { readonly kind: 'exact'; readonly states: number; readonly because: Outside }

/** How clusters of groups were planned that are alike in it. */
export interface FoundBy {
  readonly method: Method
  readonly clusters: number
}

/** Ways of finding a plan, with the most that any cluster took. */
export function foundBy(methods: readonly Method[]): readonly FoundBy[] {
  const found = new Map<string, FoundBy>()
  for (const method of methods) {
    const key =
      method.kind === 'greedy'
        ? 'greedy'
        : `${method.because.kind} ${'rule' in method.because ? method.because.rule.name : ''}`
    const known = found.get(key)
    found.set(key, {
      method: known === undefined ? method : harder(known.method, method),
      clusters: (known?.clusters ?? 0) + 1,
    })
  }
  return [...found.values()]
}

const harder = (a: Method, b: Method): Method => (effortOf(b) > effortOf(a) ? b : a)

const effortOf = (method: Method): number => (method.kind === 'greedy' ? method.branches : method.states)
