type Schema = Readonly<Record<string, unknown>> | boolean

/**
 * Whether a value fits a JSON Schema, by the keywords that the generated schemas use. A keyword that is not known
 * here is an error, so that nothing is taken for checked that was not.
 */
export function fits(schema: Schema, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema
  return Object.entries(schema).every(([keyword, operand]) => {
    const check = keywords[keyword]
    if (check === undefined) throw new Error(`the keyword ${keyword} is not known`)
    return check(operand as never, value, schema)
  })
}

type Members = Readonly<Record<string, unknown>>

const isMapping = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: isMapping,
}

const holds = () => true

const keywords: Readonly<Record<string, (operand: never, value: unknown, schema: Members) => boolean>> = {
  $schema: holds,
  description: holds,
  default: holds,
  type: (name: string, value) => types[name]?.(value) === true,
  const: (wanted, value) => value === wanted,
  enum: (wanted: readonly unknown[], value) => wanted.includes(value),
  pattern: (text: string, value) => typeof value !== 'string' || new RegExp(text, 'u').test(value),
  minLength: (least: number, value) => typeof value !== 'string' || value.length >= least,
  minimum: (least: number, value) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value) => typeof value !== 'number' || value <= most,
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  maxItems: (most: number, value) => !Array.isArray(value) || value.length <= most,
  prefixItems: (schemas: readonly Schema[], value) =>
    !Array.isArray(value) || schemas.every((schema, i) => i >= value.length || fits(schema, value[i])),
  items: (schema: Schema, value, { prefixItems }) =>
    !Array.isArray(value) ||
    value.slice(Array.isArray(prefixItems) ? prefixItems.length : 0).every((item) => fits(schema, item)),
  required: (names: readonly string[], value) =>
    !isMapping(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (schemas: Readonly<Record<string, Schema>>, value) =>
    !isMapping(value) ||
    Object.entries(schemas).every(
      ([name, schema]) => !Object.hasOwn(value, name) || fits(schema, value[name]),
    ),
  propertyNames: (schema: Schema, value) =>
    !isMapping(value) || Object.keys(value).every((name) => fits(schema, name)),
  additionalProperties: (schema: Schema, value, { properties = {} }) =>
    !isMapping(value) ||
    Object.entries(value).every(
      ([name, member]) => Object.hasOwn(properties as Members, name) || fits(schema, member),
    ),
  anyOf: (schemas: readonly Schema[], value) => schemas.some((schema) => fits(schema, value)),
  oneOf: (schemas: readonly Schema[], value) => schemas.filter((schema) => fits(schema, value)).length === 1,
}
