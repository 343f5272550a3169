import type { ReleaseLint, TagFinding, TagReason } from '../tags/index.ts'
import { number, pageWidth, plural, wrap } from './layout.ts'
import type { Paint } from './paint.ts'

/** What is not known of a tag itself: every rule about it has the same to say. */
const lacking = {
  'no-day': { what: 'no known day', help: 'a column "date" in the table tells it' },
  'branch-unknown': {
    what: 'no known branch',
    help: 'a column "branch" in the table tells it, or --repo with a whole clone',
  },
  'object-unknown': {
    what: 'no known kind',
    help: 'columns "annotated" and "signed" in the table tell it, or --repo',
  },
} as const

type Lacking = keyof typeof lacking

const isLacking = (kind: TagReason['kind']): kind is Lacking => Object.hasOwn(lacking, kind)

/** Whether a finding says no more than that something is not known of its tag. */
export const isAboutKnowledge = ({ reason }: TagFinding): boolean => isLacking(reason.kind)

const mostNamed = 3

/** What is not known of which tags, each told once and not by every rule. */
export function unknownLines({ rules }: ReleaseLint, paint: Paint): string[] {
  const findings = rules.flatMap((one) => one.findings)
  const kinds = [...new Set(findings.map(({ reason }) => reason.kind))].filter(isLacking)
  return kinds.flatMap((kind) => {
    const own = findings.filter(({ reason }) => reason.kind === kind)
    const tags = [...new Set(own.map(({ tag }) => tag ?? ''))]
    const asking = new Set(own.map(({ rule }) => rule.name)).size
    const more = tags.length - mostNamed
    const named = [...tags.slice(0, mostNamed), ...(more > 0 ? [`${number(more)} more`] : [])].join(', ')
    const { what, help } = lacking[kind]
    const verb = tags.length === 1 ? 'has' : 'have'
    return [
      '',
      ...wrap(
        `  ${paint.unsure('?')} ${plural(tags.length, 'tag')} ${verb} ${what}, which ${plural(asking, 'rule')} would need: ${named}`,
        pageWidth,
        4,
      ),
      ...wrap(`    ${help}`, pageWidth, 4),
    ]
  })
}
