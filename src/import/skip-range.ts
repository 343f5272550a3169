import { fail, ok, type Result } from '../base/index.ts'

/*
 * Ranges of versions as operator catalogues write them (the `skipRange` of an entry): the ranges of the Go package
 * github.com/blang/semver, which compares by plain precedence, as policies do.
 */

const comparison = /(?:(>=|<=|!=|==|[<>=!])\s*)?([^\s<>=!|]+)/y
const exact = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/
const wildcard = /^(\d{1,15})\.(?:(\d{1,15})\.)?x$/

/** The range as a policy writes it, one text for each alternative; or what in it cannot be read. */
export function rangeFrom(text: string): Result<readonly string[], string> {
  const alternatives: string[] = []
  for (const part of text.split('||')) {
    const read = conjunction(part.trim())
    if (!read.ok) return read
    alternatives.push(...read.value)
  }
  return ok(alternatives)
}

/** Conditions that all have to hold. One with `!=` leaves what is below and what is above. */
function conjunction(text: string): Result<readonly string[], string> {
  if (text === '') return fail('nothing')
  let found: readonly string[] = ['']
  for (let at = 0; at < text.length; ) {
    comparison.lastIndex = at
    const [whole, operator = '=', version = ''] = comparison.exec(text) ?? []
    if (whole === undefined) return fail(`"${text.slice(at)}"`)
    const conditions = conditionsOf(operator, version)
    if (conditions === undefined) return fail(`"${whole}"`)
    found = found.flatMap((before) => conditions.map((more) => `${before} ${more}`.trim()))
    at += whole.length
    while (text[at] === ' ') at++
  }
  return ok(found)
}

function conditionsOf(operator: string, version: string): readonly string[] | undefined {
  if (exact.test(version)) {
    switch (operator) {
      case '=':
      case '==':
        return [`=${version}`]
      case '!':
      case '!=':
        return [`<${version}`, `>${version}`]
      default:
        return [`${operator}${version}`]
    }
  }
  const [, major, minor] = wildcard.exec(version) ?? []
  if (major === undefined) return undefined
  const first = `${major}.${minor ?? 0}.0`
  const next = minor === undefined ? `${Number(major) + 1}.0.0` : `${major}.${Number(minor) + 1}.0`
  switch (operator) {
    case '=':
    case '==':
      return [`>=${first} <${next}`]
    case '>':
      return [`>=${next}`]
    case '>=':
      return [`>=${first}`]
    case '<':
      return [`<${first}`]
    case '<=':
      return [`<${next}`]
    default:
      return undefined
  }
}
