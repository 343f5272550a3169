import type { Path } from '../document/index.ts'
import { chosen, citedRules, matchOf, memberPath, type Surroundings } from './build-cited.ts'
import type { Logs, SettingRule, Settings } from './configuration.ts'
import type { LogsDocument, SettingsDocument } from './configuration-schema.ts'

/** Makes the settings of a policy of their document; what does not fit is complained of where it stands. */
export function buildSettings(written: SettingsDocument, path: Path, around: Surroundings): Settings {
  const rules = strongRules(written, path, around)
  const kinds = new Map(written.documents.map(({ id }) => [id, id]))
  for (const [i, { id, match, files, format }] of written.documents.entries()) {
    const here = [...path, 'documents', i]
    if (written.documents.findIndex((each) => each.id === id) < i)
      around.complain([...here, 'id'], `there is another kind of document "${id}"`)
    if (match.length === 0 && files.length === 0 && format !== 'environment')
      around.complain(here, `nothing tells a document of this kind`, 'write `match` or `files`')
  }
  return {
    id: written.id,
    rules,
    lists: written.lists.map(({ match, each }) => ({ match: matchOf(match), each: memberPath(each) })),
    texts: written.texts.map(({ match, each }) => ({ match: matchOf(match), each: memberPath(each) })),
    variables: written.variables,
    documents: written.documents.map(({ id, format, match, files }) => ({
      id,
      ...(format !== undefined && { format }),
      match: match.map(matchOf),
      files,
    })),
    settings: written.settings.flatMap(({ in: where, at, is, rule: id, instead }, i) => {
      const here = [...path, 'settings', i]
      for (const [k, kind] of where.entries())
        chosen(kinds, kind, 'kind of document', [...here, 'in', k], around.complain)
      const rule = chosen(rules, id, 'rule of these settings', [...here, 'rule'], around.complain)
      if (rule === undefined) return []
      return [{ in: where, at: memberPath(at), is, rule, ...(instead !== undefined && { instead }) }]
    }),
  }
}

/** Makes the marks in logs of their document. */
export function buildLogs(written: LogsDocument, path: Path, around: Surroundings): Logs {
  const rules = strongRules(written, path, around)
  return {
    id: written.id,
    rules,
    marks: written.marks.flatMap(({ match, subject, instead, rule: id }, i) => {
      const here = [...path, 'marks', i]
      if (Object.keys(match).length === 0)
        around.complain([...here, 'match'], 'every line has this mark', 'name a field and its value')
      const rule = chosen(rules, id, 'rule of these marks', [...here, 'rule'], around.complain)
      if (rule === undefined) return []
      const fields = new Map(Object.entries(match))
      return [{ match: fields, subject, rule, ...(instead !== undefined && { instead }) }]
    }),
  }
}

function strongRules(
  written: SettingsDocument | LogsDocument,
  path: Path,
  around: Surroundings,
): Map<string, SettingRule> {
  const rules = citedRules<(typeof written.rules)[number]>(written, path, around)
  return new Map(
    [...rules].map(([id, { written: rule, ...rest }]) => [id, { ...rest, strength: rule.strength }]),
  )
}
