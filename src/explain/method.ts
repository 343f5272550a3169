import type { FoundBy, Outside } from '../plan/index.ts'
import { plural } from './layout.ts'

/** How a plan was found, for those who ask why. */
export function methodText({ method, clusters }: FoundBy, isOnly: boolean): string {
  const where = isOnly ? '' : `${plural(clusters, 'cluster')} of groups: `
  if (method.kind === 'greedy') {
    const choices =
      method.branches === 0
        ? 'nothing had to be tried'
        : `${plural(method.branches, 'choice')} had to be tried`
    return `${where}as far as is safe at once, since being further on never hurts here; ${choices}`
  }
  return `${where}exact search over ${plural(method.states, 'state')}, since ${outsideText(method.because)}`
}

function outsideText(because: Outside): string {
  switch (because.kind) {
    case 'both-ways':
      return 'some go up and others down'
    case 'several':
      return `${because.rule.name} looks at more than two at once`
    case 'moves':
      return `${because.component} may make some long moves, and not all shorter ones`
    case 'pairs':
      return `being further on may hurt by ${because.rule.name}`
    case 'broken-start':
      return `${because.rule.name} is broken at the start`
    case 'stopped':
      return 'instances of several versions are stopped together'
    case 'stages':
      return 'stages are to be few'
  }
}
