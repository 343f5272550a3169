import { type Diagnostic, nearest } from '../base/index.ts'
import type { Limits, WrittenLimits } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { InputProblem, wrong } from './io.ts'

/**
 * What is told of facts: by the fleet, and by `--fact NAME=yes`, which goes before it. A name that no policy asks for is
 * refused: it would be believed to count.
 */
export function factsOf(
  options: readonly string[],
  limits: Limits,
  documents: readonly WrittenLimits[],
  policies: readonly Policy[],
): ReadonlyMap<string, boolean> {
  const facts = new Map<string, boolean>()
  const problems: Diagnostic[] = []
  for (const [name, is] of limits.facts) {
    const problem = unasked(name, policies)
    if (problem === undefined) facts.set(name, is)
    else {
      const teller = documents.find(({ written }) => name in written.facts)
      problems.push({ ...(teller && { place: teller.place(['facts', name]) }), ...problem })
    }
  }
  if (problems.length > 0) throw new InputProblem(problems)
  for (const text of options) {
    const [, name = '', told] = /^([^=]+)=(yes|no|true|false)$/.exec(text) ?? []
    if (told === undefined) throw wrong(`--fact ${text}: this tells no fact`, 'write NAME=yes or NAME=no')
    const problem = unasked(name, policies)
    if (problem !== undefined) throw wrong(`--fact ${text}: ${problem.message}`, problem.help)
    facts.set(name, told === 'yes' || told === 'true')
  }
  return facts
}

function unasked(name: string, policies: readonly Policy[]): Diagnostic | undefined {
  const known = policies.flatMap((policy) =>
    [...policy.facts.keys()].flatMap((fact) => [fact, `${policy.name}/${fact}`]),
  )
  if (known.includes(name)) return undefined
  const guess = nearest(name, known)
  const asked = known.filter((fact) => !fact.includes('/'))
  const help =
    guess !== undefined
      ? `did you mean "${guess}"?`
      : asked.length === 0
        ? 'no policy in use asks for facts'
        : `one of: ${asked.join(', ')}`
  return { message: `no policy in use asks for a fact "${name}"`, help }
}
