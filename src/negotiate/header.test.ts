import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { headerText, readHeader } from './header.ts'

test.each([
  ['pilot/1.2.0', { component: 'pilot', version: '1.2.0' }],
  [' pilot/1.2.0 ; protocol=1.5.0 ', { component: 'pilot', version: '1.2.0', protocol: '1.5.0' }],
  ['pilot/1.2.0; later=x; protocol=1.5.0', { component: 'pilot', version: '1.2.0', protocol: '1.5.0' }],
  [['pilot/1.2.0-rc.1+b'], { component: 'pilot', version: '1.2.0-rc.1+b' }],
])('%j is read', (text, said) => {
  expect(readHeader(text)).toEqual({ kind: 'said', said })
})

test.each([undefined, null, [] as string[]])('%j is absent', (value) => {
  expect(readHeader(value)).toEqual({ kind: 'absent' })
})

test.each([
  ['', 'it is not COMPONENT/VERSION'],
  ['pilot', 'it is not COMPONENT/VERSION'],
  ['/1.2.0', 'it is not COMPONENT/VERSION'],
  ['pilot/', 'it is not COMPONENT/VERSION'],
  ['pilot/1 2', 'it is not COMPONENT/VERSION'],
  ['pilot/1.2.0; protocol=', 'its protocol is no version'],
  ['pilot/1.2.0; protocol=1; protocol=2', 'it names two protocols'],
  ['pilot/1.2.0, pilot/1.3.0', 'it was sent more than once'],
  [['pilot/1.2.0', 'pilot/1.3.0'], 'it was sent more than once'],
  [`pilot/${'1'.repeat(300)}`, 'it is longer than 256 characters'],
  [7, 'it is no text'],
])('%j is of no use', (value, note) => {
  expect(readHeader(value)).toEqual({ kind: 'useless', note })
})

test('what is written is read again, and nothing makes it fall', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9.+_-]{1,20}$/)
  fc.assert(
    fc.property(word, word, word, (component, version, protocol) => {
      const said = { component, version, protocol }
      expect(readHeader(headerText(said))).toEqual({ kind: 'said', said })
    }),
    runs(100),
  )
  fc.assert(
    fc.property(fc.anything(), (value) => readHeader(value).kind !== undefined),
    runs(100),
  )
})
