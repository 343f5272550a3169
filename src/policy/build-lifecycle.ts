import type { Place } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { compareVersions, parseRange, type Scheme, type Version } from '../version/index.ts'
import type { LedgerRow, LedgerRule, Lifecycle, ManifestKind, MemberPath, StatusSince } from './lifecycle.ts'
import type { LifecycleDocument } from './lifecycle-schema.ts'
import type { SourceReference } from './policy.ts'

/** What a ledger refers to in the rest of its policy. */
export interface Surroundings {
  readonly policy: string
  readonly source: (name: string, path: Path) => Omit<SourceReference, 'section'> | undefined
  readonly scheme: (component: string, path: Path) => Scheme | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
  readonly place: (path: Path) => Place | undefined
}

/** Makes a ledger of its document: rules resolved, versions and ranges parsed. Undefined where it cannot go on. */
export function buildLifecycle(
  written: LifecycleDocument,
  path: Path,
  around: Surroundings,
): Lifecycle | undefined {
  const scheme = around.scheme(written.host, [...path, 'host'])
  if (scheme === undefined) return undefined
  const rules = rulesOf(written, path, around)
  const nowhere: LedgerRule = {
    id: '',
    name: '',
    says: '',
    because: '',
    source: { title: '', ref: '' },
    examples: { holds: [], warns: [], fails: [], unknown: [] },
  }
  // A complaint makes the whole policy fail, so what stands in for the missing rule is never seen.
  const rule = (id: string, where: Path): LedgerRule => {
    const found = rules.get(id)
    if (found === undefined)
      around.complain(where, `"${id}" is no rule of this ledger`, `one of: ${[...rules.keys()].join(', ')}`)
    return found ?? nowhere
  }
  const version = (text: string | number, where: Path): Version | undefined => {
    const read = scheme.parse(String(text))
    if (read.ok) return read.value
    const { expected, at } = read.problem
    around.complain(
      where,
      `"${text}" is no version of ${written.host}`,
      `expected ${expected} at character ${at + 1}`,
    )
    return undefined
  }
  const status = (text: string, where: Path): void => {
    if (!written.statuses.includes(text))
      around.complain(where, `"${text}" is no status`, `one of: ${written.statuses.join(', ')}`)
  }
  const modes = Object.keys(written.modes)

  const images = new Map(
    Object.entries(written.images).map(([name, image]) => {
      for (const [i, each] of image.registers.entries())
        status(each, [...path, 'images', name, 'registers', i])
      return [name, { registers: image.registers, rule: rule(image.rule, [...path, 'images', name, 'rule']) }]
    }),
  )

  const manifests = written.manifests.map((kind, i): ManifestKind => {
    const here = [...path, 'manifests', i]
    return {
      match: matchOf(kind.match),
      ...(kind.api && {
        api: {
          at: memberPath(kind.api.at),
          group: kind.api.group,
          accepts: kind.api.accepts,
          rule: rule(kind.api.rule, [...here, 'api', 'rule']),
        },
      }),
      name: memberPath(kind.name),
      ...(kind.subject !== undefined && { subject: memberPath(kind.subject) }),
      ...(kind.version !== undefined && { version: memberPath(kind.version) }),
      aliases: new Map(
        Object.entries(kind.aliases).map(([from, to]) => [from.toLowerCase(), to.toLowerCase()]),
      ),
      fields: kind.fields.map((field, k) => {
        for (const mode of Object.keys(field.missing)) {
          if (!modes.includes(mode))
            around.complain(
              [...here, 'fields', k, 'missing', mode],
              `"${mode}" is no mode`,
              `one of: ${modes.join(', ')}`,
            )
        }
        return {
          at: memberPath(field.at),
          rule: rule(field.rule, [...here, 'fields', k, 'rule']),
          missing: new Map(Object.entries(field.missing)),
          ...(field.default !== undefined && { default: field.default }),
        }
      }),
    }
  })

  const ledger = written.ledger.map((row, i): LedgerRow => {
    const here = [...path, 'ledger', i]
    const dates: { introduced?: Version; deprecated?: Version; removed?: Version } = {}
    for (const event of ['introduced', 'deprecated', 'removed'] as const) {
      const text = row[event]
      const read = text === undefined ? undefined : version(text, [...here, event])
      if (read !== undefined) dates[event] = read
    }
    const statuses = statusesOf(row.status, [...here, 'status'])
    const place = around.place(here)
    return {
      subject: row.subject,
      version: String(row.version).toLowerCase(),
      ...dates,
      ...(row.replacement !== undefined && { replacement: row.replacement }),
      statuses,
      ...(row.because !== undefined && { because: row.because }),
      ...(place !== undefined && { place }),
    }
  })
  const seen = new Set<string>()
  for (const [i, row] of ledger.entries()) {
    const key = `${row.subject} ${row.version}`
    if (seen.has(key)) around.complain([...path, 'ledger', i, 'subject'], `there is another row of ${key}`)
    seen.add(key)
  }

  function statusesOf(text: LifecycleDocument['ledger'][number]['status'], where: Path): StatusSince[] {
    if (text === undefined) return []
    if (typeof text === 'string') {
      status(text, where)
      return [{ status: text }]
    }
    const found = Object.entries(text).flatMap(([name, since]) => {
      status(name, [...where, name])
      const read = version(since, [...where, name])
      return read === undefined ? [] : [{ status: name, since: read }]
    })
    return found.sort((a, b) => compareVersions(a.since, b.since))
  }

  const only = written.only.flatMap((each, i) => {
    const here = [...path, 'only', i]
    const range = parseRange(each.host, scheme)
    if (!range.ok) {
      around.complain(
        [...here, 'host'],
        `"${each.host}" is no range of versions`,
        `expected ${range.problem.expected} at character ${range.problem.at + 1}`,
      )
      return []
    }
    const versions = each.versions.map((text) => String(text).toLowerCase())
    return [{ host: range.value, versions, rule: rule(each.rule, [...here, 'rule']) }]
  })

  for (const [i, each] of written.retire.exempt.entries()) status(each, [...path, 'retire', 'exempt', i])
  const { announce, coexist, remove, exempt } = written.retire
  const mature = written.mature && {
    ...written.mature,
    rule: rule(written.mature.rule, [...path, 'mature', 'rule']),
  }
  if (mature !== undefined) status(mature.status, [...path, 'mature', 'status'])
  const from = written.covers && version(written.covers.from, [...path, 'covers', 'from'])
  const to = written.covers && version(written.covers.to, [...path, 'covers', 'to'])
  return {
    id: written.id,
    host: written.host,
    modes,
    images,
    rules,
    lists: written.lists.map(({ match, each }) => ({ match: matchOf(match), each: memberPath(each) })),
    manifests,
    registry: rule(written.registry, [...path, 'registry']),
    retire: {
      rule: rule(written.retire.rule, [...path, 'retire', 'rule']),
      announce,
      ...(coexist && { coexist }),
      ...(remove && { remove }),
      exempt,
    },
    ...(mature && { mature }),
    only,
    ...(from && to && { covers: { from, to } }),
    ledger,
  }
}

function rulesOf(
  written: LifecycleDocument,
  path: Path,
  { policy, source, complain, place }: Surroundings,
): Map<string, LedgerRule> {
  const rules = new Map<string, LedgerRule>()
  for (const [i, { id, says, because, source: cited, examples }] of written.rules.entries()) {
    const found = written.sources[cited.in] ?? source(cited.in, [...path, 'rules', i, 'source', 'in'])
    if (rules.has(id)) complain([...path, 'rules', i, 'id'], `there is another rule "${id}"`)
    const { title = '', ref = '' } = found ?? {}
    const section = cited.section === undefined ? {} : { section: cited.section }
    const where = place([...path, 'rules', i])
    rules.set(id, {
      id,
      name: `${policy}/${id}`,
      says,
      because,
      source: { title, ref, ...section },
      examples,
      ...(where !== undefined && { place: where }),
    })
  }
  return rules
}

const memberPath = (text: string): MemberPath => text.split('.')

const matchOf = (match: Readonly<Record<string, string>>): ManifestKind['match'] =>
  Object.entries(match).map(([at, is]) => ({ at: memberPath(at), is }))
