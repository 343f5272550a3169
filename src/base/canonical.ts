/**
 * JSON with sorted keys and no white space: equal values give equal text, so the text can be hashed and
 * compared. Undefined members are left out, as in JSON.stringify.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    let members = ''
    const object = value as Readonly<Record<string, unknown>>
    for (const key of Object.keys(object).sort()) {
      const member = object[key]
      if (member === undefined) continue
      members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
    }
    return `{${members}}`
  }
  return JSON.stringify(value) ?? 'null'
}
