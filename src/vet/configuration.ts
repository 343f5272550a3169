import { fail, ok, type Result } from '../base/index.ts'
import { type ScanFinding, scan, scanLog } from '../lifecycle/index.ts'
import type { Logs, SettingRule, Settings } from '../policy/index.ts'
import type { ExampleOutcome } from './ledger.ts'
import { documentOf, notKnown } from './words.ts'

/**
 * Judges `stone.image=flint in values`: what is set in a document of some kind. Without `in KIND` the document has to
 * be known by its shape, as in a scan.
 */
export function judgeSettingExample(
  rule: SettingRule,
  settings: Settings,
  text: string,
): Result<ExampleOutcome, string> {
  const [, written = '', kind] = /^(.*?)(?:\s+in\s+(\S+))?$/.exec(text.trim()) ?? []
  const words = written.split(/\s+/)
  const kinds = settings.documents.map(({ id }) => id)
  if (kind !== undefined && !kinds.includes(kind))
    return notKnown(kind, 'kind of document of these settings', kinds)
  const document = documentOf(words)
  if (!document.ok) return document
  const place = () => ({ file: '', line: 1, column: 1 })
  const { findings, kinds: found } = scan(
    [ok({ file: '', format: 'yaml' as const, value: document.value, place })],
    {
      lifecycles: [],
      settings: new Map(),
      configuration: [settings],
      ...(kind !== undefined && { as: kind }),
    },
  )
  if (found.size === 0) return fail('it is no document that these settings know: add in KIND')
  return ok(outcomeOf(rule, findings))
}

/** Judges a line of a log, `level=warning alert=true`, by the marks that stand beside the rule. */
export const judgeMarkExample = (
  rule: SettingRule,
  logs: Logs,
  text: string,
): Result<ExampleOutcome, string> => ok(outcomeOf(rule, scanLog([text], '', [logs]).findings))

/** What a rule that only informs has found is no reason to say that all is well. */
function outcomeOf(rule: SettingRule, findings: readonly ScanFinding[]): ExampleOutcome {
  const own = findings.filter((finding) => finding.rule?.id === rule.id)
  if (own.length === 0) return 'holds'
  return own.some(({ severity }) => severity === 'error') ? 'broken' : 'warned of'
}
