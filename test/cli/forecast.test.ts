import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interlock } from './command.ts'

/*
 * Of whom support is told: of what charts bring along and not of the chart, and by the rules of every policy that
 * speaks of a component. Ground is made in four layers, of which houses take the two newest.
 */

const made = (name: string): string => join(import.meta.dirname, '../scenarios/policies', `${name}.yaml`)

interface Outlook {
  readonly component: string
  readonly rule: string | null
  readonly prospect: string
}

function outlooks(policies: readonly string[], ...fleet: readonly string[]): readonly string[] {
  const words = policies.flatMap((policy) => ['--policy', policy])
  const { out, err } = interlock([
    'forecast',
    ...words,
    ...fleet,
    '--as-of',
    '2024-11-01',
    '--format',
    'json',
  ])
  if (out === '') throw new Error(err)
  const document: { readonly outlooks: readonly Outlook[] } = JSON.parse(out)
  return document.outlooks.map(
    ({ component, rule, prospect }) => `${component} ${rule ?? 'no rule'} ${prospect}`,
  )
}

describe('a forecast tells of', () => {
  it('another policy that speaks of the component', () => {
    expect(outlooks([made('ground'), made('house')], 'base=1.1.0', 'hall=1.0.0')).toEqual([
      'base house/ground-in-support ended',
      'hall no rule undefined',
    ])
  })

  it('nothing but itself where the other policy is not in use', () => {
    expect(outlooks([made('ground')], 'base=1.1.0')).toEqual(['base no rule undefined'])
  })

  it('what a chart brings along', () => {
    const [first = ''] = outlooks(['dapr'], 'chart=1.14.4')
    expect(first).toMatch(/^runtime dapr\/supported-lines /)
  })

  it('the chart itself, where no rule speaks of what is inside', () => {
    expect(outlooks([made('crates')], 'crate=0.5.0')).toEqual(['crate no rule undefined'])
  })
})
