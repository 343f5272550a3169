import { conformance } from './conformance.ts'
import { processVersions } from './process-names.ts'
import { processWorld } from './process-world.ts'

conformance('a process driver', { make: (request) => processWorld(request) })
conformance('a process driver whose instances begin by themselves', {
  make: (request) => processWorld(request, { begins: processVersions.first }),
})
