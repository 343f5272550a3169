import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planCases, rendered } from './plans.ts'

/*
 * Pages of plans in a real browser: nothing is loaded, nothing is complained of, and everybody can read them. Needs
 * Debian's chromium (`apt-get install chromium`), or the one that CHROMIUM names; skipped where there is none.
 */

const program = process.env.CHROMIUM ?? '/usr/bin/chromium'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** How a page is looked at, one after the other; with the rules that may find something there which the first did not. */
const views: readonly {
  readonly name: string
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly rules: readonly string[]
}[] = [
  { name: 'wide', width: 1280, scheme: 'light', rules: [] },
  {
    name: 'narrow',
    width: 400,
    scheme: 'light',
    rules: ['color-contrast', 'scrollable-region-focusable', 'target-size', 'avoid-inline-spacing'],
  },
  { name: 'dark', width: 1280, scheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
]

describe.skipIf(!existsSync(program))('pages in a browser (skipped without chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-pages-'))
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: program,
      args: ['--disable-background-networking'],
      chromiumSandbox: false,
    })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  /** Opens the page of a plan, and what the browser says of it while `look` looks at it. */
  async function open<T>(
    name: string,
    options: { width?: number; scheme?: 'light' | 'dark'; javaScriptEnabled?: boolean },
    look: (page: Page) => Promise<T>,
  ): Promise<{ seen: T; told: string[] }> {
    const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.html`)
    writeFileSync(file, rendered(name, 'html'))
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1280, height: 900 },
      colorScheme: options.scheme ?? 'light',
      javaScriptEnabled: options.javaScriptEnabled ?? true,
    })
    const told: string[] = []
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) told.push(`loads ${request.url()}`)
    })
    page.on('console', (message) => told.push(`says ${message.text()}`))
    page.on('pageerror', (error) => told.push(`fails ${error.message}`))
    page.on('dialog', (dialog) => {
      told.push(`asks ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(pathToFileURL(file).href)
    try {
      return { seen: await look(page), told }
    } finally {
      await page.close()
    }
  }

  it.each(Object.keys(planCases))(
    '%s: nothing is loaded, axe finds nothing, it is as wide as the window',
    async (name) => {
      const { seen, told } = await open(name, {}, async (page) => {
        await page.evaluate(axe)
        const found: unknown[] = []
        for (const { name: view, width, scheme, rules } of views) {
          await page.setViewportSize({ width, height: 900 })
          await page.emulateMedia({ colorScheme: scheme })
          const options = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) }
          const { violations } = await page.evaluate<AxeResults>(
            `axe.run(document, ${JSON.stringify(options)})`,
          )
          found.push({
            view,
            violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
            width: await page.evaluate('document.documentElement.scrollWidth'),
          })
        }
        return found
      })
      expect(seen).toEqual(views.map(({ name: view, width }) => ({ view, violations: [], width })))
      expect(told).toEqual([])
    },
  )

  it('says the same without its script', async () => {
    const text = (page: Page): Promise<string> => page.locator('main').innerText()
    const [by, without] = [
      await open('many groups, no way back', {}, text),
      await open('many groups, no way back', { javaScriptEnabled: false }, text),
    ]
    expect(without.seen).toBe(by.seen)
    expect(without.seen).toContain('kube-controller-manager ×3')
  })

  it('is walked through by keyboard: the boxes of the diagram lead to the stages', async () => {
    const { seen } = await open('two groups', {}, async (page) => {
      const stops: string[] = []
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab')
        const stop = await page.evaluate<string | null>('document.activeElement?.getAttribute("href")')
        if (stop !== null) stops.push(stop)
      }
      await page.locator('a[href="#stage-3"]').first().focus()
      const marked = await page.evaluate(
        '[...document.querySelectorAll(".stage-box.marked")].map((e) => e.dataset.stage).sort().join()',
      )
      await page.keyboard.press('Enter')
      return { stops, marked, at: await page.evaluate('location.hash') }
    })
    expect(seen.stops.filter((stop) => stop.startsWith('#stage-')).length).toBeGreaterThanOrEqual(8)
    // What stage 3 waits for, and itself.
    expect(seen.marked).toBe('1,2,3')
    expect(seen.at).toBe('#stage-3')
  })

  it('prints what is folded on the screen', async () => {
    const { seen } = await open('alike scopes', {}, async (page) => {
      await page.evaluate('dispatchEvent(new Event("beforeprint"))')
      return page.locator('details:not([open])').count()
    })
    expect(seen).toBe(0)
  })
})
