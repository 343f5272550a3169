import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fail, ok, type Result } from '../base/index.ts'
import { type Compared, type InterfaceSide, readBufOutput } from '../compare/index.ts'

/** The program, where its users have it: among the packages of the folder they are in, or on the PATH. */
export function findBuf(
  folder = process.cwd(),
  path: string | undefined = process.env.PATH,
): string | undefined {
  const folders = [join(folder, 'node_modules', '.bin'), ...(path ?? '').split(delimiter)]
  return folders.map((each) => join(each, 'buf')).find((program) => existsSync(program))
}

/**
 * Compares protobuf files with `buf breaking`, offline, in a folder of its own. The reason, when that cannot be done, is for
 * the user.
 */
export function compareWithBuf(
  program: string,
  old: InterfaceSide,
  young: InterfaceSide,
): Result<Compared, string> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-buf-'))
  try {
    writeSide(join(folder, 'old'), old)
    writeSide(join(folder, 'new'), young)
    const forth = breaking(program, folder, 'new', 'old')
    if (!forth.ok) return forth
    const back = breaking(program, folder, 'old', 'new')
    if (!back.ok) return back
    const called = (side: InterfaceSide) => (file: string) => side.place?.(file) ?? file
    return ok(readBufOutput(forth.value, back.value, { old: called(old), new: called(young) }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By package: a message that moves to another file of it is the same to everybody who calls. */
const configuration = 'version: v2\nbreaking:\n  use: [PACKAGE]\n'

function writeSide(folder: string, { texts }: InterfaceSide): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'buf.yaml'), configuration)
  for (const { file, text } of texts) {
    // A path that leads out of the folder is none of the interface's.
    const inside = file.split('/').filter((step) => step !== '..' && step !== '.' && step !== '')
    const path = join(folder, ...inside)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

function breaking(program: string, folder: string, from: string, against: string): Result<string, string> {
  const args = ['breaking', from, '--against', against, '--error-format=json']
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, BUF_CACHE_DIR: join(folder, 'cache') },
  })
  if (error !== undefined) return fail(`buf failed: ${error.message}`)
  // 100 says that something was found.
  if (status === 0 || status === 100) return ok(stdout)
  return fail(`buf says: ${stderr.trim().split('\n')[0] ?? ''}`)
}
