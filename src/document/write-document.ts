import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node } from 'yaml'

/** Lines are no longer where they can be broken. */
const width = 110

/** From this depth on, what fits on a line is written on one: below the members of the document and their own. */
const firstInline = 2

/** Lines that begin and end with something to see: indentation and blank ends are lost too easily. */
const paragraph = /^[!-~](?:[\n -~]*[!-~])?$/

const day = /^\d{4}-\d{2}-\d{2}$/

/**
 * A plain value as a YAML document, block by block, with what fits on a line on one. `comment` stands above it. What this
 * writes, `readDocument` reads as the same value; days are in quotes, as some readers have a type of their own for them.
 */
export function writeDocument(value: unknown, comment?: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.2' })
  if (comment !== undefined) document.commentBefore = comment.replace(/^(?=.)/gm, ' ')
  layOut(document.contents, 0)
  return document.toString({ lineWidth: width, flowCollectionPadding: true })
}

function layOut(node: unknown, depth: number): void {
  if (isScalar(node)) {
    const { value } = node
    if (typeof value !== 'string') return
    if (day.test(value)) node.type = 'QUOTE_DOUBLE'
    else if (value.includes('\n')) node.type = paragraph.test(value) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE'
    return
  }
  if (!isCollection(node)) return
  if (depth >= firstInline && lengthOf(node) + 2 * depth <= width) node.flow = true
  for (const item of node.items) {
    if (!isPair(item)) layOut(item, depth + 1)
    else {
      layOut(item.key, depth + 1)
      layOut(item.value, depth + 1)
    }
  }
}

/** About as long as it is on one line; a text of several lines has none. */
function lengthOf(node: Node): number {
  if (isScalar(node)) {
    const text = String(node.value)
    return text.includes('\n') ? Number.POSITIVE_INFINITY : text.length + 2
  }
  if (!isCollection(node)) return 0
  // A list of mappings is a table, with a line for each.
  if (isSeq(node) && node.items.some(isMap)) return Number.POSITIVE_INFINITY
  let length = isMap(node) ? 6 : 4
  for (const item of node.items) {
    length += isPair(item)
      ? lengthOf(item.key as Node) + lengthOf(item.value as Node) + 4
      : lengthOf(item as Node) + 2
    if (length > width) return length
  }
  return length
}
