/** The elements of an XML text, each with its attributes; throws where it is not well-formed. */
export function elementsOf(xml: string): { name: string; attributes: Record<string, string> }[] {
  const open: string[] = []
  const found: { name: string; attributes: Record<string, string> }[] = []
  const token = /<\?xml[^>]*\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|[^<]+/g
  let at = 0
  for (const match of xml.matchAll(token)) {
    if (match.index !== at) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 40)}`)
    at += match[0].length
    const [whole, isEnd, name = '', written = '', isEmpty] = match
    if (/&(?!(?:amp|lt|gt|quot|apos|#10);)/.test(whole)) throw new Error(`a bare & in ${whole}`)
    if (name === '') continue
    if (isEnd === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    if (isEmpty !== '/') open.push(name)
    const attributes = Object.fromEntries(
      [...written.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    )
    found.push({ name, attributes })
  }
  if (at !== xml.length || open.length > 0) throw new Error('the text ends within an element')
  return found
}
