import { fail, ok, type Result } from '../base/index.ts'
import type { Outcome } from '../check/index.ts'
import { type Host, lintLedger, scan, standing } from '../lifecycle/index.ts'
import type { LedgerRule, Lifecycle, Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { documentOf, notKnown } from './words.ts'

/** What a rule says of its example; rules of ledgers also warn. */
export type ExampleOutcome = Outcome | 'warned of'

/** An example as it is written: what is loaded, by which version of the host, and how that runs. */
interface Sentence {
  readonly words: readonly string[]
  readonly at: Version | undefined
  readonly mode: string | undefined
  readonly images: readonly string[]
}

interface Told {
  readonly severity: 'error' | 'unknown' | 'warning' | 'note'
  readonly rule?: LedgerRule
}

/**
 * Judges `sieve.fine v1 at 1.4.0 with IMAGE`, `kind=Sieve spec.type=sieve.fine at HOST=1.4.0 in MODE`, or
 * `sieve.fine v1`: a thing that is loaded, a manifest that asks for it, or a row that was retired as promised or not.
 */
export function judgeLedgerExample(
  rule: LedgerRule,
  lifecycle: Lifecycle,
  policy: Policy,
  text: string,
): Result<ExampleOutcome, string> {
  const host = hostOf(lifecycle, policy)
  if (host === undefined) return fail(`there is no component ${lifecycle.host}`)
  const sentence = readSentence(text, lifecycle, host)
  if (!sentence.ok) return sentence
  const told = tell(sentence.value, lifecycle, host)
  return told.ok ? ok(worstOf(told.value.filter((each) => each.rule?.id === rule.id))) : told
}

/**
 * Of ledgers that share an example, those that it is of: of the host that it names, or that have the row that it is
 * about. What is of none of them is of all, so that each tells what is wrong with it.
 */
export function ledgersOf(text: string, sharing: readonly Lifecycle[]): readonly Lifecycle[] {
  const { subject: about, of, written } = partsOf(text)
  const words = about.split(/\s+/)
  const found = sharing.filter((lifecycle) => {
    if (of !== undefined) return lifecycle.host === of
    if (written !== undefined) return true
    const { subject, version } = subjectOf(words, lifecycle)
    return hasRow(lifecycle, subject, version)
  })
  return found.length === 0 ? sharing : found
}

function hostOf({ host: name }: Lifecycle, { components, catalogues }: Policy): Host | undefined {
  const scheme = components.get(name)?.scheme
  const catalogue = catalogues.get(name)
  return scheme && { name, scheme, ...(catalogue && { catalogue }) }
}

function worstOf(told: readonly Told[]): ExampleOutcome {
  const has = (severity: Told['severity']) => told.some((each) => each.severity === severity)
  if (has('error')) return 'broken'
  if (has('unknown')) return 'unknown'
  return has('warning') ? 'warned of' : 'holds'
}

/** `SUBJECT at HOST=VERSION in MODE with IMAGE`, of which only the first has to be there. */
function partsOf(text: string): {
  readonly subject: string
  readonly of?: string | undefined
  readonly written?: string | undefined
  readonly mode?: string | undefined
  readonly image?: string | undefined
} {
  const match = /^(.*?)(?:(?:^|\s+)at\s+(?:([^\s=]+)=)?(\S+))?(?:\s+in\s+(\S+))?(?:\s+with\s+(\S+))?$/.exec(
    text.trim(),
  )
  const [, subject = '', of, written, mode, image] = match ?? []
  return { subject, of, written, mode, image }
}

function readSentence(text: string, lifecycle: Lifecycle, host: Host): Result<Sentence, string> {
  const { subject, of, written, mode, image } = partsOf(text)
  if (of !== undefined && of !== host.name) return notKnown(of, 'host of this ledger', [host.name])
  const at = written === undefined ? undefined : host.scheme.parse(written)
  if (at?.ok === false) return fail(`"${written}" is no version of ${host.name}`)
  if (mode !== undefined && !lifecycle.modes.includes(mode))
    return notKnown(mode, 'mode of this ledger', lifecycle.modes)
  const images = [...lifecycle.images.keys()]
  if (image !== undefined && !images.includes(image)) return notKnown(image, 'image of this ledger', images)
  return ok({
    words: subject.split(/\s+/).filter((word) => word !== ''),
    at: at?.value,
    mode: mode ?? lifecycle.modes[0],
    images: image === undefined ? [] : [image],
  })
}

function tell(sentence: Sentence, lifecycle: Lifecycle, host: Host): Result<readonly Told[], string> {
  const { words, at } = sentence
  if (words.length === 0) return fail('an example begins with what is loaded: SUBJECT VERSION, or PATH=VALUE')
  if (words.some((word) => word.includes('='))) return ofManifest(sentence, lifecycle, host)
  const { subject, version } = subjectOf(words, lifecycle)
  if (at === undefined) {
    const name = version === undefined ? subject : `${subject} ${version}`
    if (!hasRow(lifecycle, subject, version))
      return fail(`no row of the ledger is of ${name}: add at VERSION to ask what comes of it`)
    return ok(lintLedger(lifecycle, host).filter((finding) => finding.subject === name))
  }
  const wanted = { subject, version: version?.toLowerCase() ?? '*', assumed: version === undefined }
  const { images, mode } = sentence
  return ok(standing(lifecycle, { ...wanted, images, ...(mode !== undefined && { mode }) }, at, host))
}

const hasRow = ({ ledger }: Lifecycle, subject: string, version: string | undefined): boolean =>
  ledger.some((row) => row.subject === subject && row.version === (version ?? '*').toLowerCase())

/** The last word is the version, unless all of them together are a name that the ledger has. */
function subjectOf(words: readonly string[], lifecycle: Lifecycle): { subject: string; version?: string } {
  const all = words.join(' ')
  const version = words.at(-1)
  if (words.length === 1 || version === undefined || lifecycle.ledger.some(({ subject }) => subject === all))
    return { subject: all }
  return { subject: words.slice(0, -1).join(' '), version }
}

function ofManifest(
  { words, at, mode, images }: Sentence,
  lifecycle: Lifecycle,
  host: Host,
): Result<readonly Told[], string> {
  if (at === undefined) return fail('a manifest is loaded by some version: add at VERSION')
  const document = documentOf(words)
  if (!document.ok) return document
  const place = () => ({ file: '', line: 1, column: 1 })
  const setting = { host, at, images, ...(mode !== undefined && { mode }) }
  const { findings, manifests } = scan(
    [ok({ file: '', format: 'yaml' as const, value: document.value, place })],
    {
      lifecycles: [lifecycle],
      settings: new Map([[host.name, setting]]),
    },
  )
  return manifests === 0 ? fail('it is no manifest that this ledger knows') : ok(findings)
}
