import { nearest, placeText } from '../base/index.ts'
import { calendarJsonSchema } from '../calendar/index.ts'
import { isFile, loadPolicy, readPolicyText, shippedPolicies } from '../connect/index.ts'
import { driverJsonSchema } from '../drivers/index.ts'
import {
  explainCommand,
  plural,
  releaseRuleLines,
  sourceText,
  table,
  tagRuleLines,
  wrap,
} from '../explain/index.ts'
import { avoidJsonSchema, fleetJsonSchema } from '../fleet/index.ts'
import {
  type Examples,
  type LedgerExamples,
  type LedgerRule,
  type Lifecycle,
  type Policy,
  policyJsonSchema,
  type Rule,
  waiversJsonSchema,
} from '../policy/index.ts'
import { lint, readingsWithExamples, testExamples } from '../vet/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { fileOf, policyFromText } from './session.ts'

export function listPolicies(format: 'text' | 'json', io: Io): ExitCode {
  const policies = shippedPolicies(io.folders).map((name) => load(name, io))
  if (format === 'json') {
    const rows = policies.map(({ name, title, components, rules }) => ({
      name,
      title,
      components: [...components.keys()],
      rules: rules.length,
    }))
    io.write(`${JSON.stringify(rows, null, 2)}\n`)
    return 0
  }
  const lines = policies.flatMap(({ name, title, components, rules }) => [
    `${name.padEnd(12)}${title}, ${plural(rules.length, 'rule')}`,
    ...wrap(`${' '.repeat(12)}${[...components.keys()].join(', ')}`, 80, 12),
  ])
  io.write(`${lines.join('\n')}\n\n  interlock policy show NAME\n`)
  return 0
}

/** Shows a policy, or one rule of it: `mesh` or `mesh/agent-skew`, of the policy in a file where one is given. */
export function showPolicy(reference: string, format: 'text' | 'json', io: Io, file?: string): ExitCode {
  if (file !== undefined && !reference.includes('/'))
    return showPolicy(`${load(file, io).name}/${reference}`, format, io, file)
  const [name = '', id] = isFile(reference) ? [reference] : reference.split('/')
  if (id === undefined && name !== '' && !isFile(reference)) suggestOwner(name, io)
  const isRule = id !== undefined && /^[a-z][a-z0-9-]*$/.test(name) && !isFile(reference)
  const source = file ?? (isRule ? name : reference)
  const policy = load(source, io, isRule)
  if (isRule && policy.name !== name)
    throw wrong(`${file} is the policy ${policy.name}, not ${name}`, `write ${policy.name}/${id}`)
  const rule = isRule ? policy.rules.find((candidate) => candidate.id === id) : undefined
  const ledger =
    isRule && rule === undefined ? policy.lifecycles.find(({ rules }) => rules.has(id)) : undefined
  const cited = isRule && rule === undefined && ledger === undefined ? citedRules(policy).get(id) : undefined
  if (cited !== undefined) {
    if (format === 'json') io.write(`${JSON.stringify(cited, null, 2)}\n`)
    else io.write(`${citedText(cited, policy, io).join('\n')}\n`)
    return 0
  }
  if (isRule && rule === undefined && ledger === undefined) {
    const ids = [
      ...policy.rules.map((candidate) => candidate.id),
      ...policy.lifecycles.flatMap(({ rules }) => [...rules.keys()]),
      ...citedRules(policy).keys(),
    ]
    const guess = nearest(id, ids)
    const help =
      guess === undefined ? `interlock policy show ${source} lists them` : `did you mean "${guess}"?`
    throw wrong(`${policy.name} has no rule "${id}"`, help)
  }
  if (format === 'json') {
    const read = readPolicyText(source, io.folders)
    const document = read.ok ? read.value.document : undefined
    const rules = [...(document?.rules ?? []), ...(document?.lifecycle ?? []).flatMap((each) => each.rules)]
    const shown = isRule ? rules.find((candidate) => candidate.id === id) : document
    io.write(`${JSON.stringify(shown, null, 2)}\n`)
    return 0
  }
  const ledgerRule = isRule ? ledger?.rules.get(id) : undefined
  if (rule !== undefined) io.write(`${ruleText(rule, io).join('\n')}\n`)
  else if (ledger !== undefined && ledgerRule !== undefined)
    io.write(`${ledgerRuleText(ledgerRule, policy, io).join('\n')}\n`)
  else io.write(policyText(policy, io, fileOf(source, io)))
  return 0
}

