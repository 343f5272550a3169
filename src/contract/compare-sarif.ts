import type { InterfaceChangeKind } from '../compare/index.ts'
import { type CompareNotes, changeSentence, decidedText } from '../explain/index.ts'
import type { CompareResult, JudgedChange } from '../release/index.ts'
import { artifactOf, sarifSchema } from './sarif-parts.ts'

const levels = { breaking: 'error', unknown: 'warning', compatible: 'note', fixes: 'none' } as const

/** A comparison for systems that show SARIF 2.1.0 beside the code. `version` is that of the program. */
export function compareSarif(
  { comparison, step, policy }: CompareResult,
  notes: CompareNotes,
  version: string,
): unknown {
  const judged: readonly JudgedChange[] =
    step?.changes ??
    comparison.changes.map((change) => ({
      change,
      brings: change.class === 'documentation' ? 'fixes' : change.class,
    }))
  const kinds = [...new Set(judged.map(({ change }) => change.kind))].sort()
  const indexes = new Map(kinds.map((kind, i) => [kind, i]))
  const seen = new Map<string, number>()
  return {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'interlock', version, semanticVersion: version, rules: kinds.map(descriptorOf) },
        },
        automationDetails: { id: `interlock/compare/${policy ?? 'plain'}/` },
        columnKind: 'utf16CodeUnits',
        results: judged.map((each) => {
          const { change, brings, by } = each
          const place = change.places.new ?? change.places.old
          const key = `${change.kind} ${change.path}`
          const count = (seen.get(key) ?? 0) + 1
          seen.set(key, count)
          return {
            ruleId: `interlock/${change.kind}`,
            ruleIndex: indexes.get(change.kind) ?? -1,
            // What a release may bring is told, and is no fault of it.
            level: notes.verdict === 'kept' && brings === 'breaking' ? 'note' : levels[brings],
            message: {
              text:
                step === undefined
                  ? changeSentence(change)
                  : `${changeSentence(change)} (${decidedText(each)})`,
            },
            locations:
              place === undefined
                ? []
                : [
                    {
                      physicalLocation: {
                        artifactLocation: artifactOf(place.file),
                        region: { startLine: place.line, startColumn: place.column },
                      },
                      logicalLocations: [{ fullyQualifiedName: change.path, kind: 'member' }],
                    },
                  ],
            partialFingerprints: { 'interlock/v1': count === 1 ? key : `${key} ${count}` },
            properties: { class: change.class, brings, rule: by?.rule.name ?? null },
          }
        }),
        properties: { verdict: notes.verdict, bump: notes.bump },
      },
    ],
  }
}

const descriptorOf = (kind: InterfaceChangeKind) => ({
  id: `interlock/${kind}`,
  name: kind,
  shortDescription: { text: kind.replaceAll('-', ' ') },
  help: { text: 'What changed between two states of an interface, and whom it breaks.' },
  defaultConfiguration: { level: 'warning' },
  properties: { tags: ['versions', 'interfaces'] },
})
