// Runs typical commands of a fresh build and writes the code that the engine compiled for them beside it. The text
// that is compiled must be the one of loader.cjs, or the engine will not take it.
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const [folder, root] = process.argv.slice(2)
const file = join(folder, 'main.cjs')
const source = `(function (require, module, exports, __filename, interlockHome, interlockDist) {${readFileSync(file, 'utf8')}\n})`
const script = new Script(source, { filename: file })
const main = script.runInThisContext()
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = () => true
const fleet = join(root, 'examples/spire/fleet.yaml')
for (const words of [
  ['policy', 'list'],
  ['check', fleet],
  ['plan', fleet, '--to', '1.3.6'],
]) {
  process.argv = [process.argv[0], file, ...words]
  main(require, { exports: {} }, {}, file, root, folder)
}
process.stdout.write = write
process.exitCode = 0
writeFileSync(join(folder, 'main.cache'), script.createCachedData())
