import { canonicalJson } from '../base/index.ts'
import type { Comparing, Where } from './comparing.ts'
import { none } from './schema-effect.ts'
import { valueText } from './schema-facts.ts'

/** What schemas say beside what they accept: defaults, marks and words. */
export function compareNotes({ sides, tell }: Comparing, where: Where): void {
  const [a, b] = [sides.old.facts.notes, sides.new.facts.notes]
  const isRead = where.direction === 'output'
  if (canonicalJson([a.default]) !== canonicalJson([b.default])) {
    const kind =
      a.default === undefined
        ? 'default-added'
        : b.default === undefined
          ? 'default-removed'
          : 'default-changed'
    tell(kind, where, none, {
      // Whoever left the value out gets another one now; whoever reads it is told either way.
      class: a.default === undefined || isRead ? 'compatible' : 'breaking',
      before: a.default && valueText(a.default.value),
      after: b.default && valueText(b.default.value),
    })
  }
  if (a.access !== b.access) {
    // What may no longer be written breaks writers, what is no longer shown breaks readers.
    const lost =
      (b.access === 'readOnly' && where.direction !== 'output') ||
      (b.access === 'writeOnly' && where.direction !== 'input')
    tell('access-changed', where, none, {
      class: lost ? 'breaking' : 'compatible',
      before: a.access,
      after: b.access,
    })
  }
  if (sides.old.facts.merge !== sides.new.facts.merge)
    tell('merge-changed', where, none, {
      class: 'breaking',
      before: sides.old.facts.merge || undefined,
      after: sides.new.facts.merge || undefined,
    })
  if (a.isDeprecated !== b.isDeprecated)
    tell(b.isDeprecated ? 'deprecated' : 'restored', where, none, { class: 'compatible' })
  if (a.words !== b.words)
    tell('description-changed', where, none, {
      class: 'documentation',
      before: a.description,
      after: b.description,
    })
  if (a.extensions !== b.extensions) tell('extension-changed', where, none, { class: 'documentation' })
}
