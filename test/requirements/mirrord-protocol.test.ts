import { expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What the two ends of a session really check when they meet (AMB-M-e): the lower of two protocol versions, what a
 * silent peer is taken for, and what each capability requires.
 */

it.each([
  ['the lower one counts', 'cli=3.250.0 agent=3.100.0', 0, 'settled on 1.5.4'],
  ['whichever side it is', 'cli=3.100.0 agent=3.250.0', 0, 'settled on 1.5.4'],
  ['a silent peer is taken for 1.2.2', 'cli=3.250.0 agent=?', 0, 'settled on 1.2.2'],
  ['even beside an older one', 'cli=3.46.0 agent=?', 0, 'settled on 1.2.0'],
  [
    'a gate is met at its version',
    'cli=3.250.0 agent=3.87.0 --needs HTTP_FILTERED_UPGRADE_VERSION',
    0,
    'is there',
  ],
  ['and not before', 'cli=3.250.0 agent=3.86.1 --needs HTTP_FILTERED_UPGRADE_VERSION', 1, 'agent 3.87.0'],
  ['it says what is required', 'cli=3.250.0 agent=3.158.0 --needs HTTP_METHOD_FILTER_VERSION', 1, '>=1.20.0'],
  ['one major is not all capabilities', 'cli=3.250.0 agent=3.45.1', 0, 'lost   32 of 32'],
  ['what never said a number is not known', 'cli=3.250.0 agent=3.45.0', 3, 'unknown'],
  ['nor what two tags disagree on', 'cli=3.250.0 agent=3.174.0', 3, 'unknown'],
  ['nor what is not released', 'cli=3.250.0 agent=3.999.0', 3, 'unknown'],
  ['a capability has a name', 'cli=3.250.0 agent=3.100.0 --needs HTTP_FILTERS', 2, 'is no capability'],
])('%s', (_title, ask, code, text) => {
  const answer = interlock(words(`negotiate --policy mirrord ${ask}`))

  expect(answer.code).toBe(code)
  expect(answer.out + answer.err).toContain(text)
  expect(Math.max(...answer.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})
