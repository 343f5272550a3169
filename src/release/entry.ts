import type { InterfaceChange } from '../compare/index.ts'

/*
 * Whether a document speaks of a release, and of what breaks in it. Documents are prose: what is asked is that the release
 * has a section of its own and that what breaks is called by its name there.
 */

/** A heading in Markdown or HTML, with the length of its mark as its rank. */
const heading = /^(#{1,6})[ \t]+(.*)$|^<h([1-6])[^>]*>(.*?)<\/h\d>|^(.+)\n(=+|-{3,})[ \t]*$/gm

/** The part of a text under the first heading that names one of these versions; undefined where there is none. */
export function sectionOf(text: string, versions: readonly string[]): string | undefined {
  const plain = text.replaceAll('\r\n', '\n')
  const headings = [...plain.matchAll(heading)].map((match) => {
    const [whole, marks, title, level, html, underlined, line] = match
    const rank = marks?.length ?? (level === undefined ? (line?.startsWith('=') ? 1 : 2) : Number(level))
    return {
      rank,
      title: title ?? html ?? underlined ?? '',
      start: match.index,
      end: match.index + whole.length,
    }
  })
  // The full version before its line: 1.3.0 is meant where both have a section.
  for (const version of versions) {
    const i = headings.findIndex(({ title }) => isNamed(title, version))
    const found = headings[i]
    if (found === undefined) continue
    const next = headings.slice(i + 1).find(({ rank }) => rank <= found.rank)
    return plain.slice(found.start, next?.start ?? plain.length)
  }
  return undefined
}

/** Whether a text says a word as such, and not as a part of a longer one. */
export function isNamed(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text.slice(at + word.length)
    const isStart = !/[\w.]/.test(before) || (/^\d/.test(word) && /v/i.test(before))
    if (isStart && !/^(?:\w|\.\d|-\w)/.test(after)) return true
  }
  return false
}

/** Whether a text speaks of a change: by its path, or the last name in it. */
export function speaksOf(text: string, { path, before }: InterfaceChange): boolean {
  const last =
    path
      .replace(/\[\]|\(.*\)/g, '')
      .split(/[\s./]+/)
      .at(-1) ?? path
  const names = [
    path,
    ...(last.length > 1 ? [last] : []),
    ...(before !== undefined && before.length > 2 ? [before] : []),
  ]
  return names.some((name) => isNamed(text, name))
}
