import { createHash } from 'node:crypto'
import { canonicalJson, placeText } from '../base/index.ts'
import { type Limits, readingText } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import type { PlanRequest } from './request.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** SHA-256 over a policy's rules and catalogue, as they are read. */
export const policyDigest = (policy: Policy): string => sha256(policy.fingerprint)

/** SHA-256 over everything that a plan depends on: equal requests have equal digests, and equal plans. */
export function digestOf({ policies, summary, wishes, limits, asOf, journeys = [] }: PlanRequest): string {
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
      targets: wishes.targets.map(({ policy, component, scope, version }) => ({
        policy,
        component,
        ...(scope !== undefined && { scope }),
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
    },
    ...(limits !== undefined && limitsContent(limits)),
    asOf,
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
