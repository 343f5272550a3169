import { parseAllDocuments } from 'yaml'

/** Parses texts as the `yaml` package does it by itself, into values; how many documents there were. */
export const parseAll = (texts: readonly string[]): number => valuesOf(texts).length

/** The documents of texts, without empty ones. */
export function valuesOf(texts: readonly string[]): unknown[] {
  const values: unknown[] = []
  for (const text of texts) {
    const documents = parseAllDocuments(text)
    if ('empty' in documents) continue
    for (const document of documents) {
      const value: unknown = document.toJS()
      if (value !== null) values.push(value)
    }
  }
  return values
}
