// A PostgreSQL of its own, in a folder of its own, on a port that is free. Prints its address, and lives until its standard input ends:
// whoever started it is gone then, however they went.

import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const versions = '/usr/lib/postgresql'

/** The folder with the programs of the newest version; those on the PATH where a system keeps them there. */
function programs() {
  try {
    const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a))
    if (newest !== undefined) return `${join(versions, newest, 'bin')}/`
  } catch {
    // Not a Debian.
  }
  return ''
}

const bin = programs()

/** It refuses to be run by root. */
const number = (what) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }))
const user = process.getuid() === 0 ? { uid: number('-u'), gid: number('-g') } : {}
const folder = mkdtempSync(join(tmpdir(), 'interlock-postgres-'))
if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const data = join(folder, 'data')
let server
try {
  const asUser = { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
  execFileSync(
    `${bin}initdb`,
    ['-D', data, '-U', 'interlock', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    asUser,
  )
  const port = await freePort()
  const settings = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`],
    // As a server has it: nothing is acknowledged that is not on the disk.
    ...[
      'fsync=on',
      'synchronous_commit=on',
      'max_connections=200',
      'logging_collector=off',
      'log_min_messages=fatal',
    ],
  ]
  server = spawn(`${bin}postgres`, ['-D', data, ...settings.flatMap((one) => ['-c', one])], asUser)
  const address = `postgres://interlock@127.0.0.1:${port}/postgres`
  for (let tries = 0; ; tries++) {
    try {
      execFileSync(`${bin}pg_isready`, [
        '-q',
        '-U',
        'interlock',
        '-d',
        'postgres',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
      ])
      break
    } catch (error) {
      if (tries === 100 || server.exitCode !== null) throw error
      await sleep(100)
    }
  }
  process.stdout.write(`${address}\n`)
  await new Promise((resolve) => process.stdin.on('end', resolve).on('error', resolve).resume())
} finally {
  if (server !== undefined && server.exitCode === null) {
    // At once, without waiting for those who are connected.
    server.kill('SIGQUIT')
    await new Promise((resolve) => server.on('exit', resolve))
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
