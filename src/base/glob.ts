const patterns = new Map<string, RegExp>()

/**
 * Whether the path of a file fits a pattern: `*` is any text without a slash, `**` any text, and `**` between slashes also
 * none at all. Paths have forward slashes.
 */
export function fitsPath(path: string, pattern: string): boolean {
  let known = patterns.get(pattern)
  if (known === undefined) {
    const source = pattern
      .split(/(\*\*\/|\*\*|\*)/)
      .map((part) => {
        if (part === '**/') return '(?:.*/)?'
        if (part === '**') return '.*'
        return part === '*' ? '[^/]*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      })
      .join('')
    known = new RegExp(`^${source}$`, 's')
    patterns.set(pattern, known)
  }
  return known.test(path)
}
