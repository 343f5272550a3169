const patterns = new Map<string, RegExp>()

/** Whether a text is like a pattern, in which `*` is any text, also none. */
export function isLike(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return text === pattern
  let known = patterns.get(pattern)
  if (known === undefined) {
    const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    known = new RegExp(`^${parts.join('[^]*?')}$`)
    patterns.set(pattern, known)
  }
  return known.test(text)
}
