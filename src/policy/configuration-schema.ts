import * as z from 'zod/mini'
import { about, name, text } from '../document/index.ts'
import { citation } from './citation-schema.ts'

/*
 * The part of the policy language about what users configure, whatever version runs: values that should or should
 * not be set, and marks that programs leave in their logs.
 */

const path = (description: string) => about(text(), `${description}: member names joined by dots.`)

/** How a document is known: by the texts that stand at paths in it. */
export const match = () => z.record(text(), text())

/** What documents may hold other documents. */
export const lists = () =>
  about(
    z._default(
      z.array(
        z.strictObject({
          match: about(match(), 'What a document that wraps others has, by path; `*` is anything.'),
          each: path('Where the list of them stands'),
        }),
      ),
      [],
    ),
    'Documents that hold other documents.',
  )

export const texts = () =>
  about(
    z._default(
      z.array(
        z.strictObject({
          match: about(match(), 'What a document that holds files has, by path; `*` is anything.'),
          each: path('Where the files stand, each a text under its name'),
        }),
      ),
      [],
    ),
    'Documents that hold files as texts; those are read whose names end like YAML, JSON, HCL, TOML or environments.',
  )

export const sources = () =>
  about(
    z._default(
      z.record(
        name(),
        z.strictObject({
          title: about(text(), 'What the document is called.'),
          ref: about(text(), 'Where it is found.'),
          asOf: z.optional(about(text(), 'The day on which it was read.')),
        }),
      ),
      {},
    ),
    'Documents that this is taken from, beside the `sources` of the policy.',
  )

/** What rules show of both sides: something is found, as bad as the rule is strong, or nothing is. */
const examples = (forms: string) =>
  about(
    z._default(
      z.strictObject({
        holds: about(z._default(z.array(text()), []), 'Where the rule finds nothing.'),
        warns: about(
          z._default(z.array(text()), []),
          'Where it finds something, if it is recommended or informative.',
        ),
        fails: about(z._default(z.array(text()), []), 'Where it finds something, if it is required.'),
      }),
      { holds: [], warns: [], fails: [] },
    ),
    `${forms} Each one is a test.`,
  )

const rule = (forms: string) =>
  z.strictObject({
    id: about(name(), 'The name of the rule, unique in its policy; findings cite it as POLICY/ID.'),
    strength: about(
      z._default(z.enum(['required', 'recommended', 'informative']), 'required'),
      'What a finding is: an error, a warning or a note.',
    ),
    says: about(text(), 'The rule in one short sentence, as findings quote it.'),
    source: citation(),
    because: about(text(), 'Why the rule is so, in words of your own.'),
    examples: examples(forms),
  })

const settingForms =
  'Documents of which each word is a member, `stone.image=flint stone.kind=hard in KIND`; without `in` they have to be of a shape that is known.'

const markForms = 'Lines of a log: `level=warning alert=true kind=old_sieve`.'

export const settingsSchema = z.strictObject({
  id: about(name(), 'The name of this list of settings, unique in its policy.'),
  sources: sources(),
  rules: about(z.array(rule(settingForms)).check(z.minLength(1)), 'What findings cite.'),
  lists: lists(),
  texts: texts(),
  variables: about(
    z._default(z.array(text()), []),
    'Members that hold environment variables, at any depth of any document: `env`. Lists of names and values, lists of `NAME=VALUE` and mappings are read.',
  ),
  documents: about(
    z
      .array(
        z.strictObject({
          id: about(name(), 'What a document of this kind is called, also by --as.'),
          format: z.optional(
            about(
              z.enum(['yaml', 'hcl', 'toml', 'environment']),
              'How it is written; left out, in any way but as an environment.',
            ),
          ),
          match: about(
            z._default(z.array(match()), []),
            'Shapes, each of which is enough: what stands at paths; `*` is anything, and the beginning or end of a text.',
          ),
          files: about(
            z._default(z.array(text()), []),
            'Names of files that are of this kind whatever is in them; `*` is anything.',
          ),
        }),
      )
      .check(z.minLength(1)),
    'The kinds of documents in which the settings stand.',
  ),
  settings: about(
    z
      .array(
        z.strictObject({
          in: about(z.array(name()).check(z.minLength(1)), 'The kinds of documents.'),
          at: path('Where the value stands; a mapping or list there is none'),
          is: about(
            z._default(z.array(text()), []),
            'Values that are meant, `*` being anything; left out, every value.',
          ),
          rule: about(name(), 'The rule that a value there breaks.'),
          instead: z.optional(about(text(), 'What to do instead.')),
        }),
      )
      .check(z.minLength(1)),
    'What should not be set.',
  ),
})

export const logsSchema = z.strictObject({
  id: about(name(), 'The name of these marks, unique in its policy.'),
  sources: sources(),
  rules: about(z.array(rule(markForms)).check(z.minLength(1)), 'What findings cite.'),
  marks: about(
    z
      .array(
        z.strictObject({
          match: about(
            z.record(text(), text()),
            'A line has the mark when each of these fields has this value, written as `field=value` or in JSON.',
          ),
          subject: about(
            z.array(text()).check(z.minLength(1)),
            'Fields that say what the line is about; the first that a line has counts.',
          ),
          instead: z.optional(about(text(), 'The field that says what to use instead.')),
          rule: about(name(), 'The rule that a line with the mark cites.'),
        }),
      )
      .check(z.minLength(1)),
    'How lines are recognised; the first mark that a line has counts.',
  ),
})

export type SettingsDocument = z.output<typeof settingsSchema>
export type LogsDocument = z.output<typeof logsSchema>
