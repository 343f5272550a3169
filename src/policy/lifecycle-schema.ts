import * as z from 'zod/mini'
import { about, name, text, version } from '../document/index.ts'
import { citation } from './citation-schema.ts'
import { lists, match, sources, texts } from './configuration-schema.ts'

/*
 * The part of the policy language about what manifests ask for: how they are recognised, what their host has
 * registered since when and until when, and how long a retirement takes. Descriptions become the reference.
 */

const severity = () => z.enum(['error', 'warning', 'note', 'accepted'])
const path = (description: string) => about(text(), `${description}: member names joined by dots.`)

const span = (description: string) =>
  about(
    z.strictObject({
      lines: about(z._default(z.int().check(z.minimum(0)), 0), 'Lines of the host.'),
      months: about(
        z._default(z.int().check(z.minimum(0)), 0),
        'Months between first releases of lines; counted where the catalogue has their dates.',
      ),
    }),
    `${description}; in lines and months, whichever is longer.`,
  )

const ledgerRule = z.strictObject({
  id: about(name(), 'The name of the rule, unique in its policy; findings cite it as POLICY/ID.'),
  says: about(text(), 'The rule in one short sentence, as findings quote it.'),
  source: citation(),
  because: about(text(), 'Why the rule is so, in words of your own.'),
  examples: about(
    z._default(
      z.strictObject({
        holds: about(z._default(z.array(text()), []), 'What the rule has nothing against.'),
        warns: about(z._default(z.array(text()), []), 'What the rule warns of.'),
        fails: about(z._default(z.array(text()), []), 'What breaks the rule.'),
        unknown: about(z._default(z.array(text()), []), 'What the rule cannot tell.'),
      }),
      { holds: [], warns: [], fails: [], unknown: [] },
    ),
    'Things that are loaded, `sieve.fine v1 at 1.4.0`, or manifests, `kind=Sieve spec.type=sieve.fine at 1.4.0`, where `in MODE` and `with IMAGE` may follow; without `at`, whether a row of the ledger was retired as promised: `sieve.fine v1`. Where ledgers of several hosts share the rule, `at HOST=1.4.0` says whose it is. Each one is a test.',
  ),
})

const field = z.strictObject({
  at: path('Where the value has to stand'),
  rule: about(name(), 'The rule that demands it.'),
  missing: about(
    z.record(name(), severity()),
    'What its absence is, by mode; `accepted` is not mentioned, and a mode that is not listed is an error.',
  ),
  default: z.optional(
    about(text(), 'What the host takes where the value is missing and it loads all the same.'),
  ),
})

const part = z.strictObject({
  at: about(
    text(),
    'Where they stand: member names joined by dots, `*` for any name; a list counts as each of its items.',
  ),
  subject: z.optional(
    about(
      text(),
      'What each is called in the ledger, `{1}` being what the first `*` stands for; left out, all of these in a row.',
    ),
  ),
  unless: about(z._default(match(), {}), 'Left out is what has these values at paths inside it.'),
  outside: z.optional(
    about(
      z.strictObject({
        has: path('Where it says so; anything there is enough'),
        rule: about(name(), 'The rule that promises nothing for it.'),
      }),
      'What comes from outside and not with the host, so that no ledger knows it.',
    ),
  ),
  unlisted: about(
    z._default(z.enum(['error', 'unknown', 'accepted']), 'unknown'),
    'What it is that no row names; `accepted` is not mentioned.',
  ),
})

const manifest = z.strictObject({
  id: z.optional(about(name(), 'What a document of this kind is called, also by --as.')),
  match: about(
    match(),
    'A document is of this kind when the text at every path is this: `kind: Component`; `*` is anything.',
  ),
  api: z.optional(
    about(
      z.strictObject({
        at: about(z._default(text(), 'apiVersion'), 'Where group and version of the kind stand.'),
        group: about(
          z.union([text(), z.array(text()).check(z.minLength(1))]),
          'The group, before the slash, or several; `core` has neither. Documents of other groups are of other kinds.',
        ),
        accepts: z.optional(
          about(
            z.array(text()).check(z.minLength(1)),
            'The values that the host reads; left out where the ledger tells.',
          ),
        ),
        rule: z.optional(about(name(), 'The rule that demands one of them.')),
      }),
      'The API group, and which of its versions the host reads.',
    ),
  ),
  name: about(z._default(text(), 'metadata.name'), 'Where the name of the manifest stands.'),
  subject: z.optional(path('Where it says what is loaded; without it, only the API version is judged')),
  version: z.optional(path('Where it says which version of that')),
  aliases: about(
    z._default(z.record(text(), text()), {}),
    'Spellings of a version that count as another: `v0: v1`. Upper and lower case are the same.',
  ),
  fields: about(z._default(z.array(field), []), 'Values that a manifest has to have.'),
  parts: about(
    z._default(z.array(part), []),
    'Things inside a document that are judged one by one: blocks, or members that are set.',
  ),
})

