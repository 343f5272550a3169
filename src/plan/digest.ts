import { createHash } from 'node:crypto'
import { canonicalJson, placeText } from '../base/index.ts'
import { type Limits, readingText } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import type { PlanRequest, Takes, Timing } from './request.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** SHA-256 over a policy's rules and catalogue, as they are read. */
export const policyDigest = (policy: Policy): string => sha256(policy.fingerprint)

/** SHA-256 over everything that a plan depends on: equal requests have equal digests, and equal plans. */
export function digestOf(request: PlanRequest): string {
  const { policies, summary, wishes, limits, asOf, journeys = [], timing } = request
  const content = {
    policies: policies.map(({ name, fingerprint }) => ({ name, fingerprint })),
    fleet: summary.groups.map(({ policy, scope, component, parts }) => ({
      policy,
      scope,
      component,
      parts: parts.map((part) => ({
        version: readingText(part.reading),
        count: part.count,
        name: part.name,
        frozen: part.frozen,
        batch: part.batch,
        ...(part.delivers !== undefined && { delivers: part.delivers }),
      })),
    })),
    wishes: {
      targets: wishes.targets.map(({ policy, component, scope, isExact, version }) => ({
        policy,
        component,
        ...(scope !== undefined && { scope }),
        ...(isExact === true && { isExact }),
        version: version.text,
      })),
      via: wishes.via.map(({ policy, component, version }) => ({ policy, component, version: version.text })),
      mode: wishes.mode,
      thaw: [...wishes.thaw],
      ...(wishes.together && { together: true }),
      ...(wishes.aim !== undefined && { aim: wishes.aim }),
      ...(wishes.minimise !== undefined && { minimise: wishes.minimise }),
      ...(wishes.requireUndo === true && { requireUndo: true }),
      batches: wishes.batches.map(({ policy, component, batch }) => ({ policy, component, batch })),
      ...(wishes.canary !== undefined && { canary: wishes.canary }),
      ...(wishes.maxParallel !== undefined && { maxParallel: wishes.maxParallel }),
    },
    ...(limits !== undefined && limitsContent(limits)),
    asOf,
    ...(timing !== undefined && { timing: timingContent(timing) }),
    ...(journeys.length > 0 && {
      journeys: journeys.map(({ policy, subject, place, direction, until, since, replacement }) => ({
        policy,
        subject,
        place: placeText(place),
        direction,
        until: until.text,
        since: since?.text ?? null,
        replacement: replacement ?? null,
      })),
    }),
  }
  return sha256(canonicalJson(content))
}

/** Nothing for a fleet that says nothing beside what runs. */
function limitsContent({ facts, unavailable, avoid, waves, hooks }: Limits): object {
  const barred = (list: Limits['avoid']) =>
    list.map(({ policy, component, versions, scopes }) => ({
      component: `${policy}/${component}`,
      versions: versions.text,
      scopes,
    }))
  return {
    ...(facts.size > 0 && { facts: Object.fromEntries(facts) }),
    ...(unavailable.length > 0 && { unavailable: barred(unavailable) }),
    ...(avoid.length > 0 && { avoid: barred(avoid) }),
    ...(waves.length > 0 && { waves: waves.map(({ place: _, ...wave }) => wave) }),
    ...(hooks.length > 0 && { hooks: hooks.map(({ place: _, ...hook }) => hook) }),
  }
}

/** Of calendars what they say, wherever they stand. */
function timingContent({ start, calendars, batches, soaks }: Timing): unknown {
  const takes = ({ policy, of, seconds }: Takes) => ({ policy, of, seconds })
  return {
    ...(start !== undefined && { start }),
    batches: batches.map(takes),
    soaks: soaks.map(takes),
    calendars: calendars.map(({ zone, windows, freezes }) => ({
      timezone: zone.name,
      windows: windows.map(({ scopes, days, from, to }) => ({ ...(scopes && { scopes }), days, from, to })),
      freezes: freezes.map(({ scopes, begins, ends }) => ({ ...(scopes && { scopes }), begins, ends })),
    })),
  }
}
