import type { Command } from 'commander'
import { type Connection, connect } from '../../workers/index.ts'
import { type Io, wrong } from '../io.ts'

export interface DatabaseOption {
  readonly database?: string
}

/** Words of the database and of what is in front of it that say: it cannot be used like this. */
const refusals =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|28\w{3}|3D000|42501|57P03)$/

/** Adds the option that names the database that workers share. */
export const withDatabase = (command: Command): Command =>
  command.option('--database <url>', 'the PostgreSQL that all share (default: $INTERLOCK_DATABASE)')

export function databaseOf(given: string | undefined, io: Io): string {
  const database = given ?? io.env.INTERLOCK_DATABASE
  if (database === undefined || database === '')
    throw wrong(
      'no database is named',
      'set INTERLOCK_DATABASE, or give --database postgres://USER@HOST/NAME',
    )
  if (!/^postgres(ql)?:\/\/./.test(database) || !URL.canParse(database))
    // Without quoting it: there may be a password in it.
    throw wrong('that is no address of a PostgreSQL', 'expected postgres://USER@HOST:PORT/NAME')
  return database
}

/** Does something with the database; that it cannot be reached, or does not let anybody in, is the user's to mend. */
export async function usingDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const causes = error instanceof AggregateError ? error.errors : [error]
    for (const cause of causes)
      if (cause instanceof Error && 'code' in cause && refusals.test(String(cause.code)))
        throw wrong(`the database cannot be used: ${cause.message}`)
    throw error
  }
}

/** Does something with the database that is named. */
export async function connected<T>(
  { database }: DatabaseOption,
  io: Io,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await usingDatabase(() => connect(databaseOf(database, io)))
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
