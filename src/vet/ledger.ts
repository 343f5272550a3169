import { fail, nearest, ok, type Result } from '../base/index.ts'
import type { Outcome } from '../check/index.ts'
import { type Host, lintLedger, scan, standing } from '../lifecycle/index.ts'
import type { LedgerRule, Lifecycle, Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'

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
 * Judges `sieve.fine v1 at 1.4.0 with IMAGE`, `kind=Sieve spec.type=sieve.fine at 1.4.0 in MODE`, or `sieve.fine v1`:
 * a thing that is loaded, a manifest that asks for it, or a row that was retired as promised or not.
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

function readSentence(text: string, lifecycle: Lifecycle, host: Host): Result<Sentence, string> {
  const match = /^(.*?)(?:(?:^|\s+)at\s+(\S+))?(?:\s+in\s+(\S+))?(?:\s+with\s+(\S+))?$/.exec(text.trim())
  const [, subject = '', written, mode, image] = match ?? []
  const at = written === undefined ? undefined : host.scheme.parse(written)
  if (at?.ok === false) return fail(`"${written}" is no version of ${host.name}`)
  if (mode !== undefined && !lifecycle.modes.includes(mode)) return notKnown(mode, 'mode', lifecycle.modes)
  const images = [...lifecycle.images.keys()]
  if (image !== undefined && !images.includes(image)) return notKnown(image, 'image', images)
  return ok({
    words: subject.split(/\s+/).filter((word) => word !== ''),
    at: at?.value,
    mode: mode ?? lifecycle.modes[0],
    images: image === undefined ? [] : [image],
  })
}

const notKnown = (name: string, what: string, known: readonly string[]): Result<never, string> => {
  const guess = nearest(name, known)
  return fail(
    `"${name}" is no ${what} of this ledger${guess === undefined ? '' : `: did you mean "${guess}"?`}`,
  )
}

function tell(sentence: Sentence, lifecycle: Lifecycle, host: Host): Result<readonly Told[], string> {
  const { words, at } = sentence
  if (words.length === 0) return fail('an example begins with what is loaded: SUBJECT VERSION, or PATH=VALUE')
  if (words.some((word) => word.includes('='))) return ofManifest(sentence, lifecycle, host)
  const { subject, version } = subjectOf(words, lifecycle)
  if (at === undefined) {
    const name = version === undefined ? subject : `${subject} ${version}`
    const isThere = lifecycle.ledger.some(
      (row) => row.subject === subject && row.version === (version ?? '*').toLowerCase(),
    )
    if (!isThere) return fail(`no row of the ledger is of ${name}: add at VERSION to ask what comes of it`)
    return ok(lintLedger(lifecycle, host).filter((finding) => finding.subject === name))
  }
  const wanted = { subject, version: version?.toLowerCase() ?? '*', assumed: version === undefined }
  return ok(standing(lifecycle, { ...wanted, images: sentence.images }, at, host))
}

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
  const document = newTree()
  for (const word of words) {
    const [, path = '', value = ''] = /^([^=]+)=(.*)$/.exec(word) ?? []
    if (path === '') return fail(`"${word}" is no member: write PATH=VALUE`)
    put(document, path.split('.'), value)
  }
  const place = () => ({ file: '', line: 1, column: 1 })
  const setting = { host, at, images, ...(mode !== undefined && { mode }) }
  const { findings, manifests } = scan([ok({ file: '', format: 'yaml' as const, value: document, place })], {
    lifecycles: [lifecycle],
    settings: new Map([[host.name, setting]]),
  })
  return manifests === 0 ? fail('it is no manifest that this ledger knows') : ok(findings)
}

interface Tree {
  [member: string]: string | Tree
}

/** Without a prototype, so that every name is an ordinary one. */
const newTree = (): Tree => Object.create(null) as Tree

function put(tree: Tree, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[first] = value
    return
  }
  const inner = tree[first]
  const next = typeof inner === 'object' ? inner : newTree()
  tree[first] = next
  put(next, rest, value)
}
