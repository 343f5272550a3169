import type { Doubt, Need, Negotiation, PeerFacts, Settled, Upgrade } from '../negotiate/index.ts'
import { pageWidth, plural, table, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'

/** What two peers agree on, as text for a terminal. */
export function negotiationText(negotiation: Negotiation, paint: Paint): string {
  const { peers } = negotiation
  const who = peers.map(peerText).join(' · ')
  const lines = [...headline(negotiation, who, paint), ...body(negotiation, paint)]
  return `${lines.join('\n')}\n`
}

function headline(negotiation: Negotiation, who: string, paint: Paint): readonly string[] {
  const head = (symbol: string): readonly string[] =>
    wrap(`${symbol}   ${negotiation.policy} · ${who}`, pageWidth, 2)
  switch (negotiation.outcome) {
    case 'settled': {
      const isShort = negotiation.needs.some(({ isMet }) => !isMet)
      const text = `settled on ${negotiation.protocol}`
      return head(isShort ? paint.bad(`✗ ${text}`) : paint.good(`✓ ${text}`))
    }
    case 'supported':
      return head(paint.good('✓ supported'))
    case 'refused':
      return head(paint.bad('✗ refused'))
    case 'unknown':
      return head(paint.unsure('? unknown'))
  }
}

function body(negotiation: Negotiation, paint: Paint): readonly string[] {
  switch (negotiation.outcome) {
    case 'settled':
      return settledBody(negotiation, paint)
    case 'supported':
      return negotiation.rules.flatMap(({ says, name }) => [
        '',
        ...withNote(`  ${says}`, paint.faint(name), pageWidth, 2),
      ])
    case 'refused': {
      const { because, rule, recommended } = negotiation
      const why =
        because.kind === 'protocol'
          ? `protocol ${because.protocol} is below ${because.least}, the lowest that they talk with`
          : distanceText(negotiation)
      return [
        '',
        ...wrap(`  ${paint.bad('✗')} ${why}`, pageWidth, 4),
        ...withNote(`    ${rule.says}`, paint.faint(rule.name), pageWidth, 4),
        ...recommendation(recommended, 'that goes'),
      ]
    }
    case 'unknown': {
      const { rule, peers } = negotiation
      if (rule === undefined)
        return ['', ...wrap(`  no rule of ${negotiation.policy} speaks of these two`, pageWidth, 2)]
      const doubts = peers.flatMap(({ component, version, doubt }) =>
        doubt === undefined
          ? []
          : ['', ...withNote(doubtText(component, version, doubt), paint.faint(rule.name), pageWidth, 4)],
      )
      return doubts.length > 0
        ? doubts
        : [
            '',
            ...withNote('  how far the two are apart is not defined', paint.faint(rule.name), pageWidth, 4),
          ]
    }
  }
}

function distanceText({ rule, because, peers }: Extract<Negotiation, { outcome: 'refused' }>): string {
  const isOf = ({ component }: PeerFacts): boolean =>
    component === (rule.kind === 'window' ? rule.of.component : rule.of)
  const [of, to] = isOf(peers[0]) ? peers : [peers[1], peers[0]]
  const way = because.kind === 'release' && because.side === 'ahead' ? 'ahead of' : 'behind'
  return `${peerText(of)} is further ${way} ${peerText(to)} than it may be`
}

function settledBody(negotiation: Settled, paint: Paint): readonly string[] {
  const { rule, peers, lost, available, needs, recommended, lagging } = negotiation
  const lines = ['', ...table(peers.map((peer) => [`  ${peer.component}`, speaksText(peer)]))]
  lines.push('', ...withNote(`  ${rule.says}`, paint.faint(rule.name), pageWidth, 2))
  for (const need of needs) lines.push('', ...needText(need, paint))
  if (lost.length > 0) {
    lines.push(
      '',
      `  lost   ${lost.length} of ${plural(lost.length + available.length, 'capability', 'capabilities')}`,
    )
    lines.push(
      ...table(
        lost.map(({ name, requires, lackedBy }) => [
          `    ${name}`,
          requires,
          `not in ${lackedBy.join(', ')}`,
        ]),
      ),
    )
  } else lines.push('', `  all ${plural(available.length, 'capability', 'capabilities')} are there`)
  if (recommended !== undefined)
    lines.push(...recommendation(recommended, 'that gives all of the other side'))
  else if (lagging !== undefined && lost.some(({ lackedBy }) => lackedBy.length === 1))
    lines.push('', `  no release of ${lagging} is known that gives all of the other side`)
  return lines
}

function needText({ name, requires, isMet, upgrades, lackedBy }: Need, paint: Paint): readonly string[] {
  if (isMet) return wrap(`  ${paint.good('✓')} ${name} is there`, pageWidth, 4)
  const first = wrap(
    `  ${paint.bad('✗')} ${name} is lost: it requires protocol ${requires}, which ${lackedBy.join(' and ')} ${lackedBy.length === 1 ? 'does' : 'do'} not speak`,
    pageWidth,
    4,
  )
  return [...first, ...upgrades.map((upgrade) => `    from ${upgradeText(upgrade)} on`)]
}

const recommendation = (upgrade: Upgrade | undefined, what: string): readonly string[] =>
  upgrade === undefined
    ? []
    : ['', ...wrap(`  mend   ${upgradeText(upgrade)}, the oldest release ${what}`, pageWidth, 9)]

const upgradeText = ({ component, version, protocol }: Upgrade): string =>
  `${component} ${version}${protocol === undefined ? '' : ` (protocol ${protocol})`}`

const peerText = ({ component, version }: PeerFacts): string => `${component} ${version ?? '(silent)'}`

const speaksText = ({ version, protocol, isAssumed }: PeerFacts): string =>
  isAssumed
    ? `says nothing, taken for protocol ${protocol}`
    : `${version ?? 'any release'} speaks protocol ${protocol}`

function doubtText(component: string, version: string | undefined, doubt: Doubt): string {
  switch (doubt) {
    case 'silent':
      return `  ${component} does not say what it is`
    case 'not-a-version':
      return `  what ${component} says of itself is no version`
    case 'development':
      return `  ${component} ${version} is a development build; what it contains is not known`
    case 'not-listed':
      return `  which protocol ${component} ${version} speaks is not known`
  }
}
