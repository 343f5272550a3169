import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

const forecast = (rest: string) => interlock(words(`forecast ${rest}`), { today: '2026-10-15' })

describe('forecast', () => {
  it.each([
    ['--policy kubernetes', 'no fleet was given'],
    ['--policy kubernetes kubelet=1.34.8 --within soon', '--within soon: no number of days'],
    ['--policy kubernetes kubelet=1.34.8 --within=-1', '--within -1: no number of days'],
    ['--policy kubernetes kubelet=1.34.8 --lead 1e3', '--lead 1e3: no number of days'],
    ['--policy kubernetes kubelet=1.34.8 --lead 99999', '--lead 99999: no number of days'],
    ['--policy kubernetes kubelet=1.34.8 --as-of 2026-02-30', '--as-of 2026-02-30: no date'],
    ['--policy kubernetess kubelet=1.34.8', 'did you mean "kubernetes"'],
  ])('refuses %s', (rest, message) => {
    const { code, err } = forecast(rest)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })

  it.each([
    ['in support', 'kubelet=1.35.8', 0],
    ['out of it', 'kubelet=1.33.9', 1],
    ['out by then', 'kubelet=1.34.8 --within 13', 1],
    ['not yet by then', 'kubelet=1.34.8 --within 12', 0],
    ['a version that nobody can tell', 'kubelet=?', 3],
    ['a line in no catalogue', 'kubelet=1.12.0', 3],
  ])('%s: %s', (_, rest, code) => {
    const answer = forecast(`--policy kubernetes ${rest}`)
    expect(answer.code, answer.out).toBe(code)
  })

  it('tells what is released together once, and what is behind apart', () => {
    const { out } = forecast('--policy kubernetes kube-apiserver=1.35.8x3 kubelet=1.35.8x2,1.34.8')
    expect(out).toContain('kube-apiserver 1.35 ×3, kubelet 1.35 ×2 (1.35.8): supported until')
    expect(out.match(/kubernetes\/patch-support/g)).toHaveLength(2)
  })

  it('names a plan that there is', () => {
    const fleet = 'kube-apiserver=1.35.8x3 kubelet=1.34.8x4'
    const { out } = forecast(`--policy kubernetes ${fleet}`)
    const command = out.split('\n').find((line) => line.includes('interlock plan')) ?? ''
    const plan = interlock(words(command.replace(/^ *interlock /, '')), { today: '2026-10-15' })
    expect(plan.code).toBe(0)
    expect(out).toContain(`${plan.out.match(/(\d+ stages), /)?.[1]}, `)
  })

  it('counts a thousand scopes without naming them all', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `kubelet@c${i}=1.34.8`)
    const { code, out } = interlock(['forecast', '--policy', 'kubernetes', ...rows], { today: '2026-10-15' })
    expect(code).toBe(0)
    expect(out).toContain('kubelet 1.34 ×1,000')
    expect(out.split('\n').length).toBeLessThan(20)
  })
})
