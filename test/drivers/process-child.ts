import { readFileSync } from 'node:fs'
import { openedFrom } from './open.ts'
import { processGroup, processVersions } from './process-names.ts'

/* Moves all instances of a document, as a program of its own that can be killed: FILE ID… */

const [file = '', ...ids] = process.argv.slice(2)
const driver = await openedFrom(readFileSync(file, 'utf8'))
const { first, second } = processVersions
process.stdout.write('begun\n')
await driver.move(
  { key: 'first', group: processGroup, ids, from: [first], to: second },
  new AbortController().signal,
)
process.stdout.write('moved\n')
