import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { readDocuments } from '../../src/document/index.ts'
import { type ScanResult, type Setting, scan } from '../../src/lifecycle/index.ts'
import type { Policy } from '../../src/policy/index.ts'
import { parseAll, valuesOf } from '../contestants/yaml-package.ts'
import type { Figures, Setting as Options } from '../figures.ts'
import { makeManifests, serverVersion } from '../manifests.ts'
import { readShippedPolicy } from '../material.ts'
import { assertAgreement, measure, medianOf } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const files = 1000

/** Judging a folder of manifests, against parsing them with the `yaml` package and doing nothing with them. */
export async function scanManifests({ seed }: Options): Promise<Figures> {
  const { texts, refused } = makeManifests(files, seed)
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text), 0)
  printTitle(`scan       ${whole(files)} files of manifests, ${whole(Math.round(bytes / 1024))} kB`)
  const policy = readShippedPolicy('kubernetes')
  const found: { result?: ScanResult } = {}
  const measured = await measure(
    [
      {
        name: 'interlock',
        run: () => {
          found.result = scanned(policy, texts)
          return found.result.documents
        },
      },
      { name: 'yaml package', run: () => parseAll(texts) },
    ],
    { rounds: 15, warmUp_ms: 2000, budget_ms: 60_000 },
  )
  const documents = assertAgreement(
    'documents',
    measured.map(({ name, last }) => ({ name, value: last })),
  )
  const errors = found.result?.findings.filter(({ severity }) => severity === 'error').length ?? -1
  assertAgreement('manifests that are refused', [
    { name: 'interlock', value: errors },
    { name: 'who wrote them', value: refused },
  ])
  const own_ms = medianOf(measured, 'interlock')
  const parsing_ms = medianOf(measured, 'yaml package')
  const list = await jsonList(policy, texts)
  const commands = await wholeCommands(texts)
  const row = (name: string, own: number, other: number): string[] => [
    name,
    duration(own),
    duration(other),
    times(own / other),
  ]
  printTable(
    ['', 'interlock scan', 'parser alone', 'ratio'],
    [
      row('YAML, in one process, warm', own_ms, parsing_ms),
      row('the same as one JSON list', list.scan_ms, list.parse_ms),
      ...(commands === undefined ? [] : [row('whole command', commands.scan_ms, commands.script_ms)]),
    ],
  )
  console.log(`
  ${whole(documents)} documents, of which ${whole(refused)} are refused. The parsers alone (the yaml package,
  JSON.parse) make values of the same texts and judge nothing.`)
  return {
    files,
    documents,
    refused,
    scan_ms: rounded(own_ms),
    yaml_ms: rounded(parsing_ms),
    ratio: rounded(own_ms / parsing_ms),
    json_ms: rounded(list.scan_ms),
    json_parse_ms: rounded(list.parse_ms),
    ...(commands === undefined
      ? {}
      : {
          command_ms: rounded(commands.scan_ms),
          script_ms: rounded(commands.script_ms),
          command_ratio: rounded(commands.scan_ms / commands.script_ms),
        }),
  }
}

function scanned(policy: Policy, texts: readonly string[]): ScanResult {
  const settings = new Map<string, Setting>()
  for (const { host: name, modes } of policy.lifecycles) {
    const scheme = policy.components.get(name)?.scheme
    const at = scheme?.parse(serverVersion)
    if (scheme === undefined || at?.ok !== true) throw new Error(`no ${name} ${serverVersion}`)
    const [mode] = modes
    settings.set(name, {
      host: { name, scheme },
      at: at.value,
      ...(mode !== undefined && { mode }),
      images: [],
    })
  }
  function* inputs() {
    for (const [i, text] of texts.entries()) yield* readDocuments(text, `${i}.yaml`)
  }
  return scan(inputs(), { lifecycles: policy.lifecycles, settings })
}

/** What a cluster prints of itself: everything in one list. */
async function jsonList(
  policy: Policy,
  texts: readonly string[],
): Promise<{ scan_ms: number; parse_ms: number }> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: valuesOf(texts) }, null, 4)
  const measured = await measure(
    [
      { name: 'interlock', run: () => scanned(policy, [text]).documents },
      { name: 'JSON.parse', run: () => (JSON.parse(text) as { items: readonly unknown[] }).items.length },
    ],
    { rounds: 15, warmUp_ms: 1000, budget_ms: 20_000 },
  )
  assertAgreement(
    'items of the list',
    measured.map(({ name, last }) => ({ name, value: last })),
  )
  return { scan_ms: medianOf(measured, 'interlock'), parse_ms: medianOf(measured, 'JSON.parse') }
}

const script = fileURLToPath(new URL('parse-folder.js', import.meta.url))
const program = normalize(manifest.bin.interlock)

/** From the shell's prompt to the answer, with the reading of a thousand files. */
async function wholeCommands(
  texts: readonly string[],
): Promise<{ scan_ms: number; script_ms: number } | undefined> {
  if (!existsSync(program)) {
    console.log(`  whole command skipped: ${program} does not exist; npm run build makes it`)
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
  try {
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.yaml`), text)
    const ends = (wanted: number, args: readonly string[]): number => {
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      if (status !== wanted) throw new Error(`${args[0]} ends with ${status}: ${stderr}`)
      return wanted
    }
    const question = ['scan', folder, '--policy', 'kubernetes', '--at', serverVersion]
    const measured = await measure(
      [
        { name: 'scan', run: () => ends(1, [program, ...question]) },
        { name: 'script', run: () => ends(0, [script, folder]) },
      ],
      { rounds: 9, warmUp_ms: 300, budget_ms: 60_000 },
    )
    return { scan_ms: medianOf(measured, 'scan'), script_ms: medianOf(measured, 'script') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
