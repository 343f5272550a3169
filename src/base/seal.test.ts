import { describe, expect, it } from 'vitest'
import { isIntact, sealed } from './seal.ts'

describe('a sealed document', () => {
  const document = sealed({ stages: [{ id: '1', to: '1.2.0', gate: undefined }], moves: 3 })
  const read = () => JSON.parse(JSON.stringify(document)) as { stages: { to: string }[]; moves: number }

  it('is intact after it was written and read, however its members are ordered', () => {
    expect(isIntact(document)).toBe(true)
    expect(isIntact(read())).toBe(true)
    const { stages, ...rest } = read()
    expect(isIntact({ ...rest, stages })).toBe(true)
  })

  it('is broken by any change', () => {
    const changed = read()
    for (const stage of changed.stages) stage.to = '1.3.0'
    expect(isIntact(changed)).toBe(false)
    expect(isIntact({ ...read(), more: 1 })).toBe(false)
  })

  it('is no sealed one without a seal', () => {
    expect(isIntact({ moves: 3 })).toBeUndefined()
  })
})
