import { describe, expect, it } from 'vitest'
import { valueIn } from './git-history.ts'

const found = (pattern: string, ...lines: string[]): string | undefined => {
  const [before = '', after = ''] = pattern.split('{value}')
  return valueIn(lines.join('\n'), { file: 'file', before, after })
}

describe('the value that stands in a file', () => {
  it.each([
    ['a Makefile', 'A := {value}', ['A := v1.2.3'], 'v1.2.3'],
    ['with tabs and more spaces', 'A := {value}', ['A\t:=   v1.2.3  '], 'v1.2.3'],
    ['with line ends of Windows', 'A := {value}', ['A := v1.2.3\r', 'B := 2\r'], 'v1.2.3'],
    ['YAML with quotes and a comment', 'version: {value}', ['name: x', '  version: "1.2.3" # x'], '1.2.3'],
    ['YAML with single quotes', 'version: {value}', ["version: '1.2.3'"], '1.2.3'],
    ['YAML without quotes, with a comment', 'version: {value}', ['version: 1.2.3 # x'], '1.2.3'],
    ['YAML in braces', 'version: {value}', ['{name: x, version: 1.2.3}'], '1.2.3'],
    ['JSON', '"version": "{value}"', ['{', '  "version": "1.2.3",'], '1.2.3'],
    ['JSON with another end', '"version": {value}', ['  "version": "1.2.3",'], '1.2.3'],
    ['Go', 'Base = "{value}"', ['const (', '\tBase = "1.2.3" // until the branch is cut'], '1.2.3'],
    ['Go, with a pattern of no end', 'Base = {value}', ['\tBase = "1.2.3"'], '1.2.3'],
    ['a shell', 'export V={value}', ['export V=1.2.3; build'], '1.2.3'],
    ['quotes with spaces inside', 'name: "{value}"', ['name: " two words "'], 'two words'],
    ['text on both sides', 'image: hub:{value}-alpine', ['image: hub:1.2.3-alpine'], '1.2.3'],
    ['the first of two', 'A := {value}', ['A := 1', 'A := 2'], '1'],
    ['the second, where the first is empty', 'A := {value}', ['A := ', 'A := 2'], '2'],
    ['what is commented out is none', 'A := {value}', ['# A := 1', 'A := 2'], '2'],
    ['nor in Go', 'Base = "{value}"', ['// Base = "1"', 'Base = "2"'], '2'],
    ['unless the comment is meant', '# at {value}', ['x', '# at 1.2.3'], '1.2.3'],
    ['the end of another name is none', 'A := {value}', ['DATA := 1', 'A := 2'], '2'],
    ['nor with a dash', 'version: {value}', ['app-version: 1', 'version: 2'], '2'],
    ['also on one line', 'version: {value}', ['{my-version: 1, version: 2}'], '2'],
    ['the beginning of another name is none', 'A := {value}', ['AB := 1'], undefined],
    ['no value', 'version: {value}', ['version:', 'name: x'], undefined],
    ['a comment instead of a value', 'version: {value}', ['version: # later'], undefined],
    ['empty quotes', 'version: {value}', ['version: ""'], undefined],
    ['no end', 'Base = "{value}"', ['Base = "1.2.3'], undefined],
    ['an empty file', 'version: {value}', [''], undefined],
    ['signs that mean something in expressions', 'a.b(c)* = {value}', ['aXb(c)* = 1', 'a.b(c)* = 2'], '2'],
  ])('%s', (_, pattern, lines, expected) => {
    expect(found(pattern, ...lines)).toBe(expected)
  })

  it('no file, no value', () => {
    expect(valueIn(undefined, { file: 'file', before: 'A := ', after: '' })).toBeUndefined()
  })
})
