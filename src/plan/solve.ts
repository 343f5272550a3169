import type { Outcome } from '../check/index.ts'
import { type Group, type Limits, noLimits } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { likenessOf, retold } from './alike.ts'
import { solveExactly } from './exact.ts'
import { Lattice, type Outside, type Solution } from './lattice.ts'
import { liftStops } from './lift.ts'
import type { Method } from './method.ts'
import { type Mover, makeMovers, noRelaxation, type Relaxation, relaxedLimits } from './movers.ts'
import { makeProblem, type Problem } from './problem.ts'
import type { Wishes } from './request.ts'
import { type Step, schedule } from './schedule.ts'
import { solveTogether } from './together.ts'
import { type Care, Workshop } from './workshop.ts'

/** What became of one cluster of groups. */
export type ClusterResult =
  | {
      readonly kind: 'planned'
      readonly steps: readonly Step[]
      readonly certain: boolean
      readonly method: Method | undefined
      /** Whether it is told again of a cluster that was planned before, in other names and counts. */
      readonly isRetold?: boolean
    }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'gave-up' }

const certain = (outcome: Outcome): boolean => outcome === 'holds'
const notBroken = (outcome: Outcome): boolean => outcome !== 'broken'

/** Solves clusters of one request. What depends on components only is worked out once for all of them. */
export class Solver {
  private readonly policies: readonly Policy[]
  private readonly wishes: Wishes
  private readonly relax: Relaxation
  private readonly limits: Limits
  /** From the most careful to the least: each is asked when the one before it finds nothing. */
  private readonly certain: readonly Workshop[]
  private readonly uncertain: readonly Workshop[]
  private readonly strict: Workshop
  private readonly lenient: Workshop
  /** Whether scopes make no difference: nobody says what cannot be had where, or who goes first. */
  private readonly isSameEverywhere: boolean
  /** Plans that others can follow who start alike. */
  private readonly known = new Map<string, Extract<ClusterResult, { kind: 'planned' }>>()

  constructor(
    groups: readonly Group[],
    policies: readonly Policy[],
    wishes: Wishes,
    limits: Limits = noLimits,
    relax: Relaxation = noRelaxation,
  ) {
    this.policies = policies
    this.wishes = wishes
    this.relax = relax
    this.limits = relaxedLimits(limits, relax)
    this.isSameEverywhere =
      limits.unavailable.length === 0 && limits.avoid.length === 0 && limits.waves.length === 0
    const movers = makeMovers(groups, wishes, policies, relax, this.limits)
    const advises = policies.some(({ rules }) =>
      rules.some(({ kind, strength }) => kind === 'order' && strength === 'recommended'),
    )
    const listsPaths = policies.some(({ rules }) =>
      rules.some((rule) => rule.kind === 'edges' && rule.rows.some(({ through }) => through !== undefined)),
    )
    const hasTables = policies.some(({ rules }) =>
      rules.some((rule) => (rule.kind === 'table' || rule.kind === 'expr') && rule.at === 'rest'),
    )
    const make = (care: Care): Workshop =>
      new Workshop(movers, policies, wishes, { skipped: relax.rules, limits: this.limits, ...care })
    const avoids = limits.avoid.length > 0
    const carefully = (care: Care): readonly Workshop[] => [
      ...(avoids && care.avoids !== true
        ? [...carefully({ ...care, avoids }), make({ ...care, avoids })]
        : []),
      ...(listsPaths && advises ? [make({ ...care, keepsPaths: true, isCareful: true })] : []),
      ...(listsPaths ? [make({ ...care, keepsPaths: true })] : []),
      ...(advises ? [make({ ...care, isCareful: true })] : []),
    ]
    this.strict = make({ accepts: certain })
    this.lenient = make({ accepts: notBroken })
    this.certain = [...carefully({ accepts: certain }), this.strict]
    // Where only the end is in doubt, the way there need not be.
    const doubtfulEnd: Care = { accepts: certain, acceptsEnd: notBroken }
    this.uncertain = [
      ...(hasTables ? [...carefully(doubtfulEnd), make(doubtfulEnd)] : []),
      ...carefully({ accepts: notBroken }),
      this.lenient,
    ]
  }

  movers(cluster: readonly Group[]): readonly Mover[] {
    return makeMovers(cluster, this.wishes, this.policies, this.relax, this.limits)
  }

