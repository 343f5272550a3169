import { createRequire } from 'node:module'
import type * as Dbos from '@dbos-inc/dbos-sdk'
import type { DLogger } from '@dbos-inc/dbos-sdk'
import type * as Executor from '@dbos-inc/dbos-sdk/internal/dbos-executor'
import type * as System from '@dbos-inc/dbos-sdk/internal/system_database'
import type * as Pg from 'pg'

/* What is only loaded by who works with a database. */

const load = createRequire(import.meta.url)

let dbosLoaded: typeof Dbos | undefined
let pgLoaded: typeof Pg | undefined

/** Durable workflows and queues on PostgreSQL. */
export const dbos = (): typeof Dbos => {
  dbosLoaded ??= load('@dbos-inc/dbos-sdk') as typeof Dbos
  return dbosLoaded
}

export const pg = (): typeof Pg => {
  pgLoaded ??= load('pg') as typeof Pg
  return pgLoaded
}

/** Gives what was claimed under some names back to the queues, in one step each. How much that was. */
export async function giveBack(executors: readonly string[]): Promise<number> {
  // Its door for programs lists and resumes, and somebody may come between the two.
  const { DBOSExecutor } = load('@dbos-inc/dbos-sdk/internal/dbos-executor') as typeof Executor
  const handles = await DBOSExecutor.globalInstance?.recoverPendingWorkflows([...executors])
  return handles?.length ?? 0
}

/** Makes or updates the engine's own tables. Its door for programs does the same, and tells people about it. */
export async function migrateEngine(database: string, logger: DLogger): Promise<void> {
  const { ensureSystemDatabase } = load('@dbos-inc/dbos-sdk/internal/system_database') as typeof System
  // Of its own kind of logger it calls no more than any has.
  await ensureSystemDatabase(database, logger as Parameters<typeof ensureSystemDatabase>[1])
}
