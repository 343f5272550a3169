export { type Asked, ask, readAsk, waitingAsks } from './ask-file.ts'
export { type AsksOptions, FileAsks, type Untaken } from './asks.ts'
export { type Disk, type DiskFile, diskFault, realDisk } from './disk.ts'
export { canRead, canResume, type Format, formatText, journalFormat, type Writer } from './format.ts'
export type { Hold, Holder, Seen } from './hold.ts'
export {
  type Fence,
  FileJournal,
  JournalError,
  type Opened,
  type OpenOptions,
  openJournal,
} from './journal.ts'
export {
  entriesOf,
  type Reading,
  type ReadOptions,
  readJournal,
  type Torn,
  UnreadableJournal,
} from './journal-reader.ts'
export type { Lock } from './lock.ts'
export { Locks, type Request } from './locks.ts'
export { isOver } from './over.ts'
export type { Refusal } from './refusal.ts'
export { type NewRun, type RunFolder, RunsFolder } from './runs-folder.ts'
export { stateFolder } from './state-folder.ts'
