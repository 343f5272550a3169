import type { Command } from 'commander'
import { catalogueDocument } from '../../contract/index.ts'
import { catalogueText, wrap } from '../../explain/index.ts'
import { type CatalogueLint, lintCatalogue } from '../../release/index.ts'
import { type ExitCode, type Io, paintOf } from '../io.ts'
import { withoutWaived } from '../living.ts'
import { formatOption } from '../options.ts'
import { fileOf, policyFromText } from '../session.ts'
import { addCatalogueUpdate } from './catalogue-update.ts'

interface CatalogueOptions {
  readonly policy: string
  readonly waivers?: string
  readonly format: 'text' | 'json'
}

/** Adds `catalogue lint` and `catalogue update` to the command line. */
export function addCatalogueCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const catalogue = program
    .command('catalogue')
    .summary('judge the releases that a policy knows, take up new ones')
    .description('Looks at the releases that a policy knows, and takes up new ones.')
  catalogue
    .command('lint')
    .description(
      'Holds the releases of a catalogue against the rules about releases: promises, documents, days, tables.',
    )
    .requiredOption('-p, --policy <name>', 'a shipped policy, or a file')
    .option('--waivers <file>', 'findings to live with, each with a reason and a last day')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Example:
  interlock catalogue lint --policy NAME

Exit codes:
  0  every release kept the rules
  1  some release broke one
  2  wrong input or command
  3  cannot tell: no rule speaks of any release, or too little is known of one`,
    )
    .showHelpAfterError('(interlock catalogue lint --help explains it)')
    .action((given: CatalogueOptions) => done(lintReleases(given, io)))
  addCatalogueUpdate(catalogue, io, done)
}

function lintReleases({ policy: reference, waivers, format }: CatalogueOptions, io: Io): ExitCode {
  const policy = policyFromText(reference, io)
  const found = lintCatalogue(policy)
  const { kept, notes, hasExpired } = withoutWaived(
    found.rules.flatMap(({ findings }) => findings),
    waivers,
    io.today,
    ({ rule, component, version }) => ({ rule: rule.name, subject: `${component} ${version}` }),
    [policy],
  )
  const left = new Set(kept)
  const rules = found.rules.map((one) => ({
    ...one,
    findings: one.findings.filter((each) => left.has(each)),
  }))
  const result: CatalogueLint = { ...found, rules }
  const code = hasExpired ? 1 : codeOf(result)
  const verdict = ({ 0: 'supported', 1: 'unsupported', 3: 'unknown' } as const)[code]
  if (format === 'json')
    io.write(`${JSON.stringify({ ...catalogueDocument(policy.name, verdict, result), notes }, null, 2)}\n`)
  else {
    io.write(catalogueText(policy.name, result, paintOf(io), fileOf(reference, io)))
    for (const note of notes) io.write(`\n${wrap(`  ${note}`, 80, 2).join('\n')}\n`)
  }
  return code
}

function codeOf({ releases, rules }: CatalogueLint): 0 | 1 | 3 {
  const has = (severity: string): boolean =>
    rules.some(({ findings }) => findings.some((one) => one.severity === severity))
  if (has('error')) return 1
  return has('unknown') || releases === 0 ? 3 : 0
}

/** From its text, so that findings can tell where they stand. */
