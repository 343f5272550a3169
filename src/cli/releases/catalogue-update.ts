import type { Command } from 'commander'
import { nearest } from '../../base/index.ts'
import { shippedPolicies, writeText } from '../../connect/index.ts'
import { catalogueUpdateDocument } from '../../contract/index.ts'
import { type CatalogueUpdateReport, catalogueUpdateText } from '../../explain/index.ts'
import type { Catalogue, Policy, Release } from '../../policy/index.ts'
import { type Delivery, guessTemplate, type Published, updateCatalogue } from '../../release/index.ts'
import { compareLines, compareVersions, type Scheme, type Version } from '../../version/index.ts'
import { dateOf } from '../dates.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from '../io.ts'
import { formatOption, repeatable } from '../options.ts'
import { readPublished } from './catalogue-source.ts'
import { type CatalogueTarget, editedText, findTarget } from './catalogue-target.ts'

interface UpdateOptions {
  readonly policy: string
  readonly from: readonly string[]
  readonly component?: string
  readonly chart?: string
  readonly tag?: string
  readonly since?: string
  readonly prereleases?: boolean
  readonly commits?: boolean
  readonly accept?: readonly string[]
  readonly check?: boolean
  readonly write?: string
  readonly asOf?: string
  readonly format: 'text' | 'json'
}

