import { cell } from '../explain/index.ts'
import { schemaOf } from './policy.ts'

/*
 * The reference of the policy language, made of the schema that reads policies: what is written there is what is
 * accepted.
 */

interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly additionalProperties?: Schema | boolean
}

export function referenceText(): string {
  const policy = schemaOf('policy') as Schema
  const fleet = schemaOf('fleet') as Schema
  const rules = policy.properties?.rules?.items?.oneOf ?? []
  const shared = sharedMembers(rules)
  return [
    '# The policy language',
    '',
    'Generated from the schema (`interlock policy schema`); edit `src/policy/schema.ts`, not this file.',
    'A policy is a YAML document. Editors complete it with the schemas in `docs/schema/`.',
    '',
    '## Policy',
    '',
    ...members(policy, ['rules', '$schema']),
    '',
    '## Rules',
    '',
    'Every rule has these members, and those of its kind.',
    '',
    ...rows(rules[0] ?? {}, (name) => shared.has(name)),
    ...rules.flatMap((rule) => [
      '',
      `### ${String(rule.properties?.kind?.const)}`,
      '',
      rule.description ?? '',
      '',
      ...rows(rule, (name) => !shared.has(name) && name !== 'kind'),
    ]),
    '',
    '## Fleet',
    '',
    ...members(fleet, ['$schema']),
    '',
  ].join('\n')
}

function sharedMembers(rules: readonly Schema[]): ReadonlySet<string> {
  const [first, ...others] = rules
  const names = Object.keys(first?.properties ?? {})
  return new Set(
    names.filter(
      (name) => name !== 'kind' && others.every(({ properties }) => properties?.[name] !== undefined),
    ),
  )
}

/** The members of a mapping, and those of the mappings inside it, as tables. */
function members(schema: Schema, left: readonly string[]): string[] {
  const own = rows(schema, (name) => !left.includes(name))
  return [...own, ...sections(schema, left, [])].filter((line, i, all) => line !== '' || all[i - 1] !== '')
}

/** A section for each member that holds mappings, and after it one for each of theirs. */
function sections(schema: Schema, left: readonly string[], path: readonly string[]): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const mappings = left.includes(name) ? [] : mappingsIn(member)
    if (mappings.length === 0) return []
    const here = [...path, name]
    const tables = mappings.flatMap((mapping) => {
      const kind = mapping.properties?.kind?.const
      const head = kind === undefined ? [] : ['', `#### ${String(kind)}`, '', mapping.description ?? '']
      return [...head, '', ...rows(mapping, (each) => kind === undefined || each !== 'kind')]
    })
    const inner = mappings.flatMap((mapping) => sections(mapping, [], here))
    return [
      '',
      `${path.length === 0 ? '###' : '####'} ${here.join('.')}`,
      '',
      member.description ?? '',
      ...tables,
      ...inner,
    ]
  })
}

/** The mappings that a member holds: one, or one per kind. */
function mappingsIn(schema: Schema): readonly Schema[] {
  if (schema.properties !== undefined) return [schema]
  if (schema.oneOf !== undefined) return schema.oneOf.flatMap(mappingsIn)
  if (schema.items !== undefined) return mappingsIn(schema.items)
  return typeof schema.additionalProperties === 'object' ? mappingsIn(schema.additionalProperties) : []
}

function rows(schema: Schema, wanted: (name: string) => boolean): string[] {
  const found = Object.entries(schema.properties ?? {}).filter(([name]) => wanted(name))
  if (found.length === 0) return []
  return [
    '| member | | what it is |',
    '| --- | --- | --- |',
    ...found.map(([name, member]) => {
      const needed = schema.required?.includes(name) === true && member.default === undefined
      return `| \`${name}\` | ${needed ? 'required' : defaultText(member)} | ${cell(`${typeText(member)}${sentence(member)}`)} |`
    }),
  ]
}

const defaultText = ({ default: value }: Schema): string => {
  if (value === undefined || Array.isArray(value) || typeof value === 'object') return ''
  return `default \`${String(value)}\``
}

const sentence = ({ description }: Schema): string => (description === undefined ? '' : `. ${description}`)

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return alternatives.map(typeText).join(' or ')
  switch (schema.type) {
    case 'array':
      return `list of ${schema.items === undefined ? 'anything' : typeText(schema.items)}`
    case 'object':
      return schema.properties === undefined ? 'mapping of names' : 'mapping'
    case 'integer':
      return 'whole number'
    case 'boolean':
      return 'true or false'
    default:
      return 'text'
  }
}
