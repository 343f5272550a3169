import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/* Every rule of every shipped policy shows when it holds and when it is broken, and what it shows is so. */

const json = (line: string): unknown => JSON.parse(interlock(words(`${line} --format json`)).out)

const policies = (json('policy list') as { name: string }[]).map(({ name }) => name)

it('there are policies to look at', () => {
  expect(policies.length).toBeGreaterThanOrEqual(8)
})

describe.each(policies)('%s', (name) => {
  it('has both sides of every rule', () => {
    const [{ findings }] = json(`policy lint ${name}`) as [{ findings: { message: string }[] }]
    expect(findings.filter(({ message }) => message.startsWith('no example'))).toEqual([])
  })

  it('is as its examples say', () => {
    const [{ examples, failed }] = json(`policy test ${name}`) as [{ examples: number; failed: unknown[] }]
    expect(failed).toEqual([])
    expect(examples).toBeGreaterThan(0)
  })
})
