import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { contractVersion } from '../../src/contract/index.ts'
import type { Written } from '../../src/execute/index.ts'
import { type Format, formatText, journalFormat, openJournal, readJournal } from '../../src/runs/index.ts'
import { rolloutFormat } from '../../src/workers/index.ts'
import { interlock, words } from '../cli/command.ts'
import { SimulatedDisk } from './simulated-disk.ts'

/* What our own policy says of journals, locks and documents is what our own code does. */

type Verdict = 'supported' | 'untested' | 'unknown' | 'unsupported'

function verdictOf(line: string): Verdict {
  const { out, err } = interlock(words(`check --policy interlock ${line} --format json`))
  if (err !== '') throw new Error(err)
  return (JSON.parse(out) as { verdict: Verdict }).verdict
}

const formats: readonly Format[] = [
  { major: 1, minor: 0 },
  { major: 1, minor: 1 },
  { major: 1, minor: 10 },
  { major: 2, minor: 0 },
  { major: 2, minor: 1 },
]
const pairs = formats.flatMap((written) => formats.map((own) => ({ written, own })))
const title = ({ written, own }: { written: Format; own: Format }): string =>
  `journal=${formatText(written)} journal-format=${formatText(own)}`

/** A journal of some version, with entries that all versions have. */
async function journalOf(format: Format): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const opened = await openJournal('journal', () => undefined, { by: '9.9.9', wall: () => 0, disk, format })
  if (!opened.ok) throw new Error(opened.problem.message)
  opened.value.journal.append({ kind: 'begun', run: '20261121-001-7c1e', digest: '7c1e' })
  await opened.value.journal.flush()
  await opened.value.journal.close()
  return disk
}

describe('a journal is read exactly where the policy does not say unsupported', () => {
  it.each(pairs.map((pair) => [title(pair), pair] as const))('%s', async (line, { written, own }) => {
    const disk = await journalOf(written)
    const read = await readJournal('journal', () => undefined, { disk, format: own })
    const verdict = verdictOf(`${line} --fact resumes=no`)
    expect(verdict !== 'unsupported').toBe(read.ok)
    // Untested says that it depends on what stands there: something new is refused.
    const isNewer = written.major === own.major && written.minor > own.minor
    expect(verdict === 'untested').toBe(isNewer)
  })
})

describe('a run is gone on with exactly where the policy says supported', () => {
  it.each(pairs.map((pair) => [title(pair), pair] as const))('%s', async (line, { written, own }) => {
    const disk = await journalOf(written)
    const before = disk.bytes('journal')?.toString()
    const opened = await openJournal('journal', () => undefined, {
      by: '9.9.9',
      wall: () => 0,
      disk,
      format: own,
    })
    expect(verdictOf(`${line} --fact resumes=yes`)).toBe(opened.ok ? 'supported' : 'unsupported')
    if (!opened.ok) expect(disk.bytes('journal')?.toString()).toBe(before)
  })
})

describe('this Interlock', () => {
  const own = `interlock=${manifest.version}`

  it('brings what the catalogue says', () => {
    expect(verdictOf(`${own} journal-format=${formatText(journalFormat)}`)).toBe('supported')
    expect(verdictOf(`${own} document-format=${contractVersion.replace(/^.*\//, '')}`)).toBe('supported')
    expect(verdictOf(`${own} lock-format=1.0`)).toBe('supported')
    expect(verdictOf(`${own} rollout-format=${rolloutFormat}`)).toBe('supported')
    expect(verdictOf(`${own} journal-format=99.0`)).toBe('unsupported')
  })

  // The entries in a database are those of journals: what is new in the one is new in the other.
  it('keeps journals of this version in rollouts of that one', () => {
    expect({ journal: formatText(journalFormat), rollout: rolloutFormat }).toEqual({
      journal: '1.0',
      rollout: '1.0',
    })
  })

  it.each([
    ['document=v1alpha1', 'interlock.dev/v1alpha1', 'supported'],
    ['document=v1alpha2', 'interlock.dev/v1alpha2', 'unsupported'],
    ['document=v1', 'interlock.dev/v1', 'unsupported'],
  ] as const)('%s', (line, apiVersion, verdict) => {
    const plan = JSON.stringify({ apiVersion, kind: 'PlanResult' })
    const { err } = interlock(['verify', '-'], { stdin: plan })
    expect(err.includes('apiVersion')).toBe(verdict === 'unsupported')
    expect(verdictOf(`${own} ${line}`)).toBe(verdict)
  })
})

/* Journals that were written by every minor there was. They are never written anew: runs stand still for weeks. */
describe.each(['1.0'])('a journal %s from the shelf', (version) => {
  const bytes = readFileSync(join(import.meta.dirname, `fixtures/journal-${version}.txt`))
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const newer = { major, minor: minor + 1 }

  it.each([journalFormat, newer])('is read by an Interlock that writes %o', async (format) => {
    const disk = new SimulatedDisk()
    disk.put('journal', bytes)
    const found: Written[] = []
    const read = await readJournal('journal', (written) => found.push(written), { disk, format })
    expect(read).toMatchObject({ ok: true, value: { entries: 25, torn: undefined } })
    expect(found.at(-1)?.entry).toEqual({ kind: 'ended', outcome: 'aborted' })
    expect(new Set(found.map(({ entry }) => entry.kind)).size).toBe(16)
  })

  it.each([journalFormat, newer])('is gone on with by an Interlock that writes %o', async (format) => {
    const disk = new SimulatedDisk()
    disk.put('journal', bytes)
    const opened = await openJournal('journal', () => undefined, { by: '0.2.0', wall: () => 0, disk, format })
    if (!opened.ok) throw new Error(opened.problem.message)
    opened.value.journal.append({ kind: 'resumed' })
    await opened.value.journal.flush()
    const read = await readJournal('journal', () => undefined, { disk, format })
    expect(read).toMatchObject({ ok: true, value: { entries: 26 } })
    expect(disk.bytes('journal')?.subarray(0, bytes.length)).toEqual(bytes)
  })
})
