import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseScenarios, rewriteScenarios } from './parse.ts'
import { perform } from './perform.ts'

/*
 * Whole situations and what comes of them, in the language of the domain: every *.txt file beside this one.
 * How a file is written stands at the top of parse.ts, how its outcomes are told at the top of outcome.ts.
 * INTERLOCK_REWRITE=1 writes what comes of them into the files; the diff is then the thing to review.
 */

const folder = import.meta.dirname
const isRewriting = process.env.INTERLOCK_REWRITE === '1'
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))

describe.each(files)('%s', (file) => {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  const scenarios = parseScenarios(text)

  if (isRewriting) {
    it('is written anew', () => {
      const outcomes = new Map(scenarios.map((scenario) => [scenario.line, perform(scenario)]))
      writeFileSync(path, rewriteScenarios(text, outcomes))
    })
    return
  }
  for (const scenario of scenarios) {
    it(`${scenario.line}: ${scenario.title}`, () => {
      expect(perform(scenario)).toEqual(scenario.expected)
    })
  }
})
