import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { isAlive, thisProcess } from './process-identity.ts'

const self = thisProcess()

it.each([
  ['this process', self, true],
  ['a number that was given again', { ...self, started: `${self.started}0` }, process.platform !== 'linux'],
  ['who did not know when they began', { ...self, started: '' }, true],
  ['a number that nobody has', { ...self, pid: 2 ** 30 }, false],
  ['the group of this process', { ...self, pid: 0 }, false],
  ['another host', { ...self, host: `${self.host}x` }, undefined],
  ['another container', { ...self, space: 'pid:[1]' }, undefined],
])('%s', (_, identity, expected) => {
  expect(isAlive(identity)).toBe(expected)
})

it('a process that was killed is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  await once(child, 'spawn')
  const identity = { ...self, pid: child.pid ?? 0, started: '' }
  expect(isAlive(identity)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(identity)).toBe(false)
})
