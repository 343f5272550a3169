import { parseAllDocuments } from 'yaml'

/** Parses texts as the `yaml` package does it by itself, into values; how many documents there were. */
export function parseAll(texts: readonly string[]): number {
  let count = 0
  for (const text of texts) {
    const documents = parseAllDocuments(text)
    if ('empty' in documents) continue
    for (const document of documents) {
      const value: unknown = document.toJS()
      if (value !== null) count++
    }
  }
  return count
}
