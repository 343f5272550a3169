import * as z from 'zod/mini'
import { about, text } from '../document/index.ts'

/*
 * The part of the policy language about how versions are written, ordered and grouped into lines. Descriptions
 * become the reference.
 */

const developmentWords = () =>
  about(
    z._default(z.array(text()), ['dev']),
    'First words of a pre-release that mark a build from a working tree.',
  )

const semverScheme = z.strictObject({
  kind: z.literal('semver'),
  line: about(z._default(z.enum(['minor', 'major']), 'minor'), 'The numbers that name a line.'),
  joined: about(
    z._default(z.array(z.tuple([text(), text()])), []),
    'Pairs of lines of which the first directly precedes the second although the major differs.',
  ),
  development: developmentWords(),
  vendors: z.optional(
    about(
      z.array(text()),
      'Words with which what vendors add to a release begins: with [k3s, gke], `1.30.4+k3s1` and `1.27.3-gke.100` are builds of these releases, and no pre-releases.',
    ),
  ),
})

const fieldName = () =>
  z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/, 'a name of letters and digits'))
const fieldType = () =>
  about(
    z.enum(['core', 'number', 'pre']),
    'core: MAJOR.MINOR.PATCH; number: one number; pre: pre-release identifiers of letters and digits, joined by dots.',
  )

const templateScheme = z.strictObject({
  kind: z.literal('template'),
  form: about(
    text(),
    'How a version is written: fields in braces, what may be missing in brackets, the rest as it stands: `v{core}-re.{marker}[-{candidate}]`. A leading v may be left out of versions.',
  ),
  fields: about(
    z.record(
      fieldName(),
      z.union([
        fieldType(),
        z.strictObject({
          type: fieldType(),
          prefix: z.optional(
            about(text(), 'What the identifiers of a pre should begin with; others are advised against.'),
          ),
        }),
      ]),
    ),
    'The fields of the form, and what each holds: core is MAJOR.MINOR.PATCH, number one number, pre identifiers of letters and digits joined by dots; `{ type: pre, prefix: re }` advises against others.',
  ),
  order: about(
    z.array(fieldName()).check(z.minLength(1)),
    'The fields that versions are ordered by, most significant first; the first one names the line. Without a pre a version comes after all that have one, as a release after its candidates.',
  ),
  line: z.optional(
    about(
      z.enum(['minor', 'major']),
      'The numbers of the first field that name a line; minor when left out, of a number major.',
    ),
  ),
  single: about(
    z._default(z.array(z.array(fieldName()).check(z.minLength(2))), []),
    'Lists of fields of which a version has one at most.',
  ),
  mistakes: about(
    z._default(z.array(text()), []),
    'Forms that are written by mistake, of the same fields: such a text is no version, but it is told what was meant.',
  ),
  terms: about(
    z._default(z.record(text(), text()), {}),
    'What a version and its parts are called: by name, a form of the same fields.',
  ),
  development: developmentWords(),
})

const numberedScheme = z.strictObject({
  kind: z.literal('numbered'),
  numbers: about(
    z._default(z.union([z.literal(1), z.literal(2)]), 1),
    '1: versions such as `v1`; 2: versions such as `v1.0`. Lines are majors.',
  ),
  suffixes: about(
    z._default(z.array(z.string().check(z.regex(/^[a-z]+$/, 'a word of lower-case letters'))), []),
    'Words for what is not final, least mature first: with [alpha, beta], `v1alpha1`, `v1.0-beta2`, `v1.0alpha`.',
  ),
  called: z.optional(about(text(), 'What a version with such a word is called: `experimental`.')),
})

/** How the versions of a component are written. */
export const schemeSchema = z.discriminatedUnion('kind', [
  about(semverScheme, 'Semantic Versioning 2.0.0.'),
  about(templateScheme, 'Versions of a form of their own.'),
  about(numberedScheme, 'One or two numbers, and a word for what is not final, as APIs have.'),
])

export type SchemeDocument = z.output<typeof schemeSchema>
