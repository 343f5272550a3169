import * as z from 'zod/mini'
import { about, date, name, reference, text, version } from '../document/index.ts'
import { citation } from './citation-schema.ts'
import { conditional, dated, expressionMembers, stopsMembers } from './conditional-schema.ts'
import { crossingMembers } from './crossing-schema.ts'
import { editionMembers } from './edition-schema.ts'
import {
  accompaniedMembers,
  cadenceMembers,
  definitionMembers,
  documentedMembers,
  listedMembers,
  promiseMembers,
} from './release-schema.ts'
import { rolloutMembers } from './rollout-schema.ts'
import { settleMembers } from './settle-schema.ts'
import {
  branchMembers,
  candidateMembers,
  carriesMembers,
  embedsMembers,
  lagMembers,
  maintainedMembers,
  mirrorsMembers,
  sequenceMembers,
  taggedMembers,
  tracksMembers,
} from './tag-schema.ts'

/* The rules of the policy language, as the documents spell them: what all have in common, and each kind's own. */

const operand = () =>
  about(text(), 'A component, optionally with a range of its versions: `server`, `agent <1.2.0`.')
const range = () =>
  about(
    text(),
    'A range of versions: `>=1.2.0 <1.4.0`, `1.2.x`, `1.x`, `1.0.5`, `*`; `||` separates alternatives.',
  )
const countOrAny = () => z.union([z.int().check(z.minimum(0)), z.literal('any')])
const countAnyNone = () => z.union([z.int().check(z.minimum(1)), z.enum(['any', 'none'])])
const across = () =>
  z.optional(
    about(
      z.literal('outer'),
      'outer: `to` is looked for in the scopes around that of `of`, and not in its own: a server below another server.',
    ),
  )
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
    'Situations such as `server=1.2.3,1.2.2 agent=1.1.0` or `server=1.1.1 then server=1.2.3`; each one is a test. At the end may stand `on 2026-03-19`, `when FACT` and `when not FACT`.',
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
  across: across(),
  ...conditional,
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
  across: across(),
  ...conditional,
  readings,
})

const step = z.strictObject({
  ...common,
  kind: z.literal('step'),
  of: operand(),
  unit: unit(),
  up: about(z._default(countAnyNone(), 'any'), 'The longest move upwards; none: no move upwards at all.'),
  down: about(z._default(countAnyNone(), 'any'), 'The longest move downwards; none: there is no way back.'),
  downFrom: z.optional(
    about(
      z.literal('newest'),
      'Counts moves downwards from the newest version that has run there, which data remembers; from the current one when left out.',
    ),
  ),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on a longer move, and on one that `none` rules out.',
  ),
  ...conditional,
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
          ...dated,
        }),
      )
      .check(z.minLength(1)),
    'The moves spoken of; the first row that matches decides.',
  ),
  else: about(
    z._default(z.enum(['defer', 'supported', 'untested', 'unknown', 'unsupported']), 'defer'),
    'The verdict on a move that no row matches; defer leaves it to the other rules.',
  ),
  ...conditional,
  readings,
})

const stops = z.strictObject({
  ...common,
  kind: z.literal('stops'),
  ...stopsMembers,
  ...conditional,
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

const rollout = z.strictObject({ ...common, kind: z.literal('rollout'), ...rolloutMembers, readings })

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
  of: about(
    z.array(reference()).check(z.minLength(2)),
    'The components that the table combines, its columns; of another policy that is used, as POLICY/COMPONENT.',
  ),
  rows: about(
    z
      .array(z.record(reference(), z.union([version(), z.array(version()).check(z.minLength(1))])))
      .check(z.minLength(1)),
    'Combinations that were made to go together: per component a version, or several. A column that a row leaves out fits nothing.',
  ),
  else: about(
    z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'),
    'The verdict on a combination that is in no row. Of components that are absent nothing is asked.',
  ),
  at: about(
    z._default(z.enum(['rest', 'always']), 'rest'),
    'rest: asked where everybody has arrived, since packaged combinations cannot hold in the middle of an upgrade; always: in every moment.',
  ),
  asOf: z.optional(about(date(), 'The day on which the table was complete.')),
  skew: z.optional(
    about(
      z.strictObject({
        key: about(reference(), 'The column that rows are counted by.'),
        of: about(z.array(reference()).check(z.minLength(1)), 'The columns that may come from a row nearby.'),
        lines: about(
          z.int().check(z.minimum(1)),
          'How many lines of `key` such a row may be away, both ways.',
        ),
      }),
      'Columns that need not come from the very row of `key`: any row within so many lines will do.',
    ),
  ),
  ...conditional,
  readings,
})

