import { createHash } from 'node:crypto'
import { distinctBy } from '../base/index.ts'
import {
  alternativeText,
  derivationOf,
  escaped,
  fleetText,
  methodText,
  number,
  type PlanNotes,
  plural,
  questionText,
  routeText,
  sizeText,
  spanText,
  targetText,
  wayBackOf,
} from '../explain/index.ts'
import type { PlanResult } from '../plan/index.ts'
import type { Rule } from '../policy/index.ts'
import { commandBlock, element, ruleName, rulesHtml, warningsHtml } from './page-parts.ts'
import { foldedText, sectionHtml } from './page-stages.ts'
import { script, style } from './page-style.ts'
import { sectionsOf } from './section.ts'

type Found = Extract<PlanResult, { outcome: 'plan' | 'unknown' }>

/**
 * A plan, or why there is none, as one page that loads nothing: its policy lets it run the one script that it brings and
 * nothing else. It can be read, printed and searched without that script.
 */
export function planPage(result: PlanResult, notes: PlanNotes): string {
  const title = titleOf(result)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="eyebrow"><span class="verdict ${result.outcome}">${verdictText[result.outcome]}</span> ${escaped(fleetText(result.before.summary))}</p>
<h1>${escaped(title)}</h1>
</header>
<main>
${bodyOf(result, notes)}
</main>
<footer>
${footerOf(result, notes)}
</footer>
<script>${script}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

const verdictText: Readonly<Record<PlanResult['outcome'], string>> = {
  plan: '✓ plan',
  'nothing-to-do': '✓ nothing to do',
  unknown: '? unknown',
  impossible: '✗ impossible',
}

function titleOf(result: PlanResult): string {
  switch (result.outcome) {
    case 'plan':
      return routeText(result.stages)
    case 'unknown':
      return result.stages.length === 0 ? 'No plan yet: questions are open' : routeText(result.stages)
    case 'nothing-to-do':
      return 'Everything is where you want it'
    case 'impossible':
      return `No way to ${targetText(result)}`
  }
}

function bodyOf(result: PlanResult, notes: PlanNotes): string {
  switch (result.outcome) {
    case 'plan':
      return planHtml(result, notes)
    case 'unknown':
      return `${questionsHtml(result)}${result.stages.length === 0 ? '' : planHtml(result, notes)}`
    case 'nothing-to-do': {
      const { kind } = result.before.verdict
      const text =
        kind === 'supported'
          ? 'No instance has to move.'
          : `No instance has to move, but what runs is ${kind}.`
      const check = kind === 'supported' ? '' : commandBlock([notes.check])
      return `<section>${element('p', text)}${check}</section>`
    }
    case 'impossible':
      return conflictHtml(result, notes)
  }
}

function planHtml(result: Found, notes: PlanNotes): string {
  const sections = sectionsOf(result)
  const folded = foldedText(sections)
  return [
    factsHtml(result),
    warningsHtml(result.warnings, (warning) =>
      warning.kind === 'older-than-stop' && warning.better !== undefined
        ? notes.commandFor(warning.better)
        : undefined,
    ),
    ...(folded === undefined ? [] : [element('p', folded)]),
    ...sections.map((alike, i) => sectionHtml(alike, i, result, sections.length === 1)),
    rulesHtml(rulesOf(result)),
    proofHtml(result, notes),
  ].join('\n')
}

function factsHtml(result: Found): string {
  const { stages, request, uninterrupted } = result
  const down = stages.filter(({ downtime }) => downtime !== undefined).map(({ id }) => id)
  const quiet = [...new Set(uninterrupted.map(({ component }) => component))]
  const downtime =
    down.length > 0
      ? `in ${down.length > 4 ? plural(down.length, 'stage') : `stage ${down.join(', ')}`}`
      : quiet.length > 0
        ? `none for ${quiet.join(', ')}`
        : 'none that the policy knows'
  const facts = [
    ['Size', sizeText(result)],
    ['Downtime', downtime],
    ['Way back', wayBackText(result)],
    ...(result.timetable === undefined ? [] : [['When', spanText(result.timetable)]]),
    ['Planned for', request.asOf],
    ['Plan', result.digest.slice(0, 8)],
  ]
  return `<dl class="facts">${facts.map(([name = '', text = '']) => `<div>${element('dt', name)}${element('dd', text)}</div>`).join('')}</dl>`
}

function wayBackText(result: Found): string {
  const back = wayBackOf(result)
  switch (back.kind) {
    case 'none':
      return `none once stage ${back.from} began`
    case 'unsure':
      return `not known of ${plural(back.stages.length, 'stage')}`
    case 'backwards':
      return back.first === undefined ? 'from any point' : `from any point, ${back.first} first`
  }
}

function questionsHtml({ questions }: Extract<PlanResult, { outcome: 'unknown' }>): string {
  const items = distinctBy(questions.map(questionText), ({ key }) => key).map(
    ({ text, note }) => `<li>${escaped(text)}${note === '' ? '' : ` ${ruleName({ name: note })}`}</li>`,
  )
  return `<section class="questions" aria-labelledby="questions"><h2 id="questions">Open questions</h2><p class="faint">What follows rests on the answers; the policy does not vouch for it.</p><ul>${items.join('')}</ul></section>`
}

function conflictHtml(result: Extract<PlanResult, { outcome: 'impossible' }>, notes: PlanNotes): string {
  const { conflicts, blocked, alternatives } = result
  const reasons = conflicts.map((conflict) => {
    const { causes, limits, goal } = derivationOf(conflict)
    const where = blocked.of > 1 ? element('h3', conflict.scopes.join(', ')) : ''
    const items = causes.map(
      ({ text, note }, i) =>
        `<li><span>${i === 0 ? 'Because' : 'and'}</span> ${escaped(text)} <code class="rule">${escaped(note)}</code></li>`,
    )
    return `${where}<ol class="because">${items.join('')}</ol>${limits.map((text) => element('p', text)).join('')}<p class="goal">${escaped(goal)}</p>`
  })
  const more = blocked.clusters - conflicts.length
  const rest = more > 0 ? element('p', `${plural(more, 'more scope')} for reasons of the same kind`) : ''
  const ways = alternatives.map(
    (one) =>
      `<li>${escaped(alternativeText(one, result))} <span class="faint">(${plural(one.moves, 'move')})</span>${commandBlock([notes.commandFor(one.wishes)])}</li>`,
  )
  const works =
    ways.length === 0
      ? '<p>Nothing near was found that works.</p>'
      : `<p class="faint">Each was planned again and works.</p><ol>${ways.join('')}</ol>`
  const rules = conflicts.flatMap(({ causes }) =>
    causes.flatMap((cause) => (cause.kind === 'rule' ? [cause.rule] : [])),
  )
  return `<section class="conflict" aria-labelledby="conflict"><h2 id="conflict">Why there is no way</h2>${reasons.join('')}${rest}</section>
<section aria-labelledby="instead"><h2 id="instead">What works instead</h2>${works}</section>
${rulesHtml(rules)}`
}

/** Every rule that the page names, in the order in which a reader meets them. */
const rulesOf = ({ stages, why, uninterrupted, warnings }: Found): readonly Rule[] => [
  ...why.map(({ rule }) => rule),
  ...stages
    .flatMap(({ gate, undo, downtime }) => [gate?.rule, undo.rule, downtime?.rule])
    .filter((rule) => rule !== undefined),
  ...warnings.flatMap((warning) => ('rule' in warning && warning.rule !== undefined ? [warning.rule] : [])),
  ...uninterrupted.map(({ rule }) => rule),
]

function proofHtml({ proof, before, methods }: Found, notes: PlanNotes): string {
  const open = proof.faults.filter(({ outcome }) => outcome !== 'broken').length
  const held =
    open > 0
      ? `${plural(open, 'answer is', 'answers are')} open`
      : before.verdict.kind === 'unsupported'
        ? 'nothing gets worse on the way, and all hold at the end'
        : 'all hold'
  const found = methods
    .map((each) => element('p', `Found ${methodText(each, methods.length === 1)}.`))
    .join('')
  const text = `${plural(proof.states, 'state')} × ${plural(proof.rules, 'rule')} re-checked one by one: ${held}. The check shares no code with the search.`
  return `<section aria-labelledby="proof"><h2 id="proof">Proof</h2>${found}${element('p', text)}<p>Prove it again from its file, and see what has drifted:</p>${commandBlock([notes.verify])}</section>`
}

function footerOf({ request, digest, before }: PlanResult, notes: PlanNotes): string {
  const policies = request.policies.map(({ name, readings }) => {
    const chosen = Object.entries(readings).map(([rule, reading]) => `${rule}=${reading}`)
    return chosen.length === 0 ? name : `${name} (${chosen.join(', ')})`
  })
  const lines = [
    ...notes.input,
    `Policies: ${policies.join(', ')}. The fleet as it is: ${before.verdict.kind}, ${number(before.summary.groups.length)} groups.`,
    `Planned for ${request.asOf}. Digest over policies, catalogues, fleet, wishes and day: `,
  ]
  return `${lines
    .slice(0, -1)
    .map((text) => element('p', text))
    .join('')}<p>${escaped(lines.at(-1) ?? '')}<code>${digest}</code></p>`
}
