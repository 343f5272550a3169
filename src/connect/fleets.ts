import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Diagnostic, fail, ok, type Result, sum } from '../base/index.ts'
import { readDocument } from '../document/index.ts'
import {
  applyRecipe,
  type Fleet,
  type FleetRow,
  parseShorthand,
  type Recipe,
  RowReader,
  readFleetDocument,
  recipeApplies,
  scopePath,
  type WrittenLimits,
} from '../fleet/index.ts'
import { isFile, readText } from './files.ts'

/** Something that a fleet is read from, before it is known what it is. */
export type FleetInput =
  | { readonly kind: 'shorthand'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly file: string }

export interface FleetReading {
  readonly fleet: Fleet
  /** What was read and what was not recognised, for the user. */
  readonly notes: readonly string[]
}

/** Takes the arguments of a command apart: COMPONENT=VERSION, files, and `-` for the standard input. */
export function openInputs(
  inputs: readonly string[],
  readStdin: () => string,
): Result<readonly FleetInput[], readonly Diagnostic[]> {
  const opened: FleetInput[] = []
  const problems: Diagnostic[] = []
  for (const input of inputs) {
    if (input === '-') opened.push({ kind: 'text', text: readStdin(), file: '<stdin>' })
    else if (input.includes('=') && !isFile(input)) opened.push({ kind: 'shorthand', text: input })
    else {
      const text = readText(input)
      if (text.ok) opened.push({ kind: 'text', text: text.value, file: input })
      else
        problems.push({
          message: text.problem,
          help: 'write a file, COMPONENT=VERSION, or - for the standard input',
        })
    }
  }
  return problems.length > 0 ? fail(problems) : ok(opened)
}

/**
 * The policies that a fleet document names, without reading all of it. Files are looked for beside the fleet, so that
 * both may be moved together, and then from where the user stands.
 */
export function namedPolicies(inputs: readonly FleetInput[]): readonly string[] {
  const names = inputs.flatMap((input) => {
    if (input.kind !== 'text' || formatOf(input.text) !== 'document') return []
    const read = readFleetDocument(input.text, input.file)
    if (!read.ok) return []
    return read.value.policies.map((name) => {
      const beside = join(dirname(input.file), name)
      return /[./]/.test(name) && existsSync(beside) ? beside : name
    })
  })
  return [...new Set(names)]
}

/** Reads all inputs into one fleet. `scope` is where instances go whose input names no scope. */
export function readFleet(
  inputs: readonly FleetInput[],
  recipes: readonly Recipe[],
  scope: string | undefined,
): Result<FleetReading, readonly Diagnostic[]> {
  const rows: FleetRow[] = []
  const limits: WrittenLimits[] = []
  const notes: string[] = []
  const problems: Diagnostic[] = []
  const names = new Set<string>()
  for (const input of inputs) {
    const read = readInput(input, recipes, scope)
    if (!read.ok) {
      problems.push(...read.problem)
      continue
    }
    rows.push(...read.value.fleet.rows)
    limits.push(...(read.value.fleet.limits ?? []))
    notes.push(...read.value.notes)
    if (read.value.fleet.name !== undefined) names.add(read.value.fleet.name)
  }
  if (problems.length > 0) return fail(problems)
  const [name] = names
  return ok({ fleet: { ...(name !== undefined && { name }), policies: [], rows, limits }, notes })
}

function readInput(
  input: FleetInput,
  recipes: readonly Recipe[],
  scope: string | undefined,
): Result<FleetReading, readonly Diagnostic[]> {
  if (input.kind === 'shorthand') {
    const parsed = parseShorthand(input.text)
    if (!parsed.ok) return fail([parsed.problem])
    const moved =
      scope === undefined ? parsed.value : parsed.value.map((row) => ({ ...row, scope: scopePath(scope) }))
    return ok({ fleet: { policies: [], rows: input.text.includes('@') ? parsed.value : moved }, notes: [] })
  }
  switch (formatOf(input.text)) {
    case 'document': {
      const read = readFleetDocument(input.text, input.file, scope)
      return read.ok ? ok({ fleet: read.value, notes: [] }) : read
    }
    case 'rows':
      return readRows(input.text, input.file, scope)
    case 'json':
      return readByRecipe(input.text, input.file, recipes, scope)
  }
}

type Format = 'document' | 'rows' | 'json'

/** Tells by the beginning: a fleet document, one JSON object a line, or what another program printed. */
function formatOf(text: string): Format {
  const start = text.trimStart()
  if (!start.startsWith('{') && !start.startsWith('[')) return 'document'
  const line = start.split('\n', 1)[0] ?? ''
  if (line.trimEnd().endsWith('}') && isRow(line)) return 'rows'
  return /"kind"\s*:\s*"Fleet"/.test(start.slice(0, 2000)) ? 'document' : 'json'
}

function isRow(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'component' in value
  } catch {
    return false
  }
}

function readRows(
  text: string,
  file: string,
  scope: string | undefined,
): Result<FleetReading, readonly Diagnostic[]> {
  const reader = new RowReader(file, scope)
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    reader.line(text.slice(from, to))
    from = to + 1
  }
  const rows = reader.end()
  return rows.ok ? ok({ fleet: { policies: [], rows: rows.value }, notes: [] }) : rows
}

function readByRecipe(
  text: string,
  file: string,
  recipes: readonly Recipe[],
  scope: string | undefined,
): Result<FleetReading, readonly Diagnostic[]> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    // The engine tells no place on every version; JSON is YAML, whose reader always does.
    const found = readDocument(text, file)
    const place = found.ok ? { file, line: 1, column: 1 } : found.problem[0]?.place
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    const help = (reason.split(' in JSON')[0] ?? reason).split(', "')[0] ?? reason
    return fail([{ ...(place && { place }), message: 'this is no JSON', help }])
  }
  const fitting = recipes.filter((recipe) => recipeApplies(recipe, document))
  if (fitting.length === 0) {
    const known = recipes.map(({ title }) => `  ${title}`).join('\n')
    const help = known === '' ? 'no policy in use has a recipe for JSON input' : `what can be read:\n${known}`
    return fail([
      { place: { file, line: 1, column: 1 }, message: 'nothing is known that prints JSON like this', help },
    ])
  }
  const rows: FleetRow[] = []
  const notes: string[] = []
  for (const recipe of fitting) {
    const harvest = applyRecipe(recipe, document, scope)
    rows.push(...harvest.rows)
    notes.push(noteOf(harvest.rows, harvest.unrecognised, harvest.skipped))
  }
  if (rows.length === 0) {
    return fail([
      {
        place: { file, line: 1, column: 1 },
        message: 'no instance of the policies in use was recognised',
        help: notes.join('; '),
      },
    ])
  }
  return ok({ fleet: { policies: [], rows }, notes })
}

function noteOf(
  rows: readonly FleetRow[],
  unrecognised: ReadonlyMap<string, number>,
  skipped: number,
): string {
  const others = sum(unrecognised.values(), (count) => count)
  const shown = [...unrecognised]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([what, count]) => `${what} ×${count}`)
  const more = unrecognised.size > shown.length ? ', …' : ''
  const parts = [`read ${sum(rows, ({ count }) => count)} instances`]
  if (others > 0) parts.push(`did not recognise ${others} (${shown.join(', ')}${more})`)
  if (skipped > 0) parts.push(`left out ${skipped}, as the recipe says`)
  return parts.join('; ')
}
