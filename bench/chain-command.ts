// The plain script for a chain as one would run it: handed a file of rows and the right stops, it prints its stages as JSON.

import { readFileSync } from 'node:fs'
import type { FleetRow } from '../src/fleet/index.ts'
import { scriptStages } from './contestants/chain-script.ts'

const [file = '', ...stops] = process.argv.slice(2)
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .flatMap((line): FleetRow[] => (line === '' ? [] : [JSON.parse(line)]))
const stages = scriptStages(rows, [...new Set(rows.map(({ component }) => component))], stops)
process.stdout.write(JSON.stringify({ stages }))