/** A rule that findings of scans cite; ledgers of several hosts may share it. */
function ledgerRuleText(rule: LedgerRule, policy: Policy, io: Io): string[] {
  const ledgers = policy.lifecycles.filter(({ rules }) => rules.has(rule.id))
  return [
    paintOf(io).strong(rule.name),
    ...wrap(`  ${rule.says}   (ledger)`, 80, 2),
    '',
    ...wrap(`  ${rule.because}`, 80, 2),
    '',
    ...wrap(`  source   ${sourceText(rule.source)}`, 80, 11),
    `           ${rule.source.ref}`,
    '',
    ...ledgers.flatMap((each, i) => wrap(`  ${i === 0 ? 'ledger' : '      '}   ${ledgerText(each)}`, 80, 11)),
    `           interlock scan manifests/ --policy ${policy.name} --at VERSION`,
    ...exampleLines(rule.examples),
  ]
}

function ledgerText({ id, host, ledger, modes, images }: Lifecycle): string {
  const setting = [`${plural(ledger.length, 'row')}`, `host ${host}`]
  if (modes.length > 0) setting.push(`modes ${modes.join(', ')}`)
  if (images.size > 0) setting.push(`images ${[...images.keys()].join(', ')}`)
  return `${id}: ${setting.join('; ')}`
}

/** The rules that settings and marks in logs bring along for their findings to cite. */
const citedRules = ({ settings, logs }: Policy): ReadonlyMap<string, LedgerRule> =>
  new Map([...settings, ...logs].flatMap(({ rules }) => [...rules]))

function citedText(rule: LedgerRule, policy: Policy, io: Io): string[] {
  const settings = policy.settings.find(({ rules }) => rules.has(rule.id))
  const logs = policy.logs.find(({ rules }) => rules.has(rule.id))
  const kinds = settings?.documents.map(({ id }) => id).join(', ')
  return [
    paintOf(io).strong(rule.name),
    ...wrap(`  ${rule.says}   (${settings === undefined ? 'log' : 'settings'})`, 80, 2),
    '',
    ...wrap(`  ${rule.because}`, 80, 2),
    '',
    ...wrap(`  source   ${sourceText(rule.source)}`, 80, 11),
    `           ${rule.source.ref}`,
    '',
    ...(settings === undefined
      ? [`  marks    ${logs?.id}`, `           interlock scan --log FILE --policy ${policy.name}`]
      : [
          ...wrap(`  settings ${settings.id}, in ${kinds}`, 80, 11),
          `           interlock scan FOLDER --policy ${policy.name}`,
        ]),
    ...exampleLines(rule.examples),
  ]
}

const ledgerRules = ({ lifecycles }: Policy): readonly LedgerRule[] =>
  lifecycles.flatMap(({ rules }) => [...rules.values()])

/** Ledgers of several hosts may share their rules, which are counted once. */
const ruleCount = (policy: Policy): number =>
  policy.rules.length +
  new Set([...ledgerRules(policy).map(({ id }) => id), ...citedRules(policy).keys()]).size

function citedLines(rule: LedgerRule, what: string, io: Io): readonly string[] {
  const paint = paintOf(io)
  return [`  ${paint.strong(rule.id)}  ${paint.faint(what)}`, ...wrap(`      ${rule.says}`, 80, 6)]
}

