import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { stateFolder } from './state-folder.ts'

it.each<[asked: string | undefined, environment: Record<string, string>, folder: string]>([
  ['here', { INTERLOCK_STATE: '/there', XDG_STATE_HOME: '/state' }, resolve('here')],
  [undefined, { INTERLOCK_STATE: '/there', XDG_STATE_HOME: '/state' }, '/there'],
  ['', { INTERLOCK_STATE: '', XDG_STATE_HOME: '/state' }, '/state/interlock'],
  [undefined, { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/interlock'],
  [undefined, {}, '/home/ada/.local/state/interlock'],
])('%o in %o: %s', (asked, environment, folder) => {
  expect(stateFolder(asked, environment, '/home/ada')).toBe(folder)
})
