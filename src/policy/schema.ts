import * as z from 'zod/mini'
import { about, date, name, reference, text, version } from '../document/index.ts'
import { citation } from './citation-schema.ts'
import { logsSchema, settingsSchema } from './configuration-schema.ts'
import { crossingMembers } from './crossing-schema.ts'
import { lifecycleSchema } from './lifecycle-schema.ts'
import {
  accompaniedMembers,
  cadenceMembers,
  changeKinds,
  definitionMembers,
  documentedMembers,
  listedMembers,
  promiseMembers,
} from './release-schema.ts'
import { schemeSchema } from './scheme-schema.ts'
import { settleMembers } from './settle-schema.ts'

/*
 * The policy language, as the documents spell it. The JSON Schema that editors use and the reference in docs/
 * are generated from this file, so every member carries its description.
 */

export const apiVersion = 'interlock.dev/v1alpha1'

const operand = () =>
  about(text(), 'A component, optionally with a range of its versions: `server`, `agent <1.2.0`.')
const range = () =>
  about(
    text(),
    'A range of versions: `>=1.2.0 <1.4.0`, `1.2.x`, `1.x`, `1.0.5`, `*`; `||` separates alternatives.',
  )
const countOrAny = () => z.union([z.int().check(z.minimum(0)), z.literal('any')])
const countAnyNone = () => z.union([z.int().check(z.minimum(1)), z.enum(['any', 'none'])])
const unit = () => about(z.enum(['release', 'line', 'major']), 'What distances are counted in.')
const verdict = () => z.enum(['supported', 'untested', 'unknown', 'unsupported'])

const common = {
  id: about(name(), 'The name of the rule, unique in its policy; findings cite it as POLICY/ID.'),
  says: about(text(), 'The rule in one short sentence, as findings and plans quote it.'),
  strength: about(
    z._default(z.enum(['required', 'recommended', 'informative']), 'required'),
    'required (must) gives errors, recommended (should) gives warnings, informative only explains.',
  ),
  source: citation(),
  because: about(text(), 'Why the rule is so, in words of your own.'),
  derived: about(
    z._default(z.boolean(), false),
    'True when the rule follows from the policy but is not written in it.',
  ),
  enforced: z.optional(
    about(
      z.enum(['start', 'load', 'feature']),
      'What the real program refuses when the rule is broken: to start, to load something, or a feature.',
    ),
  ),
  examples: about(
    z._default(
      z.strictObject({
        holds: about(z._default(z.array(text()), []), 'Situations in which the rule holds.'),
        fails: about(z._default(z.array(text()), []), 'Situations in which the rule is broken.'),
        unknown: about(z._default(z.array(text()), []), 'Situations in which the rule cannot tell.'),
        untested: about(z._default(z.array(text()), []), 'Situations that nobody has tried.'),
      }),
      { holds: [], fails: [], unknown: [], untested: [] },
    ),
    'Situations such as `server=1.2.3,1.2.2 agent=1.1.0` or `server=1.1.1 then server=1.2.3`; each one is a test.',
  ),
}

const readings = z.optional(
  about(
    z.strictObject({
      default: about(name(), 'The reading that is used unless the user chooses another.'),
      choices: about(
        z.record(
          name(),
          z.strictObject({
            because: about(text(), 'Why the sentence can be read so, and what follows.'),
            set: about(
              z.record(z.string(), z.unknown()),
              'The members of the rule that this reading replaces.',
            ),
          }),
        ),
        'The readings by name.',
      ),
    }),
    'The readings of an ambiguous sentence; users choose with --reading RULE=READING.',
  ),
)

const window = z.strictObject({
  ...common,
  kind: z.literal('window'),
  of: operand(),
  to: z.optional(about(operand(), 'The component that `of` is set against; `of` itself when left out.')),
  unit: unit(),
  behind: about(countOrAny(), 'How far `of` may be behind `to`.'),
  ahead: about(countOrAny(), 'How far `of` may be ahead of `to`.'),
  against: about(
    z._default(z.enum(['every', 'oldest', 'newest']), 'every'),
    'The versions of `to` that count: every one, or only the oldest or newest present.',
  ),
  readings,
})

const requires = z.strictObject({
  ...common,
  kind: z.literal('requires'),
  of: about(reference(), 'The component that needs something.'),
  to: about(reference(), 'The component that it needs; of another policy that is used, as POLICY/COMPONENT.'),
  rows: about(
    z
      .array(
        z.strictObject({
          of: about(text(), 'A range of versions of `of`.'),
          to: about(text(), 'The versions of `to` that go with them, as a range.'),
        }),
      )
      .check(z.minLength(1)),
    'Every row that speaks of a version has to be met; of a version that no row speaks of, nothing is asked.',
  ),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on versions that a row does not allow.',
  ),
  readings,
})

