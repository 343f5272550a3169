import * as z from 'zod/mini'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { type Source, validate, valueAt } from '../document/index.ts'
import { matchingRules } from './risks.ts'

/*
 * What an update graph is written in: the graph itself, as the update service of OpenShift and others serve it (the protocol
 * is called Cincinnati), or the data that such a service is made of: channels, and edges that are blocked.
 * https://github.com/openshift/cincinnati-graph-data#readme
 */

const text = () => z.string().check(z.minLength(1))
const words = () => z.optional(z.nullable(z.string()))

const graphSchema = z.looseObject({
  nodes: z.array(z.looseObject({ version: text() })).check(z.minLength(1)),
  edges: z.optional(z.nullable(z.array(z.tuple([z.int(), z.int()])))),
  conditionalEdges: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          edges: z.array(z.looseObject({ from: text(), to: text() })),
          risks: z.array(z.looseObject({ name: words(), message: words(), url: words(), matchingRules })),
        }),
      ),
    ),
  ),
})

const channelSchema = z.looseObject({ name: text(), versions: z.array(z.union([text(), z.int()])) })

const blockedSchema = z.looseObject({
  to: text(),
  from: text(),
  name: words(),
  message: words(),
  url: words(),
  matchingRules,
})

export interface ReadAs<T> {
  readonly value: T
  readonly source: Source
}

export interface GraphDocuments {
  readonly graphs: readonly ReadAs<z.output<typeof graphSchema>>[]
  readonly channels: readonly ReadAs<z.output<typeof channelSchema>>[]
  readonly blocked: readonly ReadAs<z.output<typeof blockedSchema>>[]
  /** Documents of other kinds. */
  readonly others: readonly Source[]
}

/** Tells documents apart by their members, and reads each as what it is. */
export function readGraphDocuments(
  sources: readonly Source[],
): Result<GraphDocuments, readonly Diagnostic[]> {
  const found = { graphs: [], channels: [], blocked: [], others: [] } as {
    graphs: ReadAs<z.output<typeof graphSchema>>[]
    channels: ReadAs<z.output<typeof channelSchema>>[]
    blocked: ReadAs<z.output<typeof blockedSchema>>[]
    others: Source[]
  }
  const problems: Diagnostic[] = []
  const take = <T extends z.ZodMiniType>(schema: T, source: Source, list: ReadAs<z.output<T>>[]): void => {
    const read = validate(schema, source)
    if (read.ok) list.push({ value: read.value, source })
    else problems.push(...read.problem)
  }
  for (const source of sources) {
    const has = (name: string): boolean => valueAt(source.value, [name]) !== undefined
    if (has('nodes')) take(graphSchema, source, found.graphs)
    else if (has('versions') && has('name')) take(channelSchema, source, found.channels)
    else if (has('to') && has('from')) take(blockedSchema, source, found.blocked)
    else found.others.push(source)
  }
  return problems.length > 0 ? fail(problems) : ok(found)
}
