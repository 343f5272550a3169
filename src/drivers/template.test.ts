import { describe, expect, it } from 'vitest'
import {
  fill,
  fillAddress,
  fillCommand,
  fillPath,
  parseTemplate,
  type Template,
  type Values,
} from './template.ts'

const around = {
  placeholders: ['id', 'ids', 'to', 'from'],
  vars: ['port'],
  env: { HOME: '/root', EMPTY: '' },
} as const

const read = (written: string): Template => {
  const template = parseTemplate(written, around)
  if (!template.ok) throw new Error(JSON.stringify(template.problem))
  return template.value
}

const values: Values = { id: 'a b', ids: ['a', 'b c'], to: '2.0.0', vars: { port: '80' } }

describe('a text with placeholders', () => {
  it.each([
    ['plain', 'plain'],
    ['{id}', 'a b'],
    ['--id={id}:{vars.port}', '--id=a b:80'],
    ['{env.HOME}/{to}', '/root/2.0.0'],
    ['{{id}}', '{id}'],
    ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
    ['{{.Names}} {}', '{{.Names}} {}'],
    ['$id `x` {', '$id `x` {'],
  ])('%s is %s', (written, filled) => {
    expect(fill(read(written), values)).toBe(filled)
  })

  it('what is filled in is not read again', () => {
    expect(fill(read('{id}'), { id: '{to}{env.HOME}' })).toBe('{to}{env.HOME}')
  })

  it.each([
    ['{idd}', '{idd} stands for nothing here', 'did you mean {id}?'],
    [
      '{elsewhere}',
      '{elsewhere} stands for nothing here',
      'one of: {id}, {ids}, {to}, {from}, {vars.port}, {env.NAME}; {{elsewhere}} for the text itself',
    ],
    ['{vars.prot}', '{vars.prot} stands for nothing here', 'did you mean {vars.port}?'],
    ['{env.NOBODY}', 'the environment has no variable NOBODY', undefined],
    ['--ids={ids}', '{ids} stands alone in its argument', 'it becomes one argument for each id'],
    ['a\0', 'no text may have a character of number 0', undefined],
  ])('%j is refused', (written, message, help) => {
    expect(parseTemplate(written, around)).toEqual({ ok: false, problem: { message, ...(help && { help }) } })
  })

  it.each([
    ['a value that nobody gave', '{from}', {}, 'there is no {from} here'],
    ['a character of number 0', '{id}', { id: 'a\0b' }, '{id} has a character of number 0 in it'],
  ])('%s is an error', (_, written, given, message) => {
    expect(() => fill(read(written), given)).toThrow(message)
  })
})

describe('arguments', () => {
  it.each<[string, readonly string[], Values, readonly string[]]>([
    ['one stays one', ['x', '{id}'], { id: 'a b "c" $(d) ; e' }, ['x', 'a b "c" $(d) ; e']],
    ['ids become one each', ['x', '{ids}', 'y'], { ids: ['a b', 'c'] }, ['x', 'a b', 'c', 'y']],
    ['an option has its value', ['x', '--id={id}'], { id: '-rf' }, ['x', '--id=-rf']],
    [
      'after -- there are no options',
      ['x', '--', '{id}', '{ids}'],
      { id: '-rf', ids: ['--a'] },
      ['x', '--', '-rf', '--a'],
    ],
    [
      'what the document says itself may be one',
      ['x', '{vars.port}'],
      { vars: { port: '-p80' } },
      ['x', '-p80'],
    ],
    ['a slash in an id is one', ['x', '{id}'], { id: '../etc' }, ['x', '../etc']],
  ])('%s', (_, written, given, expected) => {
    expect(fillCommand(written.map(read), given)).toEqual(expected)
  })

  it.each<[string, readonly string[], Values]>([
    ['an id', ['x', '{id}'], { id: '-rf' }],
    ['one of several', ['x', '{ids}'], { ids: ['a', '--force'] }],
    ['one after nothing', ['x', '{env.EMPTY}{id}'], { id: '-rf' }],
    ['one before a --', ['x', '{id}', '--'], { id: '-' }],
    ['one after an id that is --', ['x', '{id}', '{to}'], { id: '--', to: '-x' }],
  ])('%s cannot become an option', (_, written, given) => {
    expect(() => fillCommand(written.map(read), given)).toThrow('would be read as an option')
  })
})

describe('paths', () => {
  it.each(['..', '.', '', 'a/../b', '/etc', 'a//b', 'a\\b', 'a\nb'])('%j cannot be a part of one', (id) => {
    expect(() => fillPath(read('/opt/{id}/x'), { id })).toThrow('cannot be part of a path')
    expect(() => fillCommand([read('/opt/{id}/x')], { id })).toThrow('cannot be part of a path')
  })

  it('names may have dots and spaces', () => {
    expect(fillPath(read('/opt/{id}/{env.HOME}'), { id: 'v1..2 b' })).toBe('/opt/v1..2 b//root')
  })
})

it('in an address, everything is one word', () => {
  expect(fillAddress(read('http://host:{vars.port}/x?{id}'), { id: 'a/b&c=@', vars: { port: '80' } })).toBe(
    'http://host:80/x?a%2Fb%26c%3D%40',
  )
})
