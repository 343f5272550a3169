import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { driverJsonSchema, openDrivers, readDriverDocument } from '../../src/drivers/index.ts'
import { makeSite } from '../drivers/site.ts'
import { expectAnswer } from './answer.ts'
import { fuzz, plain } from './fuzz.ts'
import { fits } from './json-schema.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'
import { runs, timeoutMilliseconds } from './runs.ts'

const document = `apiVersion: interlock.dev/v1alpha1
kind: Driver
retry: { attempts: 5, first: 500ms, most: 1m }
timeouts: { observe: 1m, settle: 10m, gate: 5s }
unready: 10%
gates:
  healthy: { kind: health, within: 1m, every: 500ms }
  reads: { kind: http, url: "http://{id}/x", status: [200, 204], pointer: /a, is: "{to}" }
  asks: { kind: command, run: [test, "{ids}"], env: { A: "{to}" } }
  signed: { kind: approval }
tasks:
  backup: { run: [backup, "{scope}", "{to}"] }
components:
  crane:
    driver:
      kind: command
      env: { SITE: "{scope}" }
      version: { url: "http://127.0.0.1:{vars.port}/version", pointer: /version, match: "v(.*)" }
      instances: [{ id: a, vars: { port: 8081 } }, { id: b, vars: { port: 8082 }, part: edge }]
      health: { run: [check, "{id}"] }
      move: { run: [upgrade, "--id={id}", "{to}"] }
      stop: { run: [stop, "{id}"] }
    soak: 30s
  harbour/pier:
    driver:
      kind: command
      observe: { run: [list], prints: lines, columns: [id, version, ready], separator: ",", ready: [up] }
      move: { run: [upgrade, "{ids}"] }
  quay:
    driver:
      kind: kubernetes
      context: "{scope}"
      namespace: [a, "{scope}"]
      workload: StatefulSet
      selector: app={component}
      container: main
      image: registry.example/quay:v{version}
      digests: { "1.0": "sha256:${'0'.repeat(64)}" }
      part: app.example/part
  harbour/quay:
    driver:
      kind: helm
      release: quay
      namespace: "{scope}"
      chart: ./quay
      charts: { "1.0": "4.0" }
      set: { image.tag: "v{to}" }
      wait: 5m
      pods: { namespace: a, workload: DaemonSet, name: quay, updateStrategy: OnDelete, env: QUAY, value: "v{version}" }
  harbour/crane:
    driver:
      kind: gitops
      repository: .
      remote: origin
      branch: rollout/{scope}
      base: main
      author: { name: A, email: a@example.org }
      fields: [{ file: "{scope}.yaml", at: 'a[name={id}]."b.c"[0]', where: { kind: B }, value: "v{version}" }]
      observe: { kind: kubernetes, namespace: a, workload: Deployment, name: x, label: app.example/version }
  "*":
    driver:
      kind: process
      state: state
      bin: /opt/{version}/server
      instances: [{ id: c, env: { PORT: "1" }, args: ["{id}"], files: { "conf-{id}": "x" } }]
`

const site = makeSite()
afterAll(site.close)

const request = {
  folder: site.folder,
  env: site.env,
  known: ['crane', 'pier', 'quay'].map((component) => ({ policy: 'harbour', component })),
  needed: [{ policy: 'harbour', component: 'quay' }],
}

/** Whether a text is read; opening it starts nothing, and says where it cannot. */
async function answer(text: string): Promise<boolean> {
  const read = readDriverDocument(text, 'driver.yaml')
  expectAnswer(read, { 'driver.yaml': text })
  if (!read.ok) return false
  const opened = await openDrivers(read.value, request)
  expectAnswer(opened, { 'driver.yaml': text })
  if (opened.ok) {
    const { attempts, poll_ms, timeouts } = opened.value.settingsOf({ policy: 'harbour', component: 'quay' })
    expect(attempts).toBeGreaterThan(0)
    for (const wait of [poll_ms, ...Object.values(timeouts)]) expect(Number.isSafeInteger(wait)).toBe(true)
    await opened.value.driver.close?.()
  }
  return true
}

const fuzzOpening = <T>(
  name: string,
  count: number,
  input: fc.Arbitrary<T>,
  check: (input: T) => Promise<void>,
) =>
  it(
    name,
    async () => {
      await fc.assert(fc.asyncProperty(input, check), runs(count))
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
    timeoutMilliseconds,
  )

describe('driver documents', () => {
  it('the one that is changed is a good one', async () => {
    const read = readDriverDocument(document, 'driver.yaml')
    expect(read.ok && (await openDrivers(read.value, request)).ok).toBe(true)
  })

  fuzzOpening('with characters changed', 400, mutatedText(document), async (text) => {
    await answer(text)
  })

  fuzzOpening('with parts changed', 400, mutatedValue(plain(document)), async (value) => {
    const text = JSON.stringify(value)
    const isRead = await answer(text)
    const source = readDocument(text, 'driver.yaml')
    const schema = driverJsonSchema() as Readonly<Record<string, unknown>>
    // Waits of years and what has no meaning together are more than a schema can tell.
    if (isRead) expect(source.ok && fits(schema, source.value.value), text).toBe(true)
  })

  fuzz('of any characters', 200, soup(), (text) => {
    expectAnswer(readDriverDocument(text, 'driver.yaml'), { 'driver.yaml': text })
  })
})
