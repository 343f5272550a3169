// Builds dist/: the command line with its lazily loaded chunks, and the shipped policies in compiled form.
// With --lib also the library with its declarations (dist/lib), as published.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
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
    install(aside, { keepPreviousChunks: !lib })
  } catch (error) {
    throw readOnly(error)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

async function bundle(aside) {
  const entryPoints = { cli: join(root, 'src/cli/main.ts') }
  const policyCompiler = join(root, 'src/cli/compile-policies.ts')
  if (existsSync(policyCompiler)) entryPoints['compile-policies'] = policyCompiler

  const esbuild = await import('esbuild')
  try {
    await esbuild.build({
      entryPoints,
      outdir: aside,
      absWorkingDir: root,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      minify: true,
      // Dynamic imports become chunks of their own, so a command loads only what it uses.
      splitting: true,
      entryNames: '[name]',
      chunkNames: 'chunks/[name]-[hash]',
      // CommonJS dependencies ask for node's modules with require, which ES modules lack.
      banner: {
        js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    })
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error
    const messages = await esbuild.formatMessages(error.errors, { kind: 'error', color: false })
    throw new Problem(`the sources do not build\n${messages.join('').trimEnd()}`)
  }
  makeExecutable(join(aside, 'cli.js'))
}

function makeExecutable(file) {
  const text = readFileSync(file, 'utf8')
  if (!text.startsWith('#!')) writeFileSync(file, `#!/usr/bin/env node\n${text}`)
  chmodSync(file, 0o755)
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
  const compiler = join(aside, 'compile-policies.js')
  if (!existsSync(compiler)) return
  const { code, output } = await run(process.execPath, [compiler, 'policies', join(aside, 'policies')])
  if (code !== 0) throw new Problem(`the shipped policies do not compile\n${output}`)
}

function install(aside, { keepPreviousChunks }) {
  const previousStamp = statSync(join(dist, '.built'), { throwIfNoEntry: false })
  const last = ['cli.js', '.built']
  const built = listFiles(aside)
  const names = [...built.filter((name) => !last.includes(name)), ...last]
  for (const name of names) {
    mkdirSync(join(dist, dirname(name)), { recursive: true })
    renameSync(join(aside, name), join(dist, name))
  }

  // A command that runs since before this build may still load a chunk of the previous one, so those live one
  // build longer. They are newer than the previous stamp: it was made when their build began.
  const mayBeInUse = (name) =>
    keepPreviousChunks &&
    name.startsWith('chunks/') &&
    previousStamp !== undefined &&
    statSync(join(dist, name)).mtimeMs >= previousStamp.mtimeMs
  for (const name of listFiles(dist)) {
    if (!names.includes(name) && !mayBeInUse(name)) rmSync(join(dist, name))
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