/** Adds `catalogue update` to the command line. */
export function addCatalogueUpdate(catalogue: Command, io: Io, done: (code: ExitCode) => void): void {
  catalogue
    .command('update')
    .description(
      'Takes releases from where they are published into the catalogue of a policy. What people wrote is kept, and the file changes nowhere else.',
    )
    .requiredOption('-p, --policy <file>', 'the policy: its file or folder')
    .requiredOption(
      '--from <kind and path...>',
      'git DIR, oci-tags FILE or helm-index FILE; - is the standard input',
    )
    .option('--component <name>', 'whose catalogue, where the policy has several')
    .option('--chart <name>', 'the chart of the index (default: named like the component, or the only one)')
    .option('--tag <template>', 'for a new catalogue: how a tag is made from a version, as in v{version}')
    .option(
      '--since <version>',
      'take up releases from this version or line on (default: from the oldest known)',
    )
    .option('--prereleases', 'take up all pre-releases (default: of kinds that the catalogue has)')
    .option('--no-prereleases', 'take up none')
    .option('--commits', 'write down the commit of each tag, so that a tag that moves is told')
    .addOption(
      repeatable(
        '--accept <version>',
        'where catalogue and source differ, the source is right; may be repeated',
      ),
    )
    .option('--check', 'write nothing; exit code 1 when something would be written')
    .option('--write <file>', 'write the result there, not in place')
    .option('--as-of <date>', 'the day on which the source was complete (default: today)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  interlock catalogue update --policy my/policy.yaml --from git ../program
  interlock catalogue update --policy my/policy.yaml --from git . --check
  oras repo tags HOST/NAME | interlock catalogue update -p my --from oci-tags -

Exit codes:
  0  the catalogue says what the source says
  1  a conflict is left, or with --check something is out of date
  2  wrong input or command
  3  cannot tell: the source has no release of it`,
    )
    .showHelpAfterError('(interlock catalogue update --help explains it)')
    .action((given: UpdateOptions) => done(runUpdate(given, io)))
}

function runUpdate(options: UpdateOptions, io: Io): ExitCode {
  const { policy: reference, check: isCheck = false } = options
  if (!isCheck && options.write === undefined && shippedPolicies(io.folders).includes(reference))
    throw wrong(
      `"${reference}" is a policy that comes with the program`,
      `name its file or folder, as in --policy policies/${reference}, or add --write FILE or --check`,
    )
  if (isCheck && options.write !== undefined) throw wrong('--check writes nothing, so --write has no use')
  const asked = dateOf(options.asOf)
  const target = findTarget(reference, options.component, io)
  const { policy, components, schemes, file } = target
  const [component] = components
  const { origin, releases, isWhole, notes } = readPublished(options.from, options.chart, components, io)
  const known: Catalogue = policy.catalogues.get(component) ?? { releases: [], ends: new Map() }
  const template = templateOf(options.tag, target, origin.kind, releases)
  const delivers = deliveryOf(policy, components)
  const since = sinceOf(options.since, component, schemes[0])
  const accepted = (options.accept ?? []).map((text) => acceptedVersion(text, known.releases, schemes[0]))
  const update = updateCatalogue(known, releases, {
    schemes,
    template,
    by: origin.kind === 'git' ? 'tag' : origin.kind === 'helm-index' ? 'version' : 'either',
    ...(since !== undefined && { since }),
    ...(options.prereleases !== undefined && { prereleases: options.prereleases }),
    isRecording: options.commits ?? known.releases.some(({ commit }) => commit !== undefined),
    hasDays: origin.kind === 'git',
    ...(delivers !== undefined && { delivers }),
    accepts: (version) => accepted.some((one) => compareVersions(one, version) === 0),
  })
  const isDifferent = update.added.length + update.changed.length > 0
  const isUnknown = update.added.length + update.found === 0
  // An earlier day would not make the list less complete than it was; only who asks for it goes back.
  const { asOf } = known
  const isLater = isWhole && (asOf === undefined || asOf < io.today)
  const day = isUnknown || isCheck ? undefined : (asked ?? (isLater ? io.today : undefined))
  const isMoved = day !== undefined && day !== asOf
  const isWriting = !isCheck && !isUnknown && (isDifferent || isMoved || options.write !== undefined)
  const goes = options.write ?? file
  if (isWriting) {
    const tag = template === '{version}' ? undefined : template
    const edits = { added: update.added, changed: update.changed, ...(isMoved && { asOf: day }) }
    const written = writeText(goes, editedText(target, tag, edits, io))
    if (!written.ok) throw wrong(written.problem)
  }
  const report: CatalogueUpdateReport = {
    policy: policy.name,
    reference,
    command: commandOf(options, io),
    components,
    origin,
    published: releases.length,
    file,
    ...(isWriting && { written: goes }),
    ...(target.aside !== undefined && !isUnknown && { include: target.aside }),
    asOf: { ...(asOf !== undefined && { from: asOf }), ...(isMoved && { to: day }) },
    status: isUnknown ? 'unknown' : !isDifferent ? 'current' : isCheck ? 'out-of-date' : 'updated',
    update,
    notes: [...notes, ...sharedNote(update.added.length, origin.kind, components)],
  }
  if (options.format === 'json') io.write(`${JSON.stringify(catalogueUpdateDocument(report), null, 2)}\n`)
  else io.write(catalogueUpdateText(report, paintOf(io)))
  if (isUnknown) return 3
  return update.conflicts.length > 0 || (isCheck && isDifferent) ? 1 : 0
}

/** The command as it was given, but to write. */
function commandOf(options: UpdateOptions, io: Io): string {
  const { policy, from, component, chart, tag, since, prereleases, commits, accept = [], asOf } = options
  const valued = { component, chart, tag, since, 'as-of': asOf }
  const words = [
    ...['interlock', 'catalogue', 'update', '--policy', policy, '--from', ...from],
    ...Object.entries(valued).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(prereleases === undefined ? [] : [prereleases ? '--prereleases' : '--no-prereleases']),
    ...(commits === true ? ['--commits'] : []),
    ...accept.flatMap((version) => ['--accept', version]),
    ...(shippedPolicies(io.folders).includes(policy) ? ['--write', 'FILE'] : []),
  ]
  return words.map((word) => (/^[\w./:@=,+-]+$/.test(word) ? word : `'${word}'`)).join(' ')
}

/** One repository is built into all components that share a catalogue; a chart or an image is one of them. */
const sharedNote = (
  added: number,
  kind: CatalogueUpdateReport['origin']['kind'],
  components: readonly string[],
): readonly string[] =>
  added === 0 || kind === 'git' || components.length < 2
    ? []
    : [`${components.join(', ')} share this catalogue, so what is added counts for all of them`]

/** How tags are made: as the catalogue says; for a new one as asked, or as most of the tags are made. */
function templateOf(
  asked: string | undefined,
  { at, text, schemes }: CatalogueTarget,
  kind: CatalogueUpdateReport['origin']['kind'],
  releases: readonly Published[],
): string {
  if (asked !== undefined && !asked.includes('{version}'))
    throw wrong(`--tag ${asked}: no template`, 'write {version} where the version stands, as in v{version}')
  if (at === undefined) return asked ?? (kind === 'git' ? guessTemplate(releases, schemes[0]) : '{version}')
  const written = text.document.catalogue[at.entry]?.tag ?? '{version}'
  if (asked === undefined || asked === written) return written
  const place = text.locate(['catalogue', at.entry, 'tag'])
  const message = `the tags of this catalogue are made as ${written}, not as ${asked}`
  throw new InputProblem([
    { ...(place && { place }), message, help: 'change "tag" there, or leave out --tag' },
  ])
}

/** What a release is known to bring along. A version that names it itself needs nobody else to tell. */
function deliveryOf(policy: Policy, components: readonly string[]): Delivery | undefined {
  const rules = policy.rules.flatMap((rule) =>
    rule.kind === 'follows' && components.includes(rule.by) && rule.term === undefined ? [rule] : [],
  )
  const [rule, another] = rules
  const scheme = policy.components.get(rule?.of ?? '')?.scheme
  if (rule === undefined || another !== undefined || scheme === undefined) return undefined
  if (!rule.same) return { component: rule.of, scheme }
  const ruled = (version: Version): Version | undefined => {
    const same = scheme.parse(version.text)
    return rule.but.get(version.text) ?? (same.ok ? same.value : undefined)
  }
  return { component: rule.of, scheme, ruled }
}

function sinceOf(
  text: string | undefined,
  component: string,
  scheme: Scheme,
): ((version: Version) => boolean) | undefined {
  if (text === undefined) return undefined
  const version = scheme.parse(text)
  if (version.ok) return (other) => compareVersions(other, version.value) >= 0
  const line = scheme.parseLine(text)
  if (line.ok) return (other) => compareLines(other.line, line.value) >= 0
  const { at, expected } = version.problem
  throw wrong(
    `--since ${text}: "${text}" is no version or line of ${component}`,
    `expected ${expected} at character ${at + 1}`,
  )
}

function acceptedVersion(text: string, releases: readonly Release[], scheme: Scheme): Version {
  const version = scheme.parse(text)
  const release = releases.find((one) => version.ok && compareVersions(one.version, version.value) === 0)
  if (release !== undefined) return release.version
  const guess = nearest(
    text,
    releases.map((one) => one.version.text),
  )
  throw wrong(
    `--accept ${text}: the catalogue has no such release`,
    guess === undefined ? undefined : `did you mean "${guess}"?`,
  )
}
