import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { planCases, rendered } from './plans.ts'

/* What holds of the text of every page, without a browser. */

const names = Object.keys(planCases)
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found)

describe.each(names)('the page of a plan: %s', (name) => {
  const page = rendered(name, 'html')

  it('has one script and one style, and its policy names both', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    expect(policy).toContain("default-src 'none'")
    for (const tag of ['script', 'style']) {
      const [content = '', ...more] = all(page, new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))
      expect(more).toEqual([])
      expect(page.match(new RegExp(`<${tag}\\b`, 'g'))).toHaveLength(1)
      const hash = createHash('sha256').update(content).digest('base64')
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
    }
  })

  it('refers to nothing but itself and to addresses of sources', () => {
    expect(page).not.toMatch(/<[^>]*\s(?:src|srcset|style|action|poster|on\w+)=/)
    const ids = all(page, /\sid="([^"]*)"/g)
    expect(new Set(ids).size).toBe(ids.length)
    for (const href of all(page, /\shref="([^"]*)"/g))
      expect(href.startsWith('#') ? ids : [href]).toContain(href.startsWith('#') ? href.slice(1) : href)
    for (const href of all(page, /\shref="([^#"][^"]*)"/g)) expect(href).toMatch(/^https:\/\//)
    for (const label of all(page, /aria-labelledby="([^"]*)"/g))
      for (const id of label.split(' ')) expect(ids).toContain(id)
  })

  it('is the same for the same plan', () => {
    expect(rendered(name, 'html')).toBe(page)
  })
})

describe('what a page tells', () => {
  it('names every rule, source, gate and way back of the text', () => {
    const page = rendered('two groups', 'html')
    for (const told of [
      'spire/one-line-per-upgrade',
      'server cluster healthy',
      'back to 1.1.1',
      'https://',
      'newest of 1.2',
    ])
      expect(page).toContain(told)
  })

  it('tells scopes that do the same once, and each by its name and numbers', () => {
    const page = rendered('alike scopes', 'html')
    expect(page).toContain('130 scopes, 32 ways')
    expect(page).toContain('<th scope="row">cell-99</th>')
    expect(all(page, /(<svg)/g)).toHaveLength(24)
    expect(all(page, /(<section class="way")/g)).toHaveLength(32)
  })

  it('derives why there is no way, and says what works', () => {
    const page = rendered('impossible', 'html')
    expect(page).toContain('agent group edge (6) is frozen at 1.1.1')
    expect(page).toContain('interlock plan examples/spire/fleet-frozen.yaml --to 1.3.0 --thaw edge')
  })

  it('keeps hostile names as text', () => {
    const page = rendered('hostile names', 'html')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toContain('\u202e')
  })
})
