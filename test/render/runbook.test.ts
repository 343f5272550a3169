import { describe, expect, it } from 'vitest'
import { planCases, rendered } from './plans.ts'

interface PlannedStage {
  readonly id: string
  readonly batches: number
  readonly gate: { readonly until: string } | null
  readonly by?: readonly string[]
}
interface PlannedTask {
  readonly id: string
  readonly run: readonly string[]
}

/** What is written outside of code, in which nothing means anything. */
const withoutCode = (text: string): string =>
  text.replace(/^ *(`{3,})sh\n[\s\S]*?\n *\1$/gm, '').replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '')

describe.each(Object.keys(planCases))('the runbook of a plan: %s', (name) => {
  const runbook = rendered(name, 'runbook')
  const plan: { stages?: PlannedStage[]; tasks?: PlannedTask[] } = JSON.parse(rendered(name, 'json'))

  it('has every stage once, with a box for what is to be done, its gate, and a way to take it back', () => {
    if (name === 'alike scopes') return
    for (const { id, batches, gate, by = [] } of plan.stages ?? []) {
      const [, chapter = ''] = runbook.split(new RegExp(`^### Stage ${id}: .*$`, 'm'))
      const own = chapter.split(/^##/m)[0] ?? ''
      expect(own).toMatch(/^\*\*Undo\*\*: /m)
      expect(own.includes('**Gate**')).toBe(gate !== null)
      if (batches > 1 && batches <= 12) expect(own.match(/^- \[ \] Batch /gm)).toHaveLength(batches)
      expect(own).toMatch(/^- \[ \] (?:Batch|Change|Stop|\d+ batch)/m)
      for (const command of by) expect(own).toContain(command)
    }
    expect(runbook.match(/^### Stage /gm) ?? []).toHaveLength(plan.stages?.length ?? 0)
  })

  it('has every task with its commands', () => {
    for (const { id, run } of plan.tasks ?? []) {
      expect(runbook).toContain(`- [ ] ${id}: `)
      for (const command of run) expect(runbook).toContain(command)
    }
  })

  it('is Markdown without markup of others: no tags, no links but addresses', () => {
    const text = withoutCode(runbook)
    expect(text.match(/(?<!\\)<(?!https:\/\/[^\s<>]+>)/g) ?? []).toEqual([])
    expect(text.match(/(?<!\\)\]\(/g) ?? []).toEqual([])
    expect(runbook).not.toMatch(/\n\n\n|\u202e/)
  })

  it('is the same for the same plan', () => {
    expect(rendered(name, 'runbook')).toBe(runbook)
  })
})

describe('what a runbook tells', () => {
  it('what has to be at hand, of what a stage brings along too', () => {
    const runbook = rendered('several platforms, tasks and commands', 'runbook')
    for (const artifact of [
      'registry.k8s.io/kube-apiserver:v1.35.9',
      'https://dapr.github.io/helm-charts/dapr-1.17.2.tgz',
      'docker.io/daprio/sentry:1.17.2',
      'ghcr.io/spiffe/spire-agent:1.13.3',
    ])
      expect(runbook).toContain(`- [ ] At hand: \`${artifact}\``)
    expect(runbook).toContain('<https://github.com/dapr/dapr/releases/tag/v1.17.2>')
  })

  it('what to do when a gate does not open: which stages wait', () => {
    expect(rendered('two groups', 'runbook')).toContain('If it is not so: do not begin stages 2, 3, 4.')
  })

  it('where there is no way back', () => {
    const runbook = rendered('many groups, no way back', 'runbook')
    expect(runbook).toContain('- [ ] Everybody concerned knows: there is no way back once stage 1 has begun.')
    expect(runbook).toContain('**Undo**: none. Once it has begun there is no way back')
  })

  it('that scopes which do the same are ticked off one by one', () => {
    const runbook = rendered('alike scopes', 'runbook')
    expect(runbook.match(/^- \[ \] cell-\d+: stages /gm)).toHaveLength(100)
  })

  it('all stopped at once, together', () => {
    const runbook = rendered('all at once', 'runbook')
    expect(runbook).toContain('- [ ] Stop all 20 of cli, together with stage 1 (operator)')
  })

  it('that a way which the policy does not vouch for is none to rely on', () => {
    expect(rendered('unknown, with a way', 'runbook')).toContain('> **The policy does not vouch for this.**')
  })
})
