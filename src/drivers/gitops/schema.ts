import * as z from 'zod/mini'
import { about, text } from '../../document/index.ts'

/* How the settings of a `gitops` driver are spelled. */

const optionalText = (description: string) => z.optional(about(text(), description))

const field = () =>
  z.strictObject({
    file: about(
      text(),
      'The file in the repository. {scope} and {component} may stand in it, and {id} where each instance has a file of its own.',
    ),
    at: about(
      text(),
      'Where in the file the version is written, as spec.containers[name=server].image; {id} may stand in it.',
    ),
    where: z.optional(
      about(
        z.record(text(), text()),
        'Of several documents in the file, those with these values: `kind: Deployment`, `metadata.name: hub`.',
      ),
    ),
    value: optionalText(
      'How the version is written, as `registry.example/hub:{version}`; `{version}` when left out.',
    ),
  })

/** `observe` is one of the other kinds of drivers. */
export const gitopsSchema = <T extends z.ZodMiniType>(observe: T) =>
  z.strictObject({
    kind: z.literal('gitops'),
    repository: about(text(), 'The folder of the repository; it begins where the document lies.'),
    remote: optionalText(
      'The name of the remote that commits are pushed to. Where there is one, nothing in the folder itself is changed.',
    ),
    branch: about(text(), 'The branch that the commits are for. {scope} and {component} may stand in it.'),
    base: optionalText('The branch that it begins at where it does not exist yet.'),
    fields: about(
      z.array(field()).check(z.minLength(1)),
      'Where versions are written. All of a group move at once, or one by one where {id} is in each of them.',
    ),
    message: optionalText('The first line of commits; `Move {component} in {scope} to {to}` when left out.'),
    author: z.optional(
      about(
        z.strictObject({ name: text(), email: text() }),
        'Who makes the commits, where git does not know it by itself.',
      ),
    ),
    observe: about(observe, 'The driver that sees the instances.'),
  })

interface WrittenField {
  readonly file: string
  readonly at: string
  readonly where?: Readonly<Record<string, string>> | undefined
  readonly value?: string | undefined
}

export interface GitopsSettings {
  readonly repository: string
  readonly remote?: string | undefined
  readonly branch: string
  readonly base?: string | undefined
  readonly fields: readonly WrittenField[]
  readonly message?: string | undefined
  readonly author?: { readonly name: string; readonly email: string } | undefined
}
