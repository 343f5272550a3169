import { describe, expect, it } from 'vitest'
import { fieldsIn, parseForm, renderForm } from './form.ts'

const form = (text: string) => {
  const read = parseForm(text)
  if (!read.ok) throw new Error(read.problem.expected)
  return read.value
}

describe('a form', () => {
  it('names its fields in their order', () => {
    expect(fieldsIn(form('v{a}[-{b}.{c}]+{d}')).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  it.each([
    [{ a: '1' }, 'v1'],
    [{ a: '1', b: '2' }, 'v1'],
    [{ a: '1', b: '2', c: '3' }, 'v1-2.3'],
  ])('%j gives %s: a part is there with all its fields', (fields, text) => {
    expect(renderForm(form('v{a}[-{b}.{c}]'), new Map(Object.entries(fields)))).toBe(text)
  })

  it.each([
    ['', 0],
    ['v{', 1],
    ['v{}', 1],
    ['v{1a}', 1],
    ['v}', 1],
    ['[', 1],
    ['[]', 1],
    ['a]', 1],
    ['[a[', 2],
    [`{${'a'.repeat(100)}}`, 0],
  ])('%j is none', (text, at) => {
    expect(parseForm(text)).toMatchObject({ ok: false, problem: { text, at } })
  })
})