const expr = z.strictObject({
  ...common,
  kind: z.literal('expr'),
  ...expressionMembers,
  ...conditional,
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
  but: z.optional(
    about(
      z.record(text(), version()),
      'Exceptions from `same` and `term`: versions of `by`, each with the version of `of` that it brings.',
    ),
  ),
  term: z.optional(
    about(
      text(),
      'The term of a version of `by` that is the version of `of`, where its release does not say what it delivers.',
    ),
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
  recorded: z.optional(
    about(
      z.boolean(),
      'true, instead of both: a line of the catalogue is supported until the end that the catalogue records, and as long as it records none; of other lines nobody knows.',
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

const form = z.strictObject({
  ...common,
  kind: z.literal('form'),
  of: about(z.array(name()).check(z.minLength(1)), 'The components.'),
  breaks: about(
    z._default(z.enum(['scheme', 'advice']), 'scheme'),
    'What breaks the rule: versions that the scheme cannot read, or those of which it only advises against.',
  ),
  ...editionMembers,
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

const carries = z.strictObject({ ...common, kind: z.literal('carries'), ...carriesMembers, readings })
const branch = z.strictObject({ ...common, kind: z.literal('branch'), ...branchMembers, readings })
const sequence = z.strictObject({ ...common, kind: z.literal('sequence'), ...sequenceMembers, readings })
const candidate = z.strictObject({ ...common, kind: z.literal('candidate'), ...candidateMembers, readings })
const embeds = z.strictObject({ ...common, kind: z.literal('embeds'), ...embedsMembers, readings })
const tracks = z.strictObject({ ...common, kind: z.literal('tracks'), ...tracksMembers, readings })
const mirrors = z.strictObject({ ...common, kind: z.literal('mirrors'), ...mirrorsMembers, readings })
const tagged = z.strictObject({ ...common, kind: z.literal('tagged'), ...taggedMembers, readings })
const maintained = z.strictObject({
  ...common,
  kind: z.literal('maintained'),
  ...maintainedMembers,
  readings,
})
const lag = z.strictObject({ ...common, kind: z.literal('lag'), ...lagMembers, readings })

export const ruleSchema = z.discriminatedUnion('kind', [
  about(window, 'The signed distance between two components is inside bounds, in every moment.'),
  about(requires, 'The versions of another component that one needs.'),
  about(step, 'One move is no longer than this.'),
  about(edges, 'Single moves that are allowed, refused, untested or unknown.'),
  about(stops, 'Versions that no move goes past without stopping there.'),
  about(order, 'Which component moves first.'),
  about(gate, 'What is verified between two components.'),
  about(rollout, 'How the instances of a component are moved.'),
  about(crossing, 'What else happens where a stage crosses a boundary.'),
  about(redundancy, 'How many instances a move without downtime needs.'),
  about(table, 'Combinations that were made to go together, and no others.'),
  about(
    expr,
    'A question about versions present together, as an expression: for what no other kind can say.',
  ),
  about(follows, 'A version that another component selects or delivers.'),
  about(needs, 'The versions that have a feature.'),
  about(support, 'How long lines are supported; asked for the day that --as-of names.'),
  about(settle, 'The protocol that two components settle on when they meet, and what it lets them do.'),
  about(form, 'How versions are written.'),
  about(silent, 'What the policy declines to say; the verdict is unknown.'),
  about(status, 'Releases that must not run.'),
  about(promise, 'What the step from one version to another may bring; told by `version compare`.'),
  about(
    documented,
    'Releases that owe a document; judged by `catalogue lint` and `release lint`, as the three that follow.',
  ),
  about(cadence, 'How long publishers wait between lines.'),
  about(listed, 'Releases that a table has to list.'),
  about(accompanied, 'Releases that another component has a release for.'),
  about(
    carries,
    'What versions look like that are tagged on a branch; judged by `release lint`, as all that follow.',
  ),
  about(branch, 'The branch that a tag is cut from.'),
  about(sequence, 'How a number counts from tag to tag.'),
  about(candidate, 'Candidates that come before a release, or after it.'),
  about(embeds, 'What stands in the repository at a tag.'),
  about(tracks, 'The version from upstream that a tag has.'),
  about(mirrors, 'Branches that upstream has too.'),
  about(tagged, 'What a tag itself is like.'),
  about(maintained, 'The lines that still get releases.'),
  about(lag, 'How soon a release follows that of another component.'),
  about(definition, 'What the policy defines or permits: explained, never judged.'),
])

export type RuleDocument = z.output<typeof ruleSchema>
