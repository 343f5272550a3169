import { conformance } from './conformance.ts'
import { processWorld } from './process-world.ts'

conformance('a process driver', { make: processWorld })
