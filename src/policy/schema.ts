import * as z from 'zod/mini'
import { about, date, name, text, version } from '../document/index.ts'
import { logsSchema, settingsSchema } from './configuration-schema.ts'
import { interfaceSchema } from './interface-schema.ts'
import { lifecycleSchema } from './lifecycle-schema.ts'
import { changeKinds } from './release-schema.ts'
import { repositorySchema } from './repository-schema.ts'
import { ruleSchema } from './rule-schema.ts'
import { schemeSchema } from './scheme-schema.ts'

/*
 * The policy language, as the documents spell it. The JSON Schema that editors use and the reference in docs/
 * are generated from this file, so every member carries its description.
 */

export const apiVersion = 'interlock.dev/v1alpha1'

const templateSchema = () =>
  z.union([
    about(text(), 'A text with {version}, {tag} or {line} in it: those of the release.'),
    z.strictObject({
      is: about(text(), 'A text with {version}, {tag} or {line} in it.'),
      of: about(text(), 'The versions that it is true of: `>=1.5.0`.'),
    }),
  ])

const component = z.strictObject({
  title: about(text(), 'The name of the program, as users know it.'),
  scheme: about(name(), 'A name from `schemes`.'),
  artifacts: z.optional(
    about(
      z.array(templateSchema()),
      'What has to be at hand to run a version, such as container images: for sites without a network of their own.',
    ),
  ),
  notes: z.optional(
    about(z.array(templateSchema()), 'Where the notes on upgrading to a version are found: addresses.'),
  ),
})

/** Seven digits and more, of which none happens to be a letter, are read as a number. */
const commit = () =>
  z.union([
    z.string().check(z.regex(/^[0-9a-f]{7,64}$/, 'a commit: at least seven of 0-9 and a-f')),
    z.int().check(z.minimum(1_000_000)),
  ])

const release = z.strictObject({
  version: about(version(), 'The version, as its scheme writes it.'),
  date: z.optional(about(date(), 'The day of publication.')),
  tag: z.optional(about(text(), 'The tag, where it is not what the template gives.')),
  commit: z.optional(about(commit(), 'The commit that the tag stood on when it was recorded.')),
  status: z.optional(
    about(z.enum(['recalled']), 'recalled: withdrawn by its publisher, never a stop or target.'),
  ),
  because: z.optional(about(text(), 'Why it has that status.')),
  brings: z.optional(
    about(z.enum(changeKinds), 'What it brought, where somebody looked: fixes, compatible or breaking.'),
  ),
  documents: z.optional(
    about(z.record(name(), text()), 'Where documents that rules ask for speak of it, by their name.'),
  ),
  delivers: z.optional(about(z.record(name(), version()), 'Versions of other components that come with it.')),
})

const catalogue = z.strictObject({
  of: about(z.array(name()).check(z.minLength(1)), 'The components that these releases contain.'),
  asOf: z.optional(about(date(), 'The day on which the list was complete.')),
  tag: z.optional(about(text(), 'How a tag is made from a version: `v{version}`.')),
  ends: z.optional(
    about(
      z.record(text(), date()),
      'The last day on which a line is supported, by line: `"1.34": 2026-10-27`.',
    ),
  ),
  releases: about(z.array(release), 'The releases, in any order.'),
})

const jsonPath = () =>
  about(
    text(),
    'A path of member names joined by dots, from the item; a leading `$.` starts at the outer item of `within`.',
  )

const recipe = z.strictObject({
  id: about(name(), 'The name of the recipe, unique in its policy.'),
  title: about(text(), 'What is read, and the command that prints it.'),
  when: about(
    z.record(text(), z.union([text(), z.array(text())])),
    'The recipe applies to a document in which the value at each path is (one of) these; `*` is any value.',
  ),
  each: about(text(), 'The path of the list of items.'),
  within: z.optional(about(text(), 'The path, inside an item, of a list of inner items.')),
  skip: z.optional(
    about(z.record(text(), z.array(text())), 'Items whose value at a path is one of these are left out.'),
  ),
  component: z.optional(about(name(), 'The component that every item is.')),
  image: z.optional(
    about(
      z.strictObject({
        at: about(jsonPath(), 'Where the container image stands.'),
        names: about(
          z.record(text(), name()),
          'Repository names by component; `*` stands for any characters: `*/mesh-server`.',
        ),
      }),
      'Tells component and version from a container image.',
    ),
  ),
  version: z.optional(about(jsonPath(), 'Where the version stands.')),
  scope: z.optional(about(jsonPath(), 'Where the scope stands.')),
  instance: z.optional(about(jsonPath(), 'Where the name of the instance stands.')),
})

