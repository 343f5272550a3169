import * as z from 'zod/mini'
import { about, name, text } from '../document/index.ts'

/*
 * The part of the policy language about the repositories that releases are tagged in: what tags and branches are
 * called, and where versions stand inside. Rules about tags build on it.
 */

/** The tags that a rule or a row is about. */
export const tagChoices = ['all', 'released', 'unfinished'] as const

export const tagChoice = (standard: (typeof tagChoices)[number] = 'all') =>
  about(
    z._default(z.enum(tagChoices), standard),
    'The tags that are meant: all, released ones (final versions), or unfinished ones (candidates and the like).',
  )

const branchPattern = () =>
  about(
    text(),
    'How such a branch is called: `{line}`, `{major}` and `{version}` stand for those of its tags, `*` for any text.',
  )

const reading = z.strictObject({
  file: about(text(), 'The path of a file in the repository.'),
  pattern: about(
    text(),
    'The text around the value, on one line of the file: `version: {value}`; white space stands for any white space. `{value}` alone is the first word of a file such as VERSION.',
  ),
})

export const repositorySchema = z.strictObject({
  of: about(
    z.array(name()).check(z.minLength(1)),
    'The components that the tags are versions of; several, where they are released as one.',
  ),
  tag: about(
    z._default(text(), 'v{version}'),
    'How a tag is made from a version; a leading v that the scheme writes itself is not doubled.',
  ),
  ignore: about(z._default(z.array(text()), []), 'Tags of something else; `*` stands for any text.'),
  branches: about(
    z._default(z.record(name(), branchPattern()), {}),
    'The branches that tags are cut from, by the names that rules use: `release: "release-{line}"`. `{line}`, `{major}` and `{version}` stand for those of the tags, `*` for any text.',
  ),
  home: about(
    z._default(
      z.array(
        z.strictObject({
          tags: tagChoice(),
          branches: about(
            z.array(name()).check(z.minLength(1)),
            'Names from `branches`: the first one that contains the commit is where the tag is from.',
          ),
        }),
      ),
      [],
    ),
    'Which branch a tag is from where several contain its commit; the first row that is about the tag decides. Without rows: the first of `branches`.',
  ),
  reads: about(
    z._default(z.record(name(), z.union([reading, z.array(reading).check(z.minLength(1))])), {}),
    'What stands in the repository at a tag, by the names that rules use: `chart: { file: chart/Chart.yaml, pattern: "version: {value}" }`. Of several places the first that has it.',
  ),
  upstream: z.optional(
    about(
      z.strictObject({
        component: about(name(), 'The component that is released there.'),
        tag: about(z._default(text(), 'v{version}'), 'How its tags are made from its versions.'),
        ignore: about(z._default(z.array(text()), []), 'Its tags of something else.'),
        term: about(text(), 'The term of a version here that is a version there.'),
        branches: about(
          z.record(name(), branchPattern()),
          'Its branch for each branch here; the placeholders stand for those of the tags here.',
        ),
      }),
      'The repository of what is taken from elsewhere; users name it with --upstream.',
    ),
  ),
})
