import type { Path } from '../document/index.ts'
import { compareVersions, parseRange, type Version } from '../version/index.ts'
import { citedRules, matchOf, memberPath, type Surroundings } from './build-cited.ts'
import type { LedgerRule } from './cited.ts'
import type { LedgerRow, Lifecycle, ManifestKind, ManifestPart, StatusSince } from './lifecycle.ts'
import type { LifecycleDocument } from './lifecycle-schema.ts'

/** Makes a ledger of its document: rules resolved, versions and ranges parsed. Undefined where it cannot go on. */
export function buildLifecycle(
  written: LifecycleDocument,
  path: Path,
  around: Surroundings,
): Lifecycle | undefined {
  const scheme = around.scheme(written.host, [...path, 'host'])
  if (scheme === undefined) return undefined
  const rules: ReadonlyMap<string, LedgerRule> = new Map(
    [...citedRules<(typeof written.rules)[number]>(written, path, around)].map(
      ([id, { written: _, ...rest }]) => [id, rest],
    ),
  )
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
  const known = (mode: string, where: Path): void => {
    if (!modes.includes(mode)) around.complain(where, `"${mode}" is no mode`, `one of: ${modes.join(', ')}`)
  }
  const apiOf = (
    { at, group, accepts, rule: id }: NonNullable<LifecycleDocument['manifests'][number]['api']>,
    where: Path,
  ): NonNullable<ManifestKind['api']> => {
    const groups = [group].flat().map((each) => (each === 'core' ? '' : each))
    if (accepts === undefined) return { at: memberPath(at), groups }
    if (id === undefined) around.complain(where, '"accepts" needs the rule that demands it', 'add "rule"')
    return {
      at: memberPath(at),
      groups,
      accepted: { versions: accepts, rule: id === undefined ? nowhere : rule(id, [...where, 'rule']) },
    }
  }

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
      ...(kind.id !== undefined && { id: kind.id }),
      match: matchOf(kind.match),
      ...(kind.api && { api: apiOf(kind.api, [...here, 'api']) }),
      name: memberPath(kind.name),
      ...(kind.subject !== undefined && { subject: memberPath(kind.subject) }),
      ...(kind.version !== undefined && { version: memberPath(kind.version) }),
      aliases: new Map(
        Object.entries(kind.aliases).map(([from, to]) => [from.toLowerCase(), to.toLowerCase()]),
      ),
      fields: kind.fields.map((field, k) => {
        for (const mode of Object.keys(field.missing)) known(mode, [...here, 'fields', k, 'missing', mode])
        return {
          at: memberPath(field.at),
          rule: rule(field.rule, [...here, 'fields', k, 'rule']),
          missing: new Map(Object.entries(field.missing)),
          ...(field.default !== undefined && { default: field.default }),
        }
      }),
      parts: kind.parts.map((part, k) => partOf(part, [...here, 'parts', k])),
    }
  })

  function partOf(part: LifecycleDocument['manifests'][number]['parts'][number], here: Path): ManifestPart {
    const at = memberPath(part.at)
    const stars = at.filter((step) => step === '*').length
    const numbers = Array.from({ length: stars }, (_, i) => `{${i + 1}}`)
    const subject = part.subject ?? numbers.join(' ')
    for (const [name] of subject.matchAll(/\{\d+\}/g)) {
      if (!numbers.includes(name))
        around.complain([...here, 'subject'], `${name} stands for no \`*\``, `"${part.at}" has ${stars}`)
    }
    if (subject === '') around.complain([...here, 'at'], 'nothing tells what stands here', 'write `subject`')
    const { outside } = part
    return {
      at,
      subject,
      unless: matchOf(part.unless),
      ...(outside && {
        outside: { has: memberPath(outside.has), rule: rule(outside.rule, [...here, 'outside', 'rule']) },
      }),
      unlisted: part.unlisted,
    }
  }

  const ledger = written.ledger.map((row, i): LedgerRow => {
    const here = [...path, 'ledger', i]
    const dates: { introduced?: Version; deprecated?: Version; removed?: Version } = {}
    for (const event of ['introduced', 'deprecated', 'removed'] as const) {
      const text = row[event]
      const read = text === undefined ? undefined : version(text, [...here, event])
      if (read !== undefined) dates[event] = read
    }
    const statuses = statusesOf(row.status, [...here, 'status'])
    for (const [k, mode] of (row.modes ?? []).entries()) known(mode, [...here, 'modes', k])
    const place = around.place(here)
    return {
      subject: row.subject,
      version: String(row.version).toLowerCase(),
      ...dates,
      ...(row.replacement !== undefined && { replacement: row.replacement }),
      ...(row.modes !== undefined && { modes: row.modes }),
      statuses,
      ...(row.because !== undefined && { because: row.because }),
      ...(row.rule !== undefined && { rule: rule(row.rule, [...here, 'rule']) }),
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

  for (const member of ['exempt', 'keep'] as const) {
    for (const [i, each] of written.retire[member].entries()) status(each, [...path, 'retire', member, i])
  }
  const { announce, coexist, remove, afterwards, exempt, keep } = written.retire
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
    also: written.also,
    modes,
    images,
    rules,
    lists: written.lists.map(({ match, each }) => ({ match: matchOf(match), each: memberPath(each) })),
    texts: written.texts.map(({ match, each }) => ({ match: matchOf(match), each: memberPath(each) })),
    manifests,
    registry: rule(written.registry, [...path, 'registry']),
    switched: rule(written.switched ?? written.registry, [...path, 'switched']),
    pluggable: written.pluggable,
    retire: {
      rule: rule(written.retire.rule, [...path, 'retire', 'rule']),
      announce,
      ...(coexist && { coexist }),
      ...(remove && { remove }),
      afterwards,
      exempt,
      keep,
    },
    ...(mature && { mature }),
    only,
    ...(from && to && { covers: { from, to } }),
    ledger,
  }
}
