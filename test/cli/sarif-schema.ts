/*
 * As much of SARIF 2.1.0 (OASIS Standard, sections 3.13 to 3.52) as this program writes, with every member that the
 * standard allows there spelled out: what is misspelt or misplaced does not fit.
 */

const list = (items: unknown) => ({ type: 'array', items })
const closed = (properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const text = { type: 'string', minLength: 1 }
const bag = { type: 'object' }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const index = { type: 'integer', minimum: 0 }
const one = { type: 'integer', minimum: 1 }
/** RFC 3986: no spaces, no backslashes, nothing outside ASCII. */
const uri = { type: 'string', pattern: "^[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]+$" }
const address = { type: 'string', pattern: '^https?://[^ ]+$' }
const multiformat = closed({ text, markdown: text, properties: bag }, ['text'])

const descriptor = closed(
  {
    id: text,
    name: text,
    shortDescription: multiformat,
    fullDescription: multiformat,
    help: multiformat,
    helpUri: address,
    defaultConfiguration: closed({ level, enabled: { type: 'boolean' } }),
    properties: bag,
  },
  ['id', 'shortDescription', 'help'],
)

const location = closed(
  {
    physicalLocation: closed(
      {
        artifactLocation: closed({ uri, uriBaseId: text }, ['uri']),
        region: closed({ startLine: one, startColumn: one, endLine: one, endColumn: one }, ['startLine']),
      },
      ['artifactLocation'],
    ),
    logicalLocations: list(closed({ name: text, fullyQualifiedName: text, kind: text })),
  },
  ['physicalLocation'],
)

const result = closed(
  {
    ruleId: text,
    ruleIndex: index,
    level,
    message: closed({ text, markdown: text }, ['text']),
    locations: list(location),
    partialFingerprints: { type: 'object', additionalProperties: text },
    properties: bag,
  },
  ['ruleId', 'ruleIndex', 'level', 'message', 'locations'],
)

export const sarifSchema = closed(
  {
    $schema: address,
    version: { const: '2.1.0' },
    runs: {
      ...list(
        closed(
          {
            tool: closed(
              {
                driver: closed(
                  { name: text, version: text, semanticVersion: text, rules: list(descriptor) },
                  ['name'],
                ),
              },
              ['driver'],
            ),
            automationDetails: closed({ id: text }),
            columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
            results: list(result),
            properties: bag,
          },
          ['tool', 'results'],
        ),
      ),
      minItems: 1,
    },
  },
  ['version', 'runs'],
)
