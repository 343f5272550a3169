import { type Diagnostic, fail, nearest, ok, parseDuration, type Result } from '../base/index.ts'
import { parseRange } from '../version/index.ts'
import {
  areNoLimits,
  type Barred,
  type Hook,
  type Limits,
  noLimits,
  type Wave,
  wavesBefore,
} from './limits.ts'
import type { WrittenLimits } from './limits-schema.ts'
import { scopePath } from './scope.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Understands what documents say beside what runs: components found, ranges read, waves in an order. */
export function limitsOf(
  documents: readonly WrittenLimits[],
  vocabulary: Vocabulary,
): Result<Limits, readonly Diagnostic[]> {
  const problems: Diagnostic[] = []
  const facts = new Map<string, boolean>()
  const unavailable: Barred[] = []
  const avoid: Barred[] = []
  const waves: Wave[] = []
  const hooks: Hook[] = []
  for (const { written, place } of documents) {
    for (const [fact, is] of Object.entries(written.facts)) {
      if (facts.has(fact) && facts.get(fact) !== is)
        problems.push({ place: place(['facts', fact]), message: `the fact "${fact}" is told both ways` })
      facts.set(fact, is)
    }
    unavailable.push(...barredOf(written.unavailable, 'unavailable', place, vocabulary, problems))
    avoid.push(...barredOf(written.avoid, 'avoid', place, vocabulary, problems))
    for (const [i, hook] of written.hooks.entries()) {
      const at = ['hooks', i]
      if (hooks.some(({ name }) => name === hook.name))
        problems.push({ place: place([...at, 'name']), message: `there is another hook "${hook.name}"` })
      if (hook.before.length + hook.after.length === 0)
        problems.push({
          place: place(at),
          message: `the hook "${hook.name}" does nothing`,
          help: 'add steps to "before" or "after"',
        })
      for (const when of ['before', 'after'] as const)
        for (const [k, task] of hook[when].entries()) {
          const texts: [Path, string][] = [
            [['do'], task.do],
            ...task.run.map((command, n): [Path, string] => [['run', n], command]),
          ]
          for (const [path, text] of texts)
            for (const { word, guess } of misspelt(text))
              problems.push({
                place: place([...at, when, k, ...path]),
                message: `"{${word}}" stands for nothing here`,
                help: `did you mean "{${guess}}"?`,
              })
        }
      hooks.push({
        ...hook,
        scopes: hook.scopes.map(scopePath),
        components: componentsOf(hook.components, [...at, 'components'], place, vocabulary, problems),
        place: place(at),
      })
    }
    const first = waves.length
    for (const [i, { name, scopes, components, parts, after, soak }] of written.waves.entries()) {
      const at = ['waves', i]
      if (waves.some((wave) => wave.name === name))
        problems.push({ place: place([...at, 'name']), message: `there is another wave "${name}"` })
      const named = componentsOf(components, [...at, 'components'], place, vocabulary, problems)
      const soak_s = soak === undefined ? undefined : parseDuration(soak)
      if (soak !== undefined && soak_s === undefined)
        problems.push({ place: place([...at, 'soak']), message: `"${soak}" is longer than a year` })
      const previous = waves.at(-1)?.name
      waves.push({
        name,
        scopes: scopes.map(scopePath),
        components: named,
        parts,
        after: after ?? (previous === undefined ? [] : [previous]),
        ...(soak_s !== undefined && { soak_s }),
        place: place(at),
      })
    }
    for (const [i, wave] of waves.slice(first).entries()) {
      const names = waves.map(({ name }) => name)
      for (const other of wave.after) {
        if (names.includes(other)) continue
        const guess = nearest(other, names)
        problems.push({
          place: place(['waves', i, 'after']),
          message: `"${other}" is no wave`,
          help: guess === undefined ? `one of: ${names.join(', ')}` : `did you mean "${guess}"?`,
        })
      }
    }
  }
  const circular =
    problems.length > 0 ? undefined : waves.find((wave) => wavesBefore(waves, wave).has(wave.name))
  if (circular !== undefined)
    problems.push({
      ...(circular.place && { place: circular.place }),
      message: `the wave "${circular.name}" would begin after itself`,
    })
  if (problems.length > 0) return fail(problems)
  const limits = { facts, unavailable, avoid, waves, hooks }
  return ok(areNoLimits(limits) ? noLimits : limits)
}

type Path = readonly (string | number)[]

const placeholders = ['from', 'to', 'component', 'scope']

/** Words in braces that are almost placeholders. Other braces are the shell's, or those of what it calls. */
const misspelt = (text: string): readonly { word: string; guess: string }[] =>
  [...text.matchAll(/(?<![$\w])\{([a-z]{3,})\}/gi)].flatMap(([, word = '']) => {
    const guess = placeholders.includes(word) ? undefined : nearest(word, placeholders)
    return guess === undefined ? [] : [{ word, guess }]
  })

function barredOf(
  written: WrittenLimits['written']['unavailable'],
  member: string,
  place: WrittenLimits['place'],
  vocabulary: Vocabulary,
  problems: Diagnostic[],
): readonly Barred[] {
  return written.flatMap((one, i): Barred[] => {
    const at = [member, i]
    const found = componentOf(one.component, vocabulary)
    if (!found.ok) {
      problems.push({ place: place([...at, 'component']), ...found.problem })
      return []
    }
    const { policy, component, scheme } = found.value
    const versions = parseRange(one.versions, scheme)
    if (!versions.ok) {
      const { expected, at: offset } = versions.problem
      problems.push({
        place: place([...at, 'versions']),
        message: `"${one.versions}" is no range of versions`,
        help: `expected ${expected} at character ${offset + 1}`,
      })
      return []
    }
    return [
      {
        policy,
        component,
        versions: versions.value,
        scopes: one.scopes.map(scopePath),
        ...(one.because !== undefined && { because: one.because }),
        place: place(at),
      },
    ]
  })
}

/** Components by their full names. */
function componentsOf(
  written: readonly string[],
  path: Path,
  place: WrittenLimits['place'],
  vocabulary: Vocabulary,
  problems: Diagnostic[],
): readonly string[] {
  return written.flatMap((component, k) => {
    const found = componentOf(component, vocabulary)
    if (found.ok) return [`${found.value.policy}/${found.value.component}`]
    problems.push({ place: place([...path, k]), ...found.problem })
    return []
  })
}

function componentOf(written: string, vocabulary: Vocabulary) {
  const slash = written.lastIndexOf('/')
  const named = slash < 0 ? undefined : written.slice(0, slash)
  const component = written.slice(slash + 1)
  const owners = [...vocabulary].flatMap(([policy, components]) => {
    const scheme = components.get(component)
    return scheme !== undefined && (named === undefined || named === policy)
      ? [{ policy, component, scheme }]
      : []
  })
  const [owner, another] = owners
  if (another !== undefined)
    return fail({
      message: `several policies have a component "${component}"`,
      help: `write ${owners.map(({ policy }) => `${policy}/${component}`).join(' or ')}`,
    })
  if (owner !== undefined) return ok(owner)
  const known = [...vocabulary].flatMap(([policy, components]) =>
    [...components.keys()].map((one) => (named === undefined ? one : `${policy}/${one}`)),
  )
  const guess = nearest(written, known)
  return fail({
    message: `"${written}" is no component of ${[...vocabulary.keys()].join(', ')}`,
    help: guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`,
  })
}
