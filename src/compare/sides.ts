import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { InterfaceText } from './change.ts'

/** Reads the one text of each side; what is wrong with either is told together. */
export function readSide<T>(
  old: readonly InterfaceText[],
  young: readonly InterfaceText[],
  read: (text: InterfaceText) => Result<T, readonly Diagnostic[]>,
): Result<{ readonly old: T; readonly new: T }, readonly Diagnostic[]> {
  const one = ([text]: readonly InterfaceText[]) => (text === undefined ? fail([]) : read(text))
  const [a, b] = [one(old), one(young)]
  if (a.ok && b.ok) return ok({ old: a.value, new: b.value })
  return fail([...(a.ok ? [] : a.problem), ...(b.ok ? [] : b.problem)])
}
