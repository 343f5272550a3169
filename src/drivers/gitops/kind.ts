import * as z from 'zod/mini'
import { type DriverKind, defineKind } from '../kind.ts'
import { gitopsSchema } from './schema.ts'

/** Versions in files of a git repository, which something else brings to a platform that another kind of drivers sees. */
export const gitopsKind = (observers: readonly DriverKind[]): DriverKind => {
  const [first, ...others] = observers.map(({ schema }) => schema)
  if (first === undefined) throw new Error('there is nobody who sees instances')
  return defineKind(
    'gitops',
    gitopsSchema(z.discriminatedUnion('kind', [first, ...others])),
    async (settings, context) => {
      const { openGitopsDriver } = await import('./open.ts')
      const kind = observers.find(({ name }) => name === settings.observe.kind)
      if (kind === undefined) throw new Error('the schema let an unknown driver through')
      const observer = await kind.open(settings.observe, {
        ...context,
        problem: (path, message, help) => context.problem(['observe', ...path], message, help),
      })
      return openGitopsDriver(settings, observer, context)
    },
  )
}
