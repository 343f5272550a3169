import * as z from 'zod/mini'
import { type Diagnostic, fail, ok, parseBatch, type Result } from '../base/index.ts'
import { about, readDocument, text, validate } from '../document/index.ts'
import type { Fleet, FleetRow } from './fleet.ts'
import { avoidSchema, limitMembers, nothingWritten, type WrittenLimits } from './limits-schema.ts'
import { scopePath } from './scope.ts'

const instance = z.strictObject({
  policy: z.optional(about(text(), 'The policy that knows the component, when several do.')),
  scope: z.optional(about(text(), 'Where the instances see each other, outermost first: prod/eu.')),
  component: about(text(), 'A component of the policy.'),
  version: about(
    z.union([z.string(), z.int()]),
    'The version as the instance reports it; "" when it does not.',
  ),
  count: z.optional(about(z.int().check(z.minimum(1)), 'How many instances; 1 when left out.')),
  name: z.optional(about(text(), 'A name for these instances, to speak of them apart.')),
  frozen: z.optional(about(z.boolean(), 'true: these instances must not be moved.')),
  batch: z.optional(about(z.union([z.int(), text()]), 'How many of them move together: 10 or 25%.')),
  target: z.optional(about(z.union([text(), z.int()]), 'The version that the group is to go to, for plans.')),
  delivers: z.optional(
    about(
      z.record(text(), z.union([text(), z.int()])),
      'Versions of other components that these instances bring along, where no catalogue says it.',
    ),
  ),
  labels: z.optional(about(z.record(z.string(), z.string()), 'Whatever else is known of them, by name.')),
})

const fleetSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal('interlock.dev/v1alpha1'),
  kind: z.literal('Fleet'),
  metadata: z.optional(
    about(
      z.strictObject({
        name: z.optional(about(text(), 'The name of the fleet; also the scope of rows that name none.')),
      }),
      'What the fleet is called.',
    ),
  ),
  policies: z.optional(
    about(z.array(text()), 'The policies that this fleet follows: shipped names, or files beside it.'),
  ),
  instances: about(z.array(instance), 'What is running; each row is a part of its group.'),
  ...limitMembers,
})

/** The JSON Schema of fleet documents, for editors. */
export const fleetJsonSchema = (): unknown =>
  z.toJSONSchema(fleetSchema, { io: 'input', target: 'draft-2020-12' })

/** Reads a fleet document (YAML or JSON). Every problem is reported with its place. */
export function readFleetDocument(
  content: string,
  file: string,
  scope?: string,
): Result<Fleet, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(fleetSchema, source.value)
  if (!document.ok) return document
  const { metadata, policies, instances, facts, unavailable, avoid, waves, hooks } = document.value
  const problems: Diagnostic[] = []
  const rows = instances.map((row, i): FleetRow => {
    const batch = row.batch === undefined ? undefined : parseBatch(row.batch)
    if (row.batch !== undefined && batch === undefined) {
      problems.push({
        place: source.value.place(['instances', i, 'batch']),
        message: `"${row.batch}" is no batch`,
        help: 'expected a count such as 10, or a percentage such as 25%',
      })
    }
    return {
      ...(row.policy !== undefined && { policy: row.policy }),
      scope: scopePath(row.scope ?? metadata?.name ?? scope),
      component: row.component,
      version: String(row.version).trim(),
      count: row.count ?? 1,
      ...(row.name !== undefined && { name: row.name }),
      ...(row.frozen !== undefined && { frozen: row.frozen }),
      ...(batch && { batch }),
      ...(row.target !== undefined && { target: String(row.target).trim() }),
      ...(row.delivers !== undefined && {
        delivers: Object.fromEntries(
          Object.entries(row.delivers).map(([name, version]) => [name, String(version).trim()]),
        ),
      }),
      place: source.value.place(['instances', i]),
    }
  })
  if (problems.length > 0) return fail(problems)
  const saysMore =
    Object.keys(facts).length + unavailable.length + avoid.length + waves.length + hooks.length > 0
  return ok({
    ...(metadata?.name !== undefined && { name: metadata.name }),
    policies: policies ?? [],
    rows,
    ...(saysMore && {
      limits: [
        {
          written: { facts, unavailable, avoid, waves, hooks },
          place: (path: readonly (string | number)[]) => source.value.place([...path]),
        },
      ],
    }),
  })
}

/** Reads a list of releases to avoid (YAML or JSON), as a fleet could say them itself. */
export function readAvoidDocument(
  content: string,
  file: string,
): Result<WrittenLimits, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(avoidSchema, source.value)
  if (!document.ok) return document
  return ok({
    written: { ...nothingWritten, avoid: document.value.avoid },
    place: (path) => source.value.place([...path]),
  })
}

/** The JSON Schema of lists of releases to avoid, for editors. */
export const avoidJsonSchema = (): unknown =>
  z.toJSONSchema(avoidSchema, { io: 'input', target: 'draft-2020-12' })
