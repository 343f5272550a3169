import * as z from 'zod/mini'
import { about, name } from '../document/index.ts'
import { editionMembers } from './edition-schema.ts'
import { tagChoice } from './repository-schema.ts'

/*
 * The members of rules about tags: which may stand where, in which order they come, and what has to be inside. They
 * judge the history of a repository; what the repository is like stands under `repositories`.
 */

const of = () => about(z.array(name()).check(z.minLength(1)), 'The components whose tags are meant.')

const on = () =>
  about(z._default(z.array(name()), []), 'Branches, by their names under `repositories`; all, when left out.')

const field = (what: string) => about(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/)), what)

const shape = () =>
  about(
    z.string().check(z.minLength(1)),
    'What the part looks like: `*` stands for one number or identifier (`*.*.0`, `rc.*`); none: it is absent; any: it is there.',
  )

export const carriesMembers = {
  of: of(),
  on: on(),
  tags: tagChoice(),
  parts: about(
    z.record(field('The name of a part of the scheme: core, pre and build of a semver.'), shape()),
    'What the parts of a version look like that is tagged there: `pre: rc.*`. A semver has the parts core, pre and build; `*` stands for one number or identifier, `none`: it is absent, `any`: it is there.',
  ),
  ...editionMembers,
}

export const branchMembers = {
  of: of(),
  on: about(
    z.array(name()).check(z.minLength(1)),
    'The branches that such a tag is cut from, by their names under `repositories`; the one of its own version.',
  ),
  tags: tagChoice(),
  ...editionMembers,
}

export const sequenceMembers = {
  of: of(),
  on: on(),
  part: field('The part that counts: a number.'),
  per: about(
    z._default(z.array(field('A part of the scheme.')), []),
    'Parts of the version: with another one of these the count begins anew.',
  ),
  first: z.optional(
    about(z.int().check(z.minimum(0)), 'What the count begins with, until something is released.'),
  ),
  next: z.optional(
    about(
      z.int().check(z.minimum(1)),
      'By how much the tag after a release is ahead of it, on the same branch.',
    ),
  ),
  ...editionMembers,
}

export const candidateMembers = {
  of: of(),
  on: on(),
  part: field('The part that makes a version a candidate of the one without it: pre, of a semver.'),
  comes: about(
    z.enum(['before', 'after']),
    'before: a release has a candidate that came earlier; after: the tag that follows a release on its branch is a candidate.',
  ),
  unit: about(
    z._default(z.enum(['release', 'line']), 'release'),
    'release: every release has one; line: the first release of a line.',
  ),
  reach: about(
    z._default(z.enum(['anywhere', 'branch']), 'anywhere'),
    'branch: the candidate counts when the branch of the release contains it.',
  ),
  ...editionMembers,
}

export const embedsMembers = {
  of: of(),
  tags: tagChoice(),
  reads: about(name(), 'What is compared, by its name under `reads` of the repository.'),
  with: about(
    z._default(z.enum(['version', 'numbers']), 'version'),
    'version: it is the version of the tag; numbers: it begins with the same MAJOR.MINOR.PATCH.',
  ),
  missing: about(
    z._default(z.enum(['error', 'unknown']), 'unknown'),
    'What it is when nothing stands there.',
  ),
  ...editionMembers,
}

export const tracksMembers = {
  of: of(),
  on: on(),
  tags: tagChoice(),
  to: about(
    z.enum(['latest', 'existing']),
    'latest: the version from upstream is the newest that its branch had on that day; existing: it is one that upstream has.',
  ),
  among: tagChoice(),
  ...editionMembers,
}

export const mirrorsMembers = {
  of: of(),
  on: about(z.array(name()).check(z.minLength(1)), 'The branches that upstream has a counterpart of.'),
}

export const taggedMembers = {
  of: of(),
  tags: tagChoice(),
  as: about(
    z.enum(['version', 'annotated', 'signed', 'unmoved']),
    'version: written as the repository and the scheme have it; annotated: an object of its own; signed: with a signature; unmoved: under its own name, on the commit that the catalogue recorded.',
  ),
  ...editionMembers,
}

export const maintainedMembers = {
  of: of(),
  lines: about(
    z.int().check(z.minimum(1)),
    'A release is of one of so many newest lines on its day, its own included.',
  ),
  ...editionMembers,
}

export const lagMembers = {
  of: of(),
  behind: about(name(), 'The component that comes first.'),
  unit: about(z.enum(['line', 'major']), 'Whose first releases are compared.'),
  days: about(z.int().check(z.minimum(0)), 'The most days that lie between them.'),
  ...editionMembers,
}
