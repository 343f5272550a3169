/** One test of a JUnit report. */
export interface JunitCase {
  readonly classname: string
  readonly name: string
  readonly file?: string
  readonly line?: number
  /** passes: with its body told beside it, where it has one. */
  readonly kind: 'failure' | 'error' | 'skipped' | 'passes'
  readonly message?: string
  readonly type?: string
  readonly body?: string
}

export interface JunitSuite {
  readonly name: string
  readonly cases: readonly JunitCase[]
}

/** Test suites as JUnit XML, for systems that show tests. */
export function junitText(name: string, suites: readonly JunitSuite[]): string {
  const counted = (cases: readonly JunitCase[]) => {
    const of = (kind: JunitCase['kind']): number => cases.filter((each) => each.kind === kind).length
    return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') }
  }
  const { tests, failures, errors } = counted(suites.flatMap(({ cases }) => cases))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests, failures, errors })}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite${attributes({ name: suite.name, ...counted(suite.cases) })}>`,
      ...suite.cases.map(caseText),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n')
}

function caseText({ kind, message, type, body, ...head }: JunitCase): string {
  const opening = `    <testcase${attributes(head)}`
  const told = attributes({ ...(message !== undefined && { message }), ...(type !== undefined && { type }) })
  const element = kind === 'passes' ? 'system-out' : kind
  if (kind === 'passes' && body === undefined) return `${opening}/>`
  const inner =
    body === undefined ? `<${element}${told}/>` : `<${element}${told}>${escaped(body)}</${element}>`
  return `${opening}>\n      ${inner}\n    </testcase>`
}

/** Attributes of an element, escaped. */
const attributes = (members: Readonly<Record<string, string | number>>): string =>
  Object.entries(members)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no way to write most control characters and lone surrogates, not even escaped. */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** Signs that turn the direction of what follows, with which a name could look like another one. */
const turning = /[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

/** A text that any document can hold, and that is what it looks like. */
export const harmless = (text: string): string =>
  text.replace(unwritable, '\ufffd').replace(turning, '\ufffd')

/** A text as XML and HTML have it, between tags and in attributes. */
export const escaped = (text: string): string =>
  harmless(text).replace(/[&<>"']/g, (character) => entities[character] ?? character)