const row = z.strictObject({
  subject: about(
    text(),
    'What is loaded, as manifests name it, in upper or lower case; `*` is everything that has no row of its own.',
  ),
  version: about(z._default(version(), '*'), 'Its version; `*` is any.'),
  introduced: z.optional(about(version(), 'The first version of the host that has it.')),
  deprecated: z.optional(
    about(version(), 'The version of the host with which its retirement was announced.'),
  ),
  removed: z.optional(about(version(), 'The first version of the host that no longer has it.')),
  replacement: z.optional(about(text(), 'What to use instead: a subject, or a subject and its version.')),
  modes: z.optional(
    about(
      z.array(name()).check(z.minLength(1)),
      'The modes of the host in which it is there; in all of them when left out.',
    ),
  ),
  status: z.optional(
    about(
      z.union([text(), z.record(text(), version())]),
      'Its status: always, or by the version of the host at which it is first known to have it.',
    ),
  ),
  because: z.optional(about(text(), 'What else is to be known.')),
  rule: z.optional(about(name(), 'The rule that findings about it cite, where it has one of its own.')),
})

export const lifecycleSchema = z.strictObject({
  id: about(name(), 'The name of the ledger, unique in its policy.'),
  host: about(name(), 'The component that loads the manifests; versions in the ledger are its versions.'),
  also: about(
    z._default(z.array(name()), []),
    'Components that load the same manifests and count their versions as the host does.',
  ),
  modes: about(
    z._default(z.record(name(), text()), {}),
    'Ways in which the host runs, each with what that is; the first is the default of --mode.',
  ),
  statuses: about(z._default(z.array(text()), []), 'The statuses that a row may have, youngest first.'),
  images: about(
    z._default(
      z.record(
        name(),
        z.strictObject({
          registers: about(z.array(text()).check(z.minLength(1)), 'The statuses of what it has.'),
          rule: about(name(), 'The rule that says so.'),
        }),
      ),
      {},
    ),
    'Builds of the host that have only what has a certain status; users choose with --image.',
  ),
  sources: sources(),
  rules: about(z.array(ledgerRule), 'What findings cite.'),
  lists: lists(),
  texts: texts(),
  manifests: about(z._default(z.array(manifest), []), 'The kinds of documents that the host reads.'),
  registry: about(name(), 'The rule that nothing is loaded but what the host has.'),
  switched: z.optional(
    about(
      name(),
      'The rule that says what is there in some modes only; without it, findings about that cite `registry`.',
    ),
  ),
  pluggable: about(
    z._default(z.boolean(), true),
    'Whether users may plug in subjects of their own, which no ledger can know.',
  ),
  retire: about(
    z.strictObject({
      rule: about(name(), 'The rule that findings about deprecated and removed things cite.'),
      announce: span('How long before its removal a retirement is announced'),
      coexist: z.optional(span('How long a thing and its replacement are there together')),
      remove: z.optional(
        span('How long after the announcement it is gone; left out, only recorded removals count'),
      ),
      afterwards: about(
        z._default(z.enum(['gone', 'unpromised']), 'gone'),
        'What is after `remove` where no record tells: it is gone, or nobody promises that it is there.',
      ),
      exempt: about(z._default(z.array(text()), []), 'Statuses that all this does not bind.'),
      keep: about(
        z._default(z.array(text()), []),
        'Statuses of what is never removed: it may be deprecated, and stays.',
      ),
    }),
    'How things leave.',
  ),
  mature: z.optional(
    about(
      z.strictObject({
        status: about(text(), 'The status that has to be earned.'),
        lines: about(z.int().check(z.minimum(1)), 'Lines of the host with another status before it.'),
        rule: about(name(), 'The rule that says so.'),
      }),
      'How long something has to be there before it has a status; `lifecycle lint` looks.',
    ),
  ),
  only: about(
    z._default(
      z.array(
        z.strictObject({
          host: about(text(), 'A range of versions of the host.'),
          versions: about(z.array(version()), 'The only versions that anything has there.'),
          rule: about(name(), 'The rule that says so.'),
        }),
      ),
      [],
    ),
    'Times at which everything had one of these versions, also what no row names.',
  ),
  covers: z.optional(
    about(
      z.strictObject({
        from: about(version(), 'The first version of the host whose registry was read.'),
        to: about(version(), 'The last one.'),
      }),
      'The versions of the host for which the ledger is complete: what has no recorded removal is there.',
    ),
  ),
  ledger: about(z.array(row), 'What the host has, since when and until when.'),
})

export type LifecycleDocument = z.output<typeof lifecycleSchema>