const step = z.strictObject({
  ...common,
  kind: z.literal('step'),
  of: operand(),
  unit: unit(),
  up: about(z._default(countAnyNone(), 'any'), 'The longest move upwards; none: no move upwards at all.'),
  down: about(z._default(countAnyNone(), 'any'), 'The longest move downwards; none: there is no way back.'),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on a longer move.',
  ),
  readings,
})

const edges = z.strictObject({
  ...common,
  kind: z.literal('edges'),
  of: operand(),
  rows: about(
    z
      .array(
        z.strictObject({
          from: range(),
          to: range(),
          verdict: z.optional(
            about(verdict(), 'What the policy says of such a move; untested where `through` names a stop.'),
          ),
          through: z.optional(
            about(
              version(),
              'The stop that leads from the one to the other; a plan from there to there makes it.',
            ),
          ),
          because: z.optional(about(text(), 'Why, when the rule itself does not say it.')),
        }),
      )
      .check(z.minLength(1)),
    'The moves spoken of; the first row that matches decides.',
  ),
  else: about(
    z._default(z.enum(['defer', 'supported', 'untested', 'unknown', 'unsupported']), 'defer'),
    'The verdict on a move that no row matches; defer leaves it to the other rules.',
  ),
  readings,
})

const order = z.strictObject({
  ...common,
  kind: z.literal('order'),
  up: z.optional(about(z.array(reference()).check(z.minLength(2)), 'The order in which components go up.')),
  down: z.optional(
    about(z.array(reference()).check(z.minLength(2)), 'The order in which components go down.'),
  ),
  per: about(
    z._default(z.enum(['line', 'plan']), 'line'),
    'line: a component enters a line only when those before it are there, or at their own target; plan: only when those before it are at their target.',
  ),
  readings,
})

const gate = z.strictObject({
  ...common,
  kind: z.literal('gate'),
  after: about(reference(), 'The component whose stage must be verified.'),
  before: about(reference(), 'The component that waits for it.'),
  on: about(z.enum(['up', 'down']), 'The direction in which the gate stands.'),
  until: about(text(), 'What has to be true before going on, in words.'),
  readings,
})

const rollout = z.strictObject({
  ...common,
  kind: z.literal('rollout'),
  of: about(name(), 'The component.'),
  batch: about(
    z.union([z.int().check(z.minimum(1)), text()]),
    'How many instances move together: a count, or a percentage of the group.',
  ),
  most: z.optional(
    about(z.int().check(z.minimum(1)), 'The largest batch that the policy allows; no limit when left out.'),
  ),
  modes: about(
    z._default(z.array(z.enum(['rolling', 'stopped'])).check(z.minLength(1)), ['rolling', 'stopped']),
    'Ways in which a stage may be carried out; the first is the default.',
  ),
  readings,
})

const crossing = z.strictObject({ ...common, kind: z.literal('crossing'), ...crossingMembers, readings })

const redundancy = z.strictObject({
  ...common,
  kind: z.literal('redundancy'),
  of: about(name(), 'The component.'),
  instances: about(
    z.int().check(z.minimum(2)),
    'The fewest instances with which a rolling move has no downtime.',
  ),
  readings,
})

const table = z.strictObject({
  ...common,
  kind: z.literal('table'),
  of: about(z.array(name()).check(z.minLength(2)), 'The components that the table combines, its columns.'),
  rows: about(
    z
      .array(z.record(name(), z.union([version(), z.array(version()).check(z.minLength(1))])))
      .check(z.minLength(1)),
    'Combinations that were made to go together: per component a version, or several. A column that a row leaves out fits nothing.',
  ),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on a combination that is in no row. Of components that are absent nothing is asked.',
  ),
  asOf: z.optional(about(date(), 'The day on which the table was complete.')),
  skew: z.optional(
    about(
      z.strictObject({
        key: about(name(), 'The column that rows are counted by.'),
        of: about(z.array(name()).check(z.minLength(1)), 'The columns that may come from a row nearby.'),
        lines: about(
          z.int().check(z.minimum(1)),
          'How many lines of `key` such a row may be away, both ways.',
        ),
      }),
      'Columns that need not come from the very row of `key`: any row within so many lines will do.',
    ),
  ),
  readings,
})

const follows = z.strictObject({
  ...common,
  kind: z.literal('follows'),
  of: about(name(), 'The component whose version follows from another one.'),
  by: about(name(), 'The component whose releases say, under `delivers`, which version that is.'),
  same: about(
    z._default(z.boolean(), false),
    'true: releases of `by` bring the version of `of` that has their own number, so `delivers` need not say it.',
  ),
  fill: about(
    z._default(z.boolean(), false),
    'true: where `by` is present and `of` is not told apart, what it delivers is taken to be there.',
  ),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on any other version of `of` beside it.',
  ),
  readings,
})