  /**
   * A plan through states that are supported for certain; failing that, one through states on which the policy
   * is silent; failing that, none.
   */
  solve(cluster: readonly Group[]): ClusterResult {
    const movers = this.movers(cluster)
    const likeness = this.isSameEverywhere ? likenessOf(cluster, movers) : undefined
    if (likeness === undefined) return this.search(movers)
    const known = this.known.get(likeness)
    if (known !== undefined) return { ...known, steps: retold(known.steps, movers), isRetold: true }
    const found = this.search(movers)
    // Whoever had to choose between ways weighed counts, which others have of their own.
    const isForced =
      found.kind === 'planned' && found.method?.kind === 'greedy' && found.method.branches === 0
    if (isForced) this.known.set(likeness, found)
    return found
  }

  private search(movers: readonly Mover[]): ClusterResult {
    let last: ClusterResult | undefined
    const first = (workshops: readonly Workshop[], isCertain: boolean): ClusterResult | undefined => {
      for (const workshop of workshops) {
        last = this.attempt(movers, workshop, isCertain)
        if (last.kind !== 'impossible') return last
      }
      return undefined
    }
    const together = (workshop: Workshop): ClusterResult | undefined => {
      const steps = this.wishes.together ? solveTogether(movers, workshop) : undefined
      if (steps === undefined) return undefined
      return { kind: 'planned', steps, certain: workshop === this.strict, method: undefined }
    }
    const found =
      first(this.certain, true) ??
      together(this.strict) ??
      first(this.uncertain, false) ??
      together(this.lenient) ??
      last
    if (found === undefined) throw new Error('nothing was tried')
    return found
  }

  /** Whether there is any plan at all, certain or not. */
  isPossible(cluster: readonly Group[]): boolean {
    const movers = this.movers(cluster)
    const { solution } = this.solveMoves(makeProblem(movers, this.lenient), this.lenient)
    if (solution.kind !== 'unsolvable') return true
    return this.wishes.together && solveTogether(movers, this.lenient) !== undefined
  }

  /** How far each mover gets, in a problem without plan. */
  furthest(cluster: readonly Group[]): { readonly problem: Problem; readonly reached: readonly number[] } {
    const problem = makeProblem(this.movers(cluster), this.lenient)
    const lattice = Lattice.of(problem, this.lenient)
    return {
      problem,
      reached: lattice instanceof Lattice ? lattice.fixpoint(problem.start) : problem.start,
    }
  }

  /** The problem in which only what is certain counts, and its greedy solution where it has one. */
  certainProblem(cluster: readonly Group[]): { problem: Problem; lattice: Lattice | undefined } {
    const problem = makeProblem(this.movers(cluster), this.strict)
    return { problem, lattice: this.greedily(problem) }
  }

  /** The greedy solution of a certain problem, where it has one. */
  greedily(problem: Problem): Lattice | undefined {
    const lattice = Lattice.of(problem, this.strict)
    return lattice instanceof Lattice ? lattice : undefined
  }

  private attempt(movers: readonly Mover[], workshop: Workshop, isCertain: boolean): ClusterResult {
    const problem = makeProblem(movers, workshop)
    // Where everybody is at their target there is nothing to plan, whatever rules say of the state.
    if (movers.every(({ direction }) => direction === undefined))
      return { kind: 'planned', steps: [], certain: true, method: undefined }
    const { solution, lattice } = this.solveMoves(problem, workshop)
    switch (solution.kind) {
      case 'unsolvable':
        return { kind: 'impossible' }
      case 'gave-up':
        return { kind: 'gave-up' }
      case 'solved': {
        const moves = liftStops(problem, solution.moves)
        const { effort } = solution
        const method: Method =
          lattice instanceof Lattice
            ? { kind: 'greedy', branches: effort }
            : { kind: 'exact', states: effort, because: lattice }
        const steps = schedule(problem, moves, lattice instanceof Lattice ? lattice : undefined)
        return { kind: 'planned', steps, certain: isCertain, method }
      }
    }
  }

  private solveMoves(
    problem: Problem,
    workshop: Workshop,
  ): { solution: Solution; lattice: Lattice | Outside } {
    const lattice = Lattice.of(problem, workshop)
    // Whoever need not arrive need not go as far as they can either, where something is asked of the end.
    const mayStayBehind = problem.atRest.length > 0 && problem.movers.some(({ isFree }) => isFree)
    const isGreedy = lattice instanceof Lattice && !mayStayBehind
    return { solution: isGreedy ? lattice.solve() : solveExactly(problem), lattice }
  }
}
