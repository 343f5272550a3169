// What a scan cannot do without, as one would write it by hand: reads every file of a folder with the `yaml` package.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAll } from './contestants/yaml-package.ts'

const folder = process.argv[2] ?? ''
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
console.log(parseAll(texts))
