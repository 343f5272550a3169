import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'

/** Whether this machine can start a PostgreSQL. */
export const hasPostgres =
  existsSync('/usr/lib/postgresql') || spawnSync('postgres', ['--version']).error === undefined

/** A PostgreSQL server that lives as long as the tests do. */
export class Postgres {
  private readonly process: ChildProcess
  private readonly address: string
  private count = 0

  private constructor(process: ChildProcess, address: string) {
    this.process = process
    this.address = address
  }

  static async start(): Promise<Postgres> {
    const script = join(import.meta.dirname, 'postgres.mjs')
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [address] = await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'close').then(() => {
        throw new Error('PostgreSQL does not start')
      }),
    ])
    return new Postgres(child, String(address))
  }

  /** The address of a new database. */
  async database(): Promise<string> {
    const name = `test_${++this.count}`
    const client = new pg.Client(this.address)
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    return this.address.replace(/postgres$/, name)
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return
    const closed = once(this.process, 'close')
    this.process.stdin?.end()
    await closed
  }
}
