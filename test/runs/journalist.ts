import type { Entry } from '../../src/execute/index.ts'
import { Locks, openJournal } from '../../src/runs/index.ts'

/* A process that writes into a journal, as fast as it can, until it is killed. It says which entries it was told are written. */

const [, , state = '', file = ''] = process.argv
const lock = await new Locks(state, Date.now).take({
  run: '20261121-001-7c1e',
  scopes: ['prod'],
  takesOver: false,
  isOver: async () => false,
})
if (!lock.ok) throw new Error(lock.problem.message)
const opened = await openJournal(file, () => undefined, { by: '0.1.0', wall: Date.now, fence: lock.value })
if (!opened.ok) throw new Error(opened.problem.message)
const { journal } = opened.value
for (;;) {
  const some = 1 + Math.floor(Math.random() * 40)
  for (let i = 0; i < some; i++) {
    const entry: Entry = {
      kind: 'moved',
      subject: `${journal.seq + 1} é😀 ${'x'.repeat(Math.random() * 2000)}`,
    }
    journal.append(entry)
  }
  const upTo = journal.seq
  await journal.flush()
  console.log(`written ${upTo}`)
}
