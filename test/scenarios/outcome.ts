/*
 * The answers of `--format json` in the short form of the scenario files.
 *
 * A plan is one line of stages, `COMPONENT VERSION`, joined by ` · `. Where not the whole of a group moves
 * from one version, the versions that it leaves are told: `server {1.1.1, 1.2.3}→1.3.0`. `[needs 1, 2]`
 * stands where a stage does not simply wait for the one before it.
 */

interface Row {
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly version: string
  readonly count: number
}

interface Stage {
  readonly id: string
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly part: string | null
  readonly from: readonly string[]
  readonly to: string
  readonly count: number
  readonly batch: number
  readonly mode: string
  readonly needs: readonly string[]
  readonly gate: { readonly derived: boolean } | null
  readonly together?: readonly string[]
  readonly by?: readonly string[]
}

interface Target {
  readonly component: string
  readonly version: string
}

interface Cause {
  readonly kind: 'rule' | 'freeze' | 'stays' | 'target' | 'via' | 'unavailable' | 'wave' | 'undo'
  readonly rule?: string
  readonly component?: string
  readonly version?: string
  readonly versions?: string
  readonly name?: string | null
}

interface Question {
  readonly kind: 'version' | 'rule' | 'search' | 'delivery'
  readonly rule?: string | null
  readonly component?: string
  readonly version?: string
  readonly versions?: readonly string[]
  readonly count?: number
}

export interface PlanDocument {
  readonly tasks: readonly {
    readonly id: string
    readonly stage: string
    readonly when: string
    readonly what: string
    readonly run: readonly string[]
  }[]
  readonly outcome: 'plan' | 'nothing-to-do' | 'impossible' | 'unknown'
  readonly start: readonly Row[]
  readonly stages: readonly Stage[]
  readonly warnings: readonly { readonly kind: string }[]
  readonly conflict: readonly {
    readonly causes: readonly Cause[]
    readonly reached: readonly { readonly component: string; readonly furthest: string }[]
  }[]
  readonly questions?: readonly Question[]
  readonly alternatives: readonly {
    readonly kind: string
    readonly moves: number
    readonly targets: readonly Target[]
    readonly thaw: readonly string[]
  }[]
}

interface Finding {
  readonly rule: string | null
  readonly severity: 'error' | 'unknown' | 'warning' | 'note'
  readonly scope: string
  readonly component: string
  readonly versions: readonly string[]
  readonly reason: { readonly kind: string }
}

export interface CheckDocument {
  readonly verdict: string
  readonly findings: readonly Finding[]
  readonly repairs: readonly {
    readonly changes: readonly { readonly component: string; readonly from: string; readonly to: string }[]
  }[]
}

export function planLines(document: PlanDocument, details: readonly string[]): readonly string[] {
  switch (document.outcome) {
    case 'nothing-to-do':
      return ['nothing to do']
    case 'plan':
      return [stagesLine(document, details), ...warningLines(document)]
    case 'unknown': {
      const questions = [...new Set((document.questions ?? []).map(questionText))]
      const way = document.stages.length === 0 ? [] : [stagesLine(document, details)]
      return [`unknown: ${questions.join(', ')}`, ...way, ...warningLines(document)]
    }
    case 'impossible':
      return [...document.conflict.flatMap(conflictLines), ...document.alternatives.map(alternativeText)]
  }
}

const warningLines = ({ warnings }: PlanDocument): string[] => warnings.map(({ kind }) => `! ${kind}`)

function stagesLine({ start, stages, tasks }: PlanDocument, details: readonly string[]): string {
  const scopes = new Set(start.map(({ scope }) => scope))
  const keyOf = ({ policy, scope, component }: Omit<Row, 'version' | 'count'>): string =>
    `${policy} ${scope} ${component}`
  const standing = new Map<string, Map<string, number>>()
  for (const row of start) {
    const group = standing.get(keyOf(row)) ?? new Map<string, number>()
    group.set(row.version, (group.get(row.version) ?? 0) + row.count)
    standing.set(keyOf(row), group)
  }
  const shown = stages.map((stage, i) => {
    const group = standing.get(keyOf(stage)) ?? new Map<string, number>()
    const total = [...group.values()].reduce((sum, count) => sum + count, 0)
    const isWhole = stage.from.length === 1 && stage.count === total
    leave(group, stage)
    const where = scopes.size > 1 ? `@${stage.scope}` : ''
    const who = `${stage.component}${stage.part === null ? '' : `(${stage.part})`}${where}`
    const from = stage.from.length === 1 ? stage.from[0] : `{${stage.from.join(', ')}}`
    return [
      `${who} ${isWhole ? '' : `${from}→`}${stage.to}`,
      ...(details.includes('batches') ? [`×${stage.count} by ${stage.batch}`] : []),
      ...(stage.mode === 'stopped' ? ['(stopped)'] : []),
      ...(stage.together === undefined ? [] : [`(with ${stage.together.join(', ')})`]),
      ...(details.includes('tasks') ? taskTexts(stage, tasks) : []),
      ...(details.includes('gates') && stage.gate !== null
        ? [stage.gate.derived ? '(gate, derived)' : '(gate)']
        : []),
      ...needsText(stage, stages[i - 1]?.id),
    ].join(' ')
  })
  return shown.join(' · ')
}

