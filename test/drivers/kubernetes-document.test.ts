import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { findReach } from '../../src/drivers/kubernetes/kubeconfig.ts'
import { mutatedText, soup } from '../fuzz/mutation.ts'
import { runs } from '../fuzz/runs.ts'
import { openedAll } from './open.ts'
import { makeSite } from './site.ts'

/* How a document speaks of workloads, and what it is told where it does so wrongly. */

const document = (settings: string): string => `apiVersion: interlock.dev/v1alpha1
kind: Driver
components:
  crane:
    driver:
      kind: kubernetes
${settings.replace(/^/gm, '      ')}
`

const site = makeSite()
afterAll(site.close)

const good = 'namespace: "{scope}"\nworkload: StatefulSet\nname: crane'

describe('a document of a kubernetes driver', () => {
  it.each([
    ['an image', `${good}\nimage: registry.example/crane:v{version}`],
    [
      'a label of several workloads',
      'namespace: [a, b]\nworkload: DaemonSet\nselector: app={component}\nlabel: app.example/version',
    ],
    ['a variable with its form', `${good}\nenv: CRANE\nvalue: v{version}`],
    ['a pointer', `${good}\npointer: /metadata/annotations/release\nupdateStrategy: OnDelete`],
    ['names in an image', `${good}\nimage: registry.example/{scope}/crane:{version}`],
  ])('is opened with %s', async (_, settings) => {
    const { driver } = await openedAll(document(settings), site.env)
    await driver.close?.()
  })

  it.each([
    [
      'no place of the version',
      good,
      '6:7 nothing says where the version is written | one of "image", "label", "env" and "pointer"',
    ],
    [
      'two places',
      `${good}\nimage: a:{version}\nenv: X`,
      '6:7 the version is written in one place | one of "image", "label", "env" and "pointer"',
    ],
    ['an image without a version', `${good}\nimage: crane:1.0`, '10:14 it has to have {version} in it, once'],
    [
      'a slip in the version of an image',
      `${good}\nimage: crane:{verson}`,
      '10:14 it has to have {version} in it, once | did you mean {version} by {verson}?',
    ],
    [
      'an image with two',
      `${good}\nimage: crane-{version}:{version}`,
      '10:14 it has to have {version} in it, once',
    ],
    [
      'a slip in a placeholder',
      'namespace: "{scop}"\nworkload: StatefulSet\nname: crane\nenv: X',
      '7:18 {scop} stands for nothing here | did you mean {scope}?',
    ],
    [
      'no name',
      'namespace: a\nworkload: StatefulSet\nenv: X',
      '6:7 the workload is found by its name, or by labels | either "name" or "selector"',
    ],
    [
      'a slip in the kind of workload',
      'namespace: a\nworkload: StatefullSet\nname: x\nenv: X',
      '8:17 "workload" is "StatefullSet" | did you mean "StatefulSet"?',
    ],
    [
      'a form for an image',
      `${good}\nimage: a:{version}\nvalue: v{version}`,
      '11:14 an image is written as "image" says | leave it out, or leave "image" out',
    ],
    [
      'digests of no image',
      `${good}\nenv: X\ndigests: { "1.0": "sha256:${'0'.repeat(64)}" }`,
      '11:16 they are those of images | add "image"',
    ],
    [
      'a digest that is none',
      `${good}\nimage: a:{version}\ndigests: { "1.0": "sha256:0" }`,
      '11:25 "1.0" is "sha256:0" | expected sha256: and 64 digits',
    ],
    [
      'a pointer to elsewhere',
      `${good}\npointer: /status/phase`,
      '10:16 "pointer" is "/status/phase" | expected a JSON pointer such as /metadata/annotations/release',
    ],
    [
      'a strategy that Deployments lack',
      'namespace: a\nworkload: Deployment\nname: x\nenv: X\nupdateStrategy: OnDelete',
      '11:23 a Deployment always rolls by itself | leave it out',
    ],
  ])('is refused with %s', async (_, settings, expected) => {
    const problem = await openedAll(document(settings)).then(
      () => '',
      (error: Error) => error.message,
    )
    expect(problem.replaceAll('driver.yaml:', '')).toBe(expected)
  })
})

describe('what says how a cluster is reached has to be there when a document is opened', () => {
  const member = (name: string, value: string) => `${good}\nimage: x:{version}\n${name}: ${value}`
  const { KUBECONFIG } = site.env
  it.each([
    [
      'a kubeconfig',
      member('kubeconfig', 'no-such'),
      {},
      '11:19 there is no file no-such | it is looked for in ',
    ],
    ['any kubeconfig', member('container', 'x'), {}, '6:7 there is no kubeconfig: name one by "kubeconfig"'],
    [
      'a context',
      member('context', 'her'),
      {},
      '11:16 KUBECONFIG: there is no context "her": did you mean "here"?',
    ],
    [
      'all of it for contexts by scope',
      member('context', '"{scope}"'),
      { KUBECONFIG: '/no-such' },
      '6:7 /no-such cannot be read',
    ],
  ])('%s', async (_, settings, env, expected) => {
    const problem = await openedAll(
      document(settings),
      {
        ...site.env,
        HOME: site.folder,
        KUBECONFIG: expected.includes('there is no kubeconfig') ? '' : KUBECONFIG,
        ...env,
      },
      site.folder,
    ).then(
      () => '',
      (error: Error) => error.message,
    )
    const plain = problem.replaceAll('driver.yaml:', '').replace(KUBECONFIG, 'KUBECONFIG')
    expect(plain.slice(0, expected.length)).toBe(expected)
  })
})

describe('a kubeconfig that is broken', () => {
  const whole = JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'b', user: 'c' } }],
    clusters: [
      { name: 'b', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': 'AAAA' } },
    ],
    users: [
      { name: 'c', user: { token: 'SECRET', exec: { command: 'x', env: [{ name: 'a', value: 'SECRET' }] } } },
    ],
  })

  it('is told with words, and without its secrets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
    const file = join(folder, 'config')
    fc.assert(
      fc.property(fc.oneof(soup(), mutatedText(whole)), (text) => {
        writeFileSync(file, text)
        try {
          expect(findReach(file, undefined, { env: {}, accountFolder: folder }).server).toBeTypeOf('string')
        } catch (error) {
          // What was moved to where names stand is a name.
          const message = (error as Error).message.replace(
            /(context|cluster|user|mean|only|,|the [a-z-]+) "[^"]*"/g,
            '$1',
          )
          expect(message).toContain(file)
          expect(message).not.toMatch(/SECRET|undefined|\[object|not a function/)
        }
      }),
      runs(1000),
    )
    rmSync(folder, { recursive: true })
  })
})
