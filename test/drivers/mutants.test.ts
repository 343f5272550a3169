import { describe, expect, it } from 'vitest'
import { type Check, checks, conformance, patience } from './conformance.ts'
import { type Flaw, memoryWorld } from './memory.ts'

conformance('a driver in memory', { make: (request) => memoryWorld(request) })
conformance('a driver in memory that moves all at once', {
  make: (request) => memoryWorld(request, undefined, 'group'),
})

/** Each way to be wrong, and the check that finds it out. */
const flaws: readonly (readonly [Flaw, string])[] = [
  ['forgets-the-last', 'it sees all instances, each once, where they are'],
  ['sees-twice', 'it sees all instances, each once, where they are'],
  ['sees-by-version', 'it sees them in the same order each time, also when some have moved'],
  ['knows-no-parts', 'it tells the parts that instances belong to'],
  ['moves-a-neighbour', 'nothing moves that was not named'],
  ['moves-all-for-some', 'what moves only as a whole does not move for some'],
  ['moves-the-first-only', 'a batch moves as a whole'],
  ['moves-again', 'the same order twice is like once'],
  ['moves-again-by-key', 'another order to where they are does nothing'],
  ['moves-again-at-once', 'the same order twice at the same time is like once'],
  ['trusts-its-memory', 'who comes after a crash moves only what has not moved'],
  ['gives-up-what-was-begun', 'who comes after an order that was cut short carries it out'],
  ['never-goes-back', 'they go back as they came'],
  ['believes-any-version', 'no instance is ever seen ready at a version that there is not'],
  ['ignores-strangers', 'an instance that there is not is an error, and nothing else moves'],
  ['forgets-the-broken', 'an instance that is down is still one of them'],
  ['is-deaf', 'a signal that came before stops it before it has begun'],
  ['looks-on', 'a signal stops it while it looks at a platform that hangs'],
  ['moves-on', 'a signal stops it while it moves on a platform that hangs'],
  ['hides-refusals', 'a platform that refuses is an error with words, and nothing more'],
  ['breaks-for-good', 'a platform that refuses is an error with words, and nothing more'],
  ['stops-all', 'what is stopped does not serve, and everybody else does'],
  ['stops-all-for-some', 'what was not named is not stopped'],
  ['opens-any-gate', 'a gate that there is not is an error'],
  ['does-any-task', 'a task that there is not is an error'],
  ['splits-names', 'names of any characters are names'],
]

describe('a driver that is wrong is found out', () => {
  it.each(flaws)('%s: %s', async (flaw, name) => {
    const check = checks.find((each) => each.name === name)
    if (check === undefined) throw new Error(`there is no check "${name}"`)
    expect(await isFoundOut(flaw, check)).toBe(true)
  })

  it('by every check', () => {
    expect(new Set(flaws.map(([, name]) => name))).toEqual(new Set(checks.map(({ name }) => name)))
  })
})

/** Whether a check fails, or never ends, with a driver that has a flaw. */
async function isFoundOut(flaw: Flaw, check: Check): Promise<boolean> {
  const moves = flaw.endsWith('-all-for-some') ? 'group' : 'instance'
  const usual = { ...patience }
  Object.assign(patience, { tries: 3, wait_ms: 1 })
  try {
    const failed = check.run({ make: (request) => memoryWorld(request, flaw, moves) }).then(
      () => false,
      () => true,
    )
    const stuck = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1000))
    return await Promise.race([failed, stuck])
  } finally {
    Object.assign(patience, usual)
  }
}
