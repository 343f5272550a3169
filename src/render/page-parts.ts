import { distinctBy } from '../base/index.ts'
import { escaped, sourceText, toldWarnings } from '../explain/index.ts'
import type { Warning } from '../plan/index.ts'
import type { Rule, SourceReference } from '../policy/index.ts'

/** An element with text in it. */
export const element = (tag: string, text: string): string => `<${tag}>${escaped(text)}</${tag}>`

/** A link for what is an address, plain text for everything else: `javascript:` and its kin never become links. */
export const linked = (text: string, ref: string): string =>
  /^https?:\/\/[^\s]+$/i.test(ref)
    ? `<a href="${escaped(ref)}" rel="noopener noreferrer">${escaped(text)}</a>`
    : escaped(ref === '' || ref === text ? text : `${text} (${ref})`)

const sourceLink = (source: SourceReference): string => linked(sourceText(source), source.ref)

export const ruleName = (rule: { readonly name: string }, derived = false): string =>
  `<code class="rule">${escaped(rule.name)}</code>${derived ? ' <span class="faint">(derived)</span>' : ''}`

export const commandBlock = (commands: readonly string[]): string =>
  commands.length === 0 ? '' : `<pre><code>${escaped(commands.join('\n'))}</code></pre>`

export function warningsHtml(
  warnings: readonly Warning[],
  commandOf: (warning: Warning) => string | undefined,
): string {
  if (warnings.length === 0) return ''
  const items = toldWarnings(warnings).map(({ warning, text, details }) => {
    const command = commandOf(warning)
    return `<li><strong>${escaped(text)}</strong>${details.map((each) => `<br>${escaped(each)}`).join('')}${command === undefined ? '' : commandBlock([command])}</li>`
  })
  return `<section class="warnings" aria-labelledby="warnings"><h2 id="warnings">Before you begin, know that</h2><ul>${items.join('')}</ul></section>`
}

/** Each rule once, with its reason and where it is written. */
export function rulesHtml(rules: readonly Rule[]): string {
  const distinct = distinctBy(rules, ({ name }) => name)
  if (distinct.length === 0) return ''
  const items = distinct.map(
    (rule) =>
      `<li><p class="says">${escaped(rule.says)}</p><p>${escaped(rule.because)}</p><p class="faint">${ruleName(rule, rule.derived)} · ${sourceLink(rule.source)}</p></li>`,
  )
  return `<section aria-labelledby="rules"><h2 id="rules">The rules behind it</h2><ul class="rules">${items.join('\n')}</ul></section>`
}

/** A table that scrolls by itself where it is wider than the page, by keyboard too. */
export const tableHtml = (label: string, content: string, kind = ''): string =>
  `<div class="scroll" role="group" aria-label="${escaped(label)}" tabindex="0"><table${kind === '' ? '' : ` class="${kind}"`}>${content}</table></div>`
