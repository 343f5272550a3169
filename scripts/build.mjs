// Builds dist/: the command line with its compiled code, and the shipped policies in compiled form.
// With --lib also the library with its declarations (dist/lib), as published.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readOnly, withLock } from './lock.mjs'
import { main, Problem, program, root, run, seconds } from './process.mjs'

const dist = join(root, 'dist')
const cache = join(root, '.cache')

/**
 * Builds into a folder aside, then moves file by file into dist/, the stamp last: a command that is starting
 * meanwhile finds the old build or the new one. Call it under the lock. Throws a Problem when the sources do not build.
 */
export async function build({ lib = false } = {}) {
  for (const name of listFolder(cache)) {
    // Left by a build that was killed.
    if (name.startsWith('build-')) rmSync(join(cache, name), { recursive: true, force: true })
  }
  const aside = join(cache, `build-${process.pid}`)
  try {
    mkdirSync(aside, { recursive: true })
    // The stamp carries the time the build began, so an edit made during the build leads to another one.
    writeFileSync(join(aside, '.built'), '')
    await bundle(aside)
    if (lib) await compileLibrary(aside)
    await compilePolicies(aside)
    await warmUp(aside)
    install(aside)
  } catch (error) {
    throw readOnly(error)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

async function bundle(aside) {
  const entryPoints = { main: join(root, 'src/cli/main.ts') }
  const policyCompiler = join(root, 'src/cli/compile-policies.ts')
  if (existsSync(policyCompiler)) entryPoints['compile-policies'] = policyCompiler

  const esbuild = await import('esbuild')
  try {
    await esbuild.build({
      entryPoints,
      outdir: aside,
      absWorkingDir: root,
      bundle: true,
      // CommonJS, because only its scripts can be loaded with compiled code from an earlier run (see loader.cjs).
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      platform: 'node',
      target: 'node20',
      // Scripts that are loaded so cannot import; what node brings along is required when it is needed.
      supported: { 'dynamic-import': false },
      // What is too large to start with is loaded from beside the build when it is needed, by createRequire.
      define: { 'import.meta.url': '__filename' },
      minify: true,
      logLevel: 'silent',
    })
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error
    const messages = await esbuild.formatMessages(error.errors, { kind: 'error', color: false })
    throw new Problem(`the sources do not build\n${messages.join('').trimEnd()}`)
  }
  copyFileSync(join(root, 'scripts/loader.cjs'), join(aside, 'cli.cjs'))
  chmodSync(join(aside, 'cli.cjs'), 0o755)
}

/** Runs a typical command once and keeps what the engine compiled for it. */
async function warmUp(aside) {
  const { code, output } = await run(process.execPath, [join(root, 'scripts/warm-up.cjs'), aside, root])
  if (code !== 0) throw new Problem(`the build does not run\n${output}`)
}

async function compileLibrary(aside) {
  const { code, output } = await run(program('tsc'), [
    '-p',
    'tsconfig.build.json',
    '--outDir',
    join(aside, 'lib'),
  ])
  if (code !== 0) throw new Problem(`the library does not compile\n${output}`)
}

async function compilePolicies(aside) {
  const compiler = join(aside, 'compile-policies.cjs')
  if (!existsSync(compiler)) return
  const { code, output } = await run(process.execPath, [compiler, 'policies', join(aside, 'policies')])
  if (code !== 0) throw new Problem(`the shipped policies do not compile\n${output}`)
}

function install(aside) {
  const last = ['main.cjs', 'main.cache', 'cli.cjs', '.built']
  const built = listFiles(aside)
  const names = [...built.filter((name) => !last.includes(name)), ...last]
  for (const name of names) {
    mkdirSync(join(dist, dirname(name)), { recursive: true })
    renameSync(join(aside, name), join(dist, name))
  }
  for (const name of listFiles(dist)) {
    // The bench is built apart, into a folder of its own.
    if (!names.includes(name) && !name.startsWith('bench/')) rmSync(join(dist, name))
  }
}

/** The files below a folder, as paths relative to it with forward slashes. */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

function listFolder(folder) {
  return existsSync(folder) ? readdirSync(folder) : []
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now()
  await main(async () => {
    await withLock(() => build({ lib: process.argv.includes('--lib') }), {
      onWait: () => console.error('waiting for another build …'),
    })
    console.error(`built dist in ${seconds(performance.now() - started)}`)
  })
}