function policyText(policy: Policy, io: Io, file?: string): string {
  const paint = paintOf(io)
  const lines = [paint.strong(`${policy.name}   ${policy.title}`)]
  if (policy.about !== undefined) lines.push(...wrap(`  ${policy.about}`, 80, 2))
  lines.push('')
  const components = [...policy.components].map(([name, { title }]) => {
    const releases = policy.catalogues.get(name)?.releases ?? []
    const range =
      releases.length === 0
        ? 'no catalogue'
        : `${plural(releases.length, 'release')}, ${releases[0]?.version.text} to ${releases.at(-1)?.version.text}`
    return { name, title: title === name ? '' : title, range }
  })
  // Where programs are called what components are, the names are enough.
  const isTitled = components.some(({ title }) => title !== '')
  const rows = components.map(({ name, title, range }) => (isTitled ? [name, title, range] : [name, range]))
  lines.push(...table(rows).flatMap((line) => wrap(`  ${line}`, 80, 6)))
  lines.push('')
  for (const rule of policy.rules) {
    lines.push(
      `  ${paint.strong(rule.id)}  ${paint.faint(`${rule.kind}, ${tags(rule)}`)}`,
      ...wrap(`      ${rule.says}`, 80, 6),
    )
  }
  for (const { id, host, ledger, rules } of policy.lifecycles) {
    const rows = plural(ledger.length, 'row')
    lines.push('', ...wrap(`  ledger ${id}, ${rows}: what ${host} has, since when and until when`, 80, 4), '')
    for (const rule of rules.values()) lines.push(...citedLines(rule, 'ledger', io))
  }
  for (const { id, documents, rules } of policy.settings) {
    const kinds = documents.map((each) => each.id).join(', ')
    lines.push('', ...wrap(`  settings ${id}: what should not be set in ${kinds}`, 80, 4), '')
    for (const rule of rules.values()) lines.push(...citedLines(rule, 'settings', io))
  }
  for (const { id, rules } of policy.logs) {
    lines.push('', `  marks ${id}: what programs say in their logs`, '')
    for (const rule of rules.values()) lines.push(...citedLines(rule, 'log', io))
  }
  const first = policy.rules[0]?.name ?? policy.name
  lines.push('', `  ${file === undefined ? `interlock policy show ${first}` : explainCommand(first, file)}`)
  return `${lines.join('\n')}\n`
}

function tags(rule: Rule): string {
  const words = [rule.strength === 'required' ? 'must' : rule.strength === 'recommended' ? 'should' : 'note']
  if (rule.derived) words.push('derived')
  if (rule.enforced !== undefined) words.push(`enforced: ${rule.enforced}`)
  return words.join(', ')
}

function ruleText(rule: Rule, io: Io): string[] {
  const paint = paintOf(io)
  const lines = [
    paint.strong(rule.name),
    ...wrap(`  ${rule.says}   (${tags(rule)})`, 80, 2),
    '',
    ...wrap(`  ${rule.because}`, 80, 2),
  ]
  lines.push('', `  source   ${sourceText(rule.source)}`, `           ${rule.source.ref}`)
  if (rule.reading !== undefined) {
    lines.push('', ...wrap(`  read as  ${rule.reading.name}: ${rule.reading.because}`, 80, 11))
    for (const { name, because } of rule.reading.others) {
      lines.push('', ...wrap(`  or as    ${name}: ${because}`, 80, 11))
      lines.push(`           --reading ${rule.id}=${name} chooses the other reading`)
    }
  }
  const others = readingsWithExamples(rule).flatMap(({ name, rule: other }) => [
    '',
    `  read as ${name}`,
    ...exampleLines(other.examples).filter((line) => line !== ''),
  ])
  return [
    ...lines,
    ...releaseRuleLines(rule),
    ...tagRuleLines(rule),
    ...exampleLines(rule.examples),
    ...others,
  ]
}

function exampleLines(examples: Partial<Examples & LedgerExamples>): string[] {
  return (['holds', 'warns', 'fails', 'unknown', 'untested'] as const).flatMap((label) =>
    (examples[label] ?? []).flatMap((text, i) => [
      ...(i === 0 ? [''] : []),
      ...wrap(`  ${(i === 0 ? label : '').padEnd(8)} ${text}`, 80, 13),
    ]),
  )
}

/** Tries the examples of policies; every one is a test. */
export function testPolicies(references: readonly string[], format: 'text' | 'json', io: Io): ExitCode {
  const paint = paintOf(io)
  const names = references.length > 0 ? references : shippedPolicies(io.folders)
  let failed = 0
  const documents: unknown[] = []
  for (const name of names) {
    const policy = policyFromText(name, io)
    const results = testExamples(policy)
    const wrongOnes = results.filter(({ expected, found }) => found !== expected)
    failed += wrongOnes.length
    documents.push({
      policy: policy.name,
      examples: results.length,
      failed: wrongOnes.map(({ rule, reading, text, expected, found }) => ({
        rule: rule.name,
        ...(reading !== undefined && { reading }),
        text,
        expected,
        found,
      })),
    })
    if (format === 'json') continue
    const symbol = wrongOnes.length === 0 ? paint.good('✓') : paint.bad('✗')
    io.write(
      `${symbol} ${policy.name}   ${plural(results.length, 'example')} of ${plural(ruleCount(policy), 'rule')}, ${wrongOnes.length} failed\n`,
    )
    for (const { rule, reading, text, expected, found } of wrongOnes) {
      const read = reading === undefined ? '' : ` read as ${reading}`
      const where = rule.place === undefined ? '' : `${placeText(rule.place)}: `
      const says =
        typeof found === 'string' ? `it ${found === 'holds' ? 'holds' : `is ${found}`}` : found.problem
      io.write(
        `  ${where}${rule.name}${read}\n    ${text}\n    ${expected === 'holds' ? 'should hold' : `should be ${expected}`}, but ${says}\n`,
      )
    }
  }
  if (format === 'json') io.write(`${JSON.stringify(documents, null, 2)}\n`)
  return failed === 0 ? 0 : 1
}