const taskTexts = ({ id, by = [] }: Stage, tasks: PlanDocument['tasks']): string[] => [
  ...tasks
    .filter(({ stage }) => stage === id)
    .map((task) => `(${[task.id, task.when, task.what, ...task.run].join(' | ')})`),
  ...by.map((command) => `(by ${command})`),
]

/** Takes the instances of a stage from where they were. */
function leave(group: Map<string, number>, { from, to, count }: Stage): void {
  let left = count
  for (const version of from) {
    const moved = Math.min(group.get(version) ?? 0, left)
    left -= moved
    const rest = (group.get(version) ?? 0) - moved
    if (rest > 0) group.set(version, rest)
    else group.delete(version)
  }
  group.set(to, (group.get(to) ?? 0) + count)
}

function needsText({ needs }: Stage, before: string | undefined): readonly string[] {
  const isChain = needs.length === (before === undefined ? 0 : 1) && needs[0] === before
  if (isChain) return []
  return [needs.length === 0 ? '[needs nothing]' : `[needs ${needs.join(', ')}]`]
}

function questionText({ kind, rule, component, version, versions, count }: Question): string {
  switch (kind) {
    case 'rule':
      return rule ?? 'no rule'
    case 'version':
      return `version of ${component} ${versions?.join(', ')} ×${count}`
    case 'search':
      return 'search given up'
    case 'delivery':
      return `${rule} of ${component} ${version}`
  }
}

function conflictLines({ causes, reached }: PlanDocument['conflict'][number]): readonly string[] {
  const facts = causes.map(({ kind, rule, component, version, versions, name }) => {
    switch (kind) {
      case 'rule':
        return rule ?? ''
      case 'freeze':
        return `${component}${name === null || name === undefined ? '' : `(${name})`} frozen at ${version}`
      case 'stays':
        return `${component} stays`
      case 'target':
        return `${component} to ${version}`
      case 'unavailable':
        return `${component} ${versions} unavailable`
      case 'wave':
        return `wave ${name}`
      case 'undo':
        return 'way back'
      case 'via':
        return `via ${component} ${version}`
    }
  })
  const limits = new Set(reached.map(({ component, furthest }) => `${component} ${furthest}`))
  return [`impossible: ${facts.join(', ')}`, `reached: ${[...limits].join(', ')}`]
}

function alternativeText(alternative: PlanDocument['alternatives'][number]): string {
  const { kind, moves, targets, thaw } = alternative
  const what = {
    'other-target': targets.map(({ component, version }) => `${component} ${version}`).join(', '),
    'bring-along': targets.map(({ component, version }) => `${component} ${version}`).join(', '),
    'move-all': targets.map(({ component, version }) => `${component} ${version}`).join(', '),
    thaw: `thaw ${thaw.join(', ')}`,
    stopped: 'stopped',
  }[kind]
  return `works: ${what ?? kind} (${moves} moves)`
}

const symbols = { error: '✗', unknown: '?', warning: '!', note: '·' } as const

/** The verdict, then each finding: its rule, or why there is none, and the members. */
export function checkLines({ verdict, findings, repairs }: CheckDocument): readonly string[] {
  const scopes = new Set(findings.map(({ scope }) => scope))
  return [
    verdict,
    ...findings.map(({ rule, severity, component, versions, scope, reason }) => {
      const where = scope === 'default' && scopes.size < 2 ? '' : `@${scope}`
      return `${symbols[severity]} ${rule ?? reason.kind}: ${component}${where} ${versions.join(', ')}`
    }),
    ...repairs.map(({ changes }) => {
      const texts = changes.map(({ component, from, to }) => `${component} ${from}→${to}`)
      return `mend: ${texts.join(', ')}`
    }),
  ]
}
