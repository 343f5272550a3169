import { conformance, type WorldKind } from './conformance.ts'
import { folderWorld, script } from './folder-world.ts'

/* A `command` driver in each of the ways in which a document can write one, on a platform of shell scripts. */

const lines = (folder: string) => ({
  run: ['sh', script, folder, 'list'],
  prints: 'lines',
  columns: ['id', 'version', 'ready', 'part'],
  separator: '\t',
  ready: ['up'],
})

const stop = (folder: string) => ({ run: ['sh', script, folder, 'stop', '--', '{id}'] })

const kinds: readonly (readonly [string, (folder: string, ids: readonly string[]) => object])[] = [
  [
    'lines, one at a time',
    (folder) => ({
      observe: lines(folder),
      move: { run: ['sh', script, folder, 'move', '--', '{to}', '{from}', '{id}'] },
      stop: stop(folder),
    }),
  ],
  [
    'lines by a pattern, a batch at a time',
    (folder) => ({
      observe: {
        run: ['sh', script, folder, 'list'],
        prints: 'lines',
        match: '^(?<id>.*?)\\t(?<version>.*?)\\t(?<ready>.*?)(\\t(?<part>.*))?$',
        ready: ['up'],
      },
      move: { run: ['sh', script, folder, 'move', '--', '{to}', '{from}', '{ids}'] },
    }),
  ],
  [
    'all of a group',
    (folder) => ({
      observe: lines(folder),
      move: { run: ['sh', script, folder, 'move-all', '{to}'] },
      stop: { run: ['sh', script, folder, 'stop', '--', '{ids}'] },
    }),
  ],
]

for (const [name, settings] of kinds)
  conformance(`a command driver: ${name}`, {
    make: (request) =>
      folderWorld(request, (folder) => ({ kind: 'command', ...settings(folder, request.ids) })),
  })

// Quotes are no JSON, as its printf writes it.
const asJson: WorldKind = {
  canName: (id) => !/["\\]/.test(id),
  make: (request) =>
    folderWorld(request, (folder) => ({
      kind: 'command',
      observe: {
        run: ['sh', script, folder, 'json'],
        fields: { id: '/name', version: '/at/version' },
        ready: ['up'],
      },
      move: { run: ['sh', script, folder, 'move', '--', '{to}', '{from}', '{id}'] },
    })),
}
conformance('a command driver: JSON', asJson)

conformance('a command driver: a list in the document', {
  make: async (request) => {
    const world = await folderWorld(request, (folder) => ({
      kind: 'command',
      instances: request.ids.map((id) => ({
        id,
        ...(request.parts[id] !== undefined && { part: request.parts[id] }),
        vars: { name: id },
      })),
      version: {
        run: ['sh', script, folder, 'version', '--', '{id}'],
        match: 'server version (\\S+)',
      },
      health: { run: ['sh', script, folder, 'health', '--', '{vars.name}'] },
      move: { run: ['sh', script, folder, 'move', '--', '{to}', '', '{vars.name}'] },
      stop: stop(folder),
    }))
    // An instance that does not answer is down, which is an answer.
    const { fail: _, ...others } = world
    return others
  },
})