/** Looks for what is wrong with policies themselves. */
export function lintPolicies(references: readonly string[], format: 'text' | 'json', io: Io): ExitCode {
  const paint = paintOf(io)
  const names = references.length > 0 ? references : shippedPolicies(io.folders)
  const results = names.map((name) => ({ name, findings: lint(policyFromText(name, io)) }))
  if (format === 'json') io.write(`${JSON.stringify(results, null, 2)}\n`)
  else {
    for (const { name, findings } of results) {
      const errors = findings.filter(({ severity }) => severity === 'error').length
      const symbol = errors > 0 ? paint.bad('✗') : findings.length > 0 ? paint.unsure('!') : paint.good('✓')
      io.write(`${symbol} ${name}   ${plural(findings.length, 'finding')}\n`)
      for (const { severity, message, rule, place } of findings) {
        const where = place === undefined ? '' : `${placeText(place)}: `
        const text = `  ${where}${severity}: ${rule === undefined ? '' : `${rule}: `}${message}`
        io.write(`${wrap(text, 80, 4).join('\n')}\n`)
      }
    }
  }
  return results.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0
}

/** Every kind of document that people write. */
export const schemaKinds = [
  'policy',
  'catalogue',
  'recipes',
  'lifecycle',
  'rules',
  'configuration',
  'fleet',
  'avoid',
  'waivers',
  'calendar',
  'driver',
] as const
export type SchemaKind = (typeof schemaKinds)[number]

export function printSchema(kind: SchemaKind, io: Io): ExitCode {
  io.write(`${JSON.stringify(schemaOf(kind), null, 2)}\n`)
  return 0
}

export function schemaOf(kind: SchemaKind): unknown {
  switch (kind) {
    case 'policy':
      return policyJsonSchema('Policy')
    case 'catalogue':
      return policyJsonSchema('Catalogue')
    case 'recipes':
      return policyJsonSchema('Recipes')
    case 'lifecycle':
      return policyJsonSchema('Lifecycle')
    case 'rules':
      return policyJsonSchema('Rules')
    case 'configuration':
      return policyJsonSchema('Configuration')
    case 'fleet':
      return fleetJsonSchema()
    case 'avoid':
      return avoidJsonSchema()
    case 'waivers':
      return waiversJsonSchema()
    case 'calendar':
      return calendarJsonSchema()
    case 'driver':
      return driverJsonSchema()
  }
}

/** A rule is named with its policy; who leaves that out is told which ones have it. */
function suggestOwner(name: string, io: Io): void {
  const shipped = shippedPolicies(io.folders)
  if (!/^[a-z][a-z0-9-]*$/.test(name) || shipped.includes(name)) return
  const owners = shipped.filter((policy) => {
    const { rules, lifecycles } = load(policy, io)
    return rules.some(({ id }) => id === name) || lifecycles.some((each) => each.rules.has(name))
  })
  if (owners.length === 0) return
  const names = owners.map((policy) => `${policy}/${name}`).join(' or ')
  throw wrong(`"${name}" is a rule, not a policy`, `write ${names}`)
}

function load(reference: string, io: Io, mayBeOfFile = false): Policy {
  const policy = loadPolicy(reference, io.folders)
  if (!policy.ok && mayBeOfFile && nearest(reference, shippedPolicies(io.folders)) === undefined)
    throw wrong(policy.problem[0]?.message ?? '', 'where it is a file of yours, add --policy FILE')
  if (!policy.ok) throw new InputProblem(policy.problem)
  return policy.value
}
