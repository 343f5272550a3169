import { type Diagnostic, placeText, type Result } from '../../src/base/index.ts'

/** Throws unless a door answered as doors do: a value, or problems that have words and stand inside their text. */
export function expectAnswer(
  result: Result<unknown, readonly Diagnostic[]>,
  texts: Readonly<Record<string, string>>,
): void {
  if (result.ok) return
  if (result.problem.length === 0) throw new Error('refused without a problem')
  for (const problem of result.problem) {
    const { place, message, help } = problem
    if (message === '' || help === '') throw new Error(`no words: ${JSON.stringify(problem)}`)
    if (/undefined|\[object|NaN/.test(`${message} ${help ?? ''}`))
      throw new Error(`odd words: ${message} ${help}`)
    if (place === undefined) throw new Error(`no place: ${message}`)
    const text = Object.hasOwn(texts, place.file) ? texts[place.file] : undefined
    if (text === undefined) throw new Error(`in no file: ${placeText(place)} ${message}`)
    const line = text.split('\n')[place.line - 1]
    if (line === undefined || !(place.column >= 1 && place.column <= line.length + 1))
      throw new Error(`outside its text: ${placeText(place)} ${message}`)
  }
}
