import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import type { Pool } from 'pg'
import { application } from './advance.ts'
import { dbos, pg } from './packages.ts'
import { silent } from './silent.ts'
import { prepareDatabase } from './tables.ts'

/** A database that many workers share. */
export interface Connection {
  readonly database: string
  readonly pool: Pool
  readonly engine: DBOSClient
  close(): Promise<void>
}

const mostConnections = 6
/** After so long a transaction that nobody goes on with is given up, with its locks. */
const mostIdle_ms = 60_000

/** Connections to a database, opened as they are needed. */
export function poolOf(database: string, max: number): Pool {
  const pool = new (pg().Pool)({
    ...{ connectionString: database, max, application_name: application },
    idle_in_transaction_session_timeout: mostIdle_ms,
  })
  // Of connections that nobody uses at the moment; who uses one is told there.
  pool.on('error', () => {})
  return pool
}

/** Connects, and makes the tables where there are none. Rejects with the database's own words. */
export async function connect(database: string): Promise<Connection> {
  const pool = poolOf(database, mostConnections)
  try {
    await prepareDatabase(pool, database)
    const engine = await dbos().DBOSClient.create({
      ...{
        systemDatabaseUrl: database,
        systemDatabasePool: pool,
        applicationName: application,
        logger: silent,
      },
    })
    const close = async (): Promise<void> => {
      await engine.destroy()
      await pool.end()
    }
    return { database, pool, engine, close }
  } catch (error) {
    await pool.end()
    throw error
  }
}
