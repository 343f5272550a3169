import { harmless } from '../explain/index.ts'

/** A text in Markdown that reads as what it is, whatever signs it has: one line, nothing in it is markup. */
export const prose = (text: string): string =>
  harmless(text)
    .replace(/\s+/gu, ' ')
    .replace(/[\\`*_[\]<>|#~&$]/g, (sign) => `\\${sign}`)

/** A text in the middle of a sentence, set as code. */
export function code(text: string): string {
  const plain = harmless(text).replace(/\s+/gu, ' ')
  const ticks = '`'.repeat(longestRun(plain) + 1)
  const pad = /^`|`$/.test(plain) ? ' ' : ''
  return `${ticks}${pad}${plain}${pad}${ticks}`
}

/** Lines of code as a block, indented as a part of a list item where it is one. */
export function codeBlock(lines: readonly string[], indent = ''): string[] {
  const plain = lines.flatMap((line) => line.split('\n')).map(harmless)
  const fence = '`'.repeat(Math.max(3, longestRun(plain.join('\n')) + 1))
  return [`${fence}sh`, ...plain, fence].map((line) => `${indent}${line}`)
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))

/** An address as a link; whatever is none, as text. */
export const link = (ref: string): string => (/^https?:\/\/[^\s<>]+$/.test(ref) ? `<${ref}>` : prose(ref))
