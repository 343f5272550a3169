import * as z from 'zod/mini'
import type { WrittenPolicy } from '../policy/index.ts'
import { Names, nameFrom } from './names.ts'

/*
 * What keeps an update from being recommended: always, or where something is so of a cluster. Matching rules are asked in
 * their order, and the first one that can be answered decides; where none can, the update is not recommended.
 */

export const matchingRules = z.optional(
  z.nullable(
    z.array(
      z.looseObject({
        type: z.string(),
        promql: z.optional(z.nullable(z.looseObject({ promql: z.string() }))),
      }),
    ),
  ),
)

type MatchingRules = z.output<typeof matchingRules>

/** Why an update is not recommended, and where it is not. */
export interface Risk {
  readonly name: string
  readonly because: string
  /** How to find out whether it concerns a cluster; without it every cluster is concerned. */
  readonly how?: string
}

export interface WrittenRisk {
  readonly name?: string | null | undefined
  readonly message?: string | null | undefined
  readonly url?: string | null | undefined
  readonly matchingRules?: MatchingRules
}

export function riskOf({ name, message, url, matchingRules: rules }: WrittenRisk): Risk {
  const how = howOf(rules ?? [])
  const words = [message?.trim(), url?.trim()].filter((each) => each !== undefined && each !== '')
  return {
    name: name || 'risk',
    because: words.length === 0 ? 'The data blocks this update.' : words.join(' '),
    ...(how !== undefined && { how }),
  }
}

/** The questions before the first one whose answer is known; undefined where there are none. */
function howOf(rules: NonNullable<MatchingRules>): string | undefined {
  const asked: string[] = []
  for (const rule of rules) {
    if (rule.type === 'Always') break
    const query = rule.promql?.promql.trim()
    asked.push(rule.type === 'PromQL' && query ? query : `${rule.type}, which is asked in a way of its own`)
  }
  return asked.length === 0 ? undefined : asked.join('\n\nor, where that has no answer\n\n')
}

/** The facts that rows of a policy depend on, one for each name and way to find out. */
export class Facts {
  readonly written: NonNullable<WrittenPolicy['facts']> = {}
  private readonly names = new Names()
  private readonly known = new Map<string, string>()

  /** The name of the fact that a risk depends on; undefined for one that concerns everybody. */
  nameOf({ name, because, how }: Risk): string | undefined {
    if (how === undefined) return undefined
    const key = JSON.stringify([name, how])
    const before = this.known.get(key)
    if (before !== undefined) return before
    const fact = this.names.unique(nameFrom(name, 'risk'))
    this.known.set(key, fact)
    this.written[fact] = { asks: `Does ${name} concern this cluster? ${because}`, how }
    return fact
  }
}
