import { parse } from 'yaml'

/*
 * A file of scenarios: blank lines between them, and in each the situation, one command, `----`, and what
 * comes of it.
 *
 *   # what is shown
 *   policy spire
 *   fleet server=1.1.1x3 agent=1.1.1x34
 *   frozen edge agent=1.1.1x6
 *   plan to=1.2.3
 *   ----
 *   server 1.2.3 · agent 1.2.3
 *
 * `says` is more of the fleet document, as YAML on one line: `says waves: [{ name: canary, scopes: [canary] }]`.
 *
 * `fleet`, `frozen NAME` and `part NAME` take the shorthand of the command line; each may come several
 * times. The words after a command are its options (`to=server=1.2.3` is `--to server=1.2.3`), and `with
 * gates` or `with batches` asks for more detail.
 */

/** Some rows of the fleet: those of one line of a scenario. */
export interface Rows {
  readonly words: readonly string[]
  readonly name?: string
  readonly isFrozen: boolean
}

export interface Scenario {
  /** The comment, or the command when there is none. */
  readonly title: string
  /** Where it starts, from 1. */
  readonly line: number
  /** Everything up to and with `----`, as it is written. */
  readonly given: readonly string[]
  readonly policies: readonly string[]
  readonly rows: readonly Rows[]
  /** More of the fleet document. */
  readonly says: Readonly<Record<string, unknown>>
  readonly command: string
  readonly options: readonly string[]
  readonly details: readonly string[]
  readonly expected: readonly string[]
}

const divider = '----'

/** Takes a file apart. Throws where it is not written as it should be. */
export function parseScenarios(text: string): readonly Scenario[] {
  const scenarios: Scenario[] = []
  let block: string[] = []
  for (const [i, line] of [...text.split('\n'), ''].entries()) {
    if (line !== '') block.push(line)
    else if (block.length > 0) {
      // A block of comments alone heads a file or a chapter of it.
      const isHeading = block.every((one) => one.startsWith('#'))
      if (!isHeading) scenarios.push(parseScenario(block, i - block.length + 1))
      block = []
    }
  }
  return scenarios
}

function parseScenario(block: readonly string[], line: number): Scenario {
  const end = block.indexOf(divider)
  if (end < 0) throw new Error(`line ${line}: a scenario without ${divider}`)
  const given = block.slice(0, end + 1)
  const policies: string[] = []
  const rows: Rows[] = []
  let says: Readonly<Record<string, unknown>> = {}
  let command: readonly string[] = []
  for (const written of given.slice(0, -1).filter((one) => !one.startsWith('#'))) {
    const [directive = '', ...rest] = written.split(/\s+/)
    if (directive === 'policy') policies.push(...rest)
    else if (directive === 'says')
      says = { ...says, ...(parse(written.slice('says'.length)) as Readonly<Record<string, unknown>>) }
    else if (directive === 'fleet') rows.push({ words: rest, isFrozen: false })
    else if (directive === 'frozen' || directive === 'part') {
      const [name = '', ...words] = rest
      rows.push({ words, name, isFrozen: directive === 'frozen' })
    } else if (directive === 'check' || directive === 'plan') command = [directive, ...rest]
    else throw new Error(`line ${line}: "${directive}" is no directive`)
  }
  const [verb, ...rest] = command
  if (verb === undefined) throw new Error(`line ${line}: a scenario without command`)
  const at = rest.indexOf('with')
  const comments = given.filter((one) => one.startsWith('#')).map((one) => one.replace(/^#\s*/, ''))
  return {
    title: comments.length > 0 ? comments.join(' ') : command.join(' '),
    line,
    given,
    policies,
    rows,
    says,
    command: verb,
    options: at < 0 ? rest : rest.slice(0, at),
    details: at < 0 ? [] : rest.slice(at + 1),
    expected: block.slice(end + 1),
  }
}

/** The file again, with what came of each scenario in place of what was expected. */
export function rewriteScenarios(text: string, outcomes: ReadonlyMap<number, readonly string[]>): string {
  let result = text
  for (const { line, given, expected } of [...parseScenarios(text)].reverse()) {
    const lines = result.split('\n')
    lines.splice(line - 1 + given.length, expected.length, ...(outcomes.get(line) ?? expected))
    result = lines.join('\n')
  }
  return result
}