const needs = z.strictObject({
  ...common,
  kind: z.literal('needs'),
  feature: about(name(), 'The feature; users ask for it with --needs.'),
  requires: about(z.record(name(), text()), 'Per component, the range of versions that have it.'),
  readings,
})

const support = z.strictObject({
  ...common,
  kind: z.literal('support'),
  of: about(
    z.union([reference(), z.array(reference()).check(z.minLength(1))]),
    'The component, or several that are supported alike; of another policy that is used, as POLICY/COMPONENT.',
  ),
  lines: z.optional(
    about(
      z.int().check(z.minimum(1)),
      'How many lines are supported at a time: the newest and those before it.',
    ),
  ),
  months: z.optional(
    about(
      z.int().check(z.minimum(1)),
      'For how many months a line is supported from its first release on; beside `lines`, whichever lasts longer. Ends that the catalogue records go before both.',
    ),
  ),
  from: z.optional(about(date(), 'The first day of this edition of the rule.')),
  until: z.optional(about(date(), 'The last day of this edition of the rule.')),
  readings,
})

const settle = z.strictObject({ ...common, kind: z.literal('settle'), ...settleMembers, readings })

const promise = z.strictObject({ ...common, kind: z.literal('promise'), ...promiseMembers, readings })
const documented = z.strictObject({
  ...common,
  kind: z.literal('documented'),
  ...documentedMembers,
  readings,
})
const cadence = z.strictObject({ ...common, kind: z.literal('cadence'), ...cadenceMembers, readings })
const listed = z.strictObject({ ...common, kind: z.literal('listed'), ...listedMembers, readings })
const accompanied = z.strictObject({
  ...common,
  kind: z.literal('accompanied'),
  ...accompaniedMembers,
  readings,
})
const definition = z.strictObject({
  ...common,
  kind: z.literal('definition'),
  ...definitionMembers,
  readings,
})

const silent = z.strictObject({
  ...common,
  kind: z.literal('silent'),
  of: about(operand(), 'The versions about which the policy says nothing.'),
  readings,
})

const status = z.strictObject({
  ...common,
  kind: z.literal('status'),
  of: operand(),
  refuse: about(
    z.array(z.enum(['recalled'])).check(z.minLength(1)),
    'Statuses of a release that must not run.',
  ),
  readings,
})

export const ruleSchema = z.discriminatedUnion('kind', [
  about(window, 'The signed distance between two components is inside bounds, in every moment.'),
  about(requires, 'The versions of another component that one needs.'),
  about(step, 'One move is no longer than this.'),
  about(edges, 'Single moves that are allowed, refused, untested or unknown.'),
  about(order, 'Which component moves first.'),
  about(gate, 'What is verified between two components.'),
  about(rollout, 'How the instances of a component are moved.'),
  about(crossing, 'What else happens where a stage crosses a boundary.'),
  about(redundancy, 'How many instances a move without downtime needs.'),
  about(table, 'Combinations that were made to go together, and no others.'),
  about(follows, 'A version that another component selects or delivers.'),
  about(needs, 'The versions that have a feature.'),
  about(support, 'How long lines are supported; asked for the day that --as-of names.'),
  about(settle, 'The protocol that two components settle on when they meet, and what it lets them do.'),
  about(silent, 'What the policy declines to say; the verdict is unknown.'),
  about(status, 'Releases that must not run.'),
  about(promise, 'What the step from one version to another may bring; told by `version compare`.'),
  about(documented, 'Releases that owe a document; judged by `catalogue lint`, as the three that follow.'),
  about(cadence, 'How long publishers wait between lines.'),
  about(listed, 'Releases that a table has to list.'),
  about(accompanied, 'Releases that another component has a release for.'),
  about(definition, 'What the policy defines or permits: explained, never judged.'),
])

const component = z.strictObject({
  title: about(text(), 'The name of the program, as users know it.'),
  scheme: about(name(), 'A name from `schemes`.'),
})

const release = z.strictObject({
  version: about(version(), 'The version, as its scheme writes it.'),
  date: z.optional(about(date(), 'The day of publication.')),
  tag: z.optional(about(text(), 'The tag, where it is not what the template gives.')),
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
  rules: about(z.array(ruleSchema), 'What the policy demands: each rule is one record.'),
  catalogue: about(z._default(z.array(catalogue), []), 'The known releases.'),
  recipes: about(z._default(z.array(recipe), []), 'How the output of other programs is read as a fleet.'),
  lifecycle: about(
    z._default(z.array(lifecycleSchema), []),
    'What is loaded from manifests, since when and until when.',
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
export type RuleDocument = z.output<typeof ruleSchema>
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
