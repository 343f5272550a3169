import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'

/** Two invented programs: pilots speak a protocol with harbours; buoys only have releases. */
export const harbourText = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: harbour, title: Harbour }
sources: { book: { title: Book, ref: book } }
schemes: { release: { kind: semver } }
components:
  pilot: { title: Pilot, scheme: release }
  harbour: { title: Harbour, scheme: release }
  buoy: { title: Buoy, scheme: release }
rules:
  - id: talk
    kind: settle
    of: pilot
    by: harbour
    assume: 1.2.0
    least: 1.1.0
    says: They speak the lower version
    source: { in: book }
    because: Older words are understood by all
    protocol:
      - { releases: ">=1.0.0 <1.1.0", version: 1.0.0 }
      - { releases: 1.1.x, version: 1.1.0 }
      - { releases: 1.2.x, version: 1.3.0 }
      - { of: [harbour], releases: 1.3.x, version: 1.4.0 }
      - { of: [pilot], releases: 1.3.x, version: 1.5.0 }
      - { releases: 1.4.x, version: 1.5.0 }
    gates:
      - { capability: TIDES, requires: ">=1.1.0" }
      - { capability: FOG, requires: ">=1.3.0", because: fog is new }
      - { capability: ICE, requires: ">=1.5.0" }
  - id: buoy-skew
    kind: window
    of: buoy
    to: harbour
    unit: line
    behind: 1
    ahead: 0
    says: A buoy is at most one line behind
    source: { in: book }
    because: so
catalogue:
  - of: [pilot, harbour, buoy]
    releases:
      - { version: 1.0.0 }
      - { version: 1.1.0 }
      - { version: 1.2.0 }
      - { version: 1.2.1 }
      - { version: 1.3.0 }
      - { version: 1.4.0, status: recalled }
      - { version: 1.4.1-rc.1 }
      - { version: 1.4.2 }
`

export function policyOf(text: string): Policy {
  const read = readPolicy(text, 'harbour.yaml', () => ({ ok: false, problem: 'nothing is included' }))
  const built = read.ok ? buildPolicy(read.value.document) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

export const harbour = policyOf(harbourText)