const sourcesSchema = () =>
  z.record(
    name(),
    z.strictObject({
      title: about(text(), 'What the document is called.'),
      ref: about(text(), 'Where it is found: an address, or a file and its version.'),
      asOf: z.optional(about(date(), 'The day on which it was read.')),
    }),
  )

export const policySchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Policy'),
  metadata: about(
    z.strictObject({
      name: about(name(), 'The name that fleets and findings use.'),
      title: about(text(), 'The name of the platform, as users know it.'),
      about: z.optional(about(text(), 'What the policy is about, and what one scope is.')),
      homepage: z.optional(about(text(), 'Where to read more of the platform.')),
    }),
    'What the policy is called.',
  ),
  uses: about(
    z._default(z.array(name()), []),
    'Other policies whose components the rules speak of as POLICY/COMPONENT; asked where a fleet has both.',
  ),
  include: about(
    z._default(z.array(text()), []),
    'Files beside this one that hold its catalogue, recipes, ledgers and more rules.',
  ),
  sources: about(sourcesSchema(), 'The documents that the policy is taken from.'),
  schemes: about(z.record(name(), schemeSchema), 'How versions are written, ordered and grouped into lines.'),
  components: about(z.record(name(), component), 'The programs that have versions of their own.'),
  facts: about(
    z._default(
      z.record(
        name(),
        z.strictObject({
          asks: about(text(), 'What is asked about a fleet, as a question.'),
          how: z.optional(about(text(), 'How to find out: a command, or a query.')),
        }),
      ),
      {},
    ),
    'What rules ask about a fleet beside its versions; told by the fleet, or by --fact. `when` names them, in rules of the kinds window, requires, step, edges, stops, table and expr, in rows of edges and in stops; other kinds always count.',
  ),
  rules: about(z.array(ruleSchema), 'What the policy demands: each rule is one record.'),
  repositories: about(
    z._default(z.array(repositorySchema), []),
    'The repositories in which components are released: tags, branches, and what stands inside.',
  ),
  catalogue: about(z._default(z.array(catalogue), []), 'The known releases.'),
  recipes: about(z._default(z.array(recipe), []), 'How the output of other programs is read as a fleet.'),
  lifecycle: about(
    z._default(z.array(lifecycleSchema), []),
    'What is loaded from manifests, since when and until when.',
  ),
  interfaces: about(
    z._default(z.array(interfaceSchema), []),
    'Files that describe interfaces: what `release verify` compares between two releases.',
  ),
  settings: about(
    z._default(z.array(settingsSchema), []),
    'What users should not set, whatever version runs.',
  ),
  logs: about(z._default(z.array(logsSchema), []), 'Marks that programs leave in their logs.'),
})

const catalogueSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Catalogue'),
  catalogue: about(z.array(catalogue), 'The known releases.'),
})

const recipesSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Recipes'),
  recipes: about(z.array(recipe), 'How the output of other programs is read as a fleet.'),
})

const lifecyclesSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Lifecycle'),
  lifecycle: about(z.array(lifecycleSchema), 'What is loaded from manifests, since when and until when.'),
})

const configurationSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Configuration'),
  settings: about(z._default(z.array(settingsSchema), []), 'What users should not set.'),
  logs: about(z._default(z.array(logsSchema), []), 'Marks that programs leave in their logs.'),
})

const rulesSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Rules'),
  sources: about(z._default(sourcesSchema(), {}), 'The documents that these rules are taken from.'),
  interfaces: about(z._default(z.array(interfaceSchema), []), 'Files that describe interfaces.'),
  rules: about(z.array(ruleSchema), 'More rules of the policy, after its own.'),
})

/** What a policy may include. */
export const includedSchema = z.discriminatedUnion('kind', [
  catalogueSchema,
  recipesSchema,
  lifecyclesSchema,
  configurationSchema,
  rulesSchema,
])

export type PolicyDocument = z.output<typeof policySchema>
/** A policy as somebody may write it: what has a default may be missing. */
export type WrittenPolicy = z.input<typeof policySchema>
export { type RuleDocument, ruleSchema } from './rule-schema.ts'
export type CatalogueDocument = z.output<typeof catalogue>
export type Recipe = z.output<typeof recipe>
export type { SchemeDocument } from './scheme-schema.ts'

/** The kinds of documents that a policy may include. */
type PolicyDocumentKind = z.output<typeof includedSchema>['kind']

/** The JSON Schema of a kind of document, for editors and for the reference. */
export function policyJsonSchema(kind: 'Policy' | PolicyDocumentKind): unknown {
  const schemas = {
    Policy: policySchema,
    Catalogue: catalogueSchema,
    Recipes: recipesSchema,
    Lifecycle: lifecyclesSchema,
    Rules: rulesSchema,
    Configuration: configurationSchema,
  }
  return z.toJSONSchema(schemas[kind], { io: 'input', target: 'draft-2020-12' })
}
