export { type ExitCode, type Io, problemCode } from './io.ts'
export { run } from './program.ts'
