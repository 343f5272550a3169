import {
  formatOf,
  type InterfaceComparison,
  type InterfaceFormat,
  type InterfaceSide,
  sorted,
} from '../compare/index.ts'
import { compareWithBuf, findBuf } from '../connect/index.ts'

/** How to get the program that compares protobuf files; it is too large to bring along. */
const missing = {
  message: 'protobuf files are compared by buf, and there is no such program here',
  help: 'install it (npm install --save-dev @bufbuild/buf), or put it on the PATH',
}

/** A comparison with what buf finds in the protobuf files of both sides; where there is none, nothing is known of them. */
export function withProtobuf(
  comparison: InterfaceComparison,
  old: InterfaceSide,
  young: InterfaceSide,
  as: InterfaceFormat | undefined,
): InterfaceComparison {
  if (!comparison.files.has('protobuf')) return comparison
  const only = (side: InterfaceSide): InterfaceSide => ({
    ...side,
    texts: side.texts.filter((text) => (as ?? formatOf(text)) === 'protobuf'),
  })
  const [before, after] = [only(old), only(young)]
  if (isEqual(before, after)) return comparison
  const [a] = before.texts
  const place = { file: (a && before.place?.(a.file)) ?? a?.file ?? '', line: 1, column: 1 }
  const program = findBuf()
  if (program === undefined)
    return { ...comparison, problems: [...comparison.problems, { place, ...missing }] }
  const found = compareWithBuf(program, ...sameNames(before, after))
  if (!found.ok)
    return { ...comparison, problems: [...comparison.problems, { place, message: found.problem }] }
  return {
    ...comparison,
    changes: sorted([...comparison.changes, ...found.value.changes]),
    problems: [...comparison.problems, ...found.value.problems],
    notes: [...comparison.notes, ...found.value.notes],
  }
}

const isEqual = (a: InterfaceSide, b: InterfaceSide): boolean =>
  JSON.stringify(a.texts) === JSON.stringify(b.texts)

/** Two files that were named are the same thing, whatever they are called. */
function sameNames(a: InterfaceSide, b: InterfaceSide): readonly [InterfaceSide, InterfaceSide] {
  const [left, right] = [a.texts[0], b.texts[0]]
  if (a.texts.length !== 1 || b.texts.length !== 1 || left === undefined || right === undefined) return [a, b]
  const place = a.place?.(left.file) ?? left.file
  return [{ texts: [{ ...left, file: right.file }], place: () => place }, b]
}
