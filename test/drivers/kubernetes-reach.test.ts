import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectApi } from '../../src/drivers/kubernetes/api.ts'
import { identityOf } from '../../src/drivers/kubernetes/identity.ts'
import { findReach } from '../../src/drivers/kubernetes/kubeconfig.ts'
import type { Pod } from '../../src/drivers/kubernetes/objects.ts'
import { makeAuthority } from './certificates.ts'
import { FakeApi } from './fake-api.ts'
import { at, driverFor, lines, observe, order, settled, soon } from './kubernetes-scene.ts'

/* How a server is reached, who asks, and what happens when it does not answer as it should. No message ever tells a secret. */

let api: FakeApi
beforeEach(async () => {
  api = await FakeApi.start(3)
  api.cluster.add({ kind: 'StatefulSet', name: 'hub', image: at('1.0'), replicas: 3 })
})
afterEach(() => api.close())

const workload = { workload: 'StatefulSet' } as const
const [secret = ''] = ['token-that-nobody-may-see']
const seen = ['hub-2 1.0 ready', 'hub-1 1.0 ready', 'hub-0 1.0 ready']

async function messageOf(user: unknown, settings = {}): Promise<string> {
  // Some of it is told when the document is opened, the rest when the cluster is asked.
  const asked = async () => observe(driverFor(api, { ...workload, ...settings }, user))
  const error = await asked().catch((error: Error) => error)
  if (!(error instanceof Error)) throw new Error('nothing went wrong')
  for (const hidden of [secret, api.address, String(new URL(api.address).port), 'BEGIN'])
    expect(error.message).not.toContain(hidden)
  return error.message
}

/** A program that prints a credential, or whatever it is told to; it counts how often it was asked. */
function plugin(body: string): { command: string; args: string[]; apiVersion: string } {
  const file = join(api.folder, 'plugin.mjs')
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs'
const asked = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
appendFileSync(${JSON.stringify(join(api.folder, 'asked'))}, 'x')
const print = (status) => console.log(JSON.stringify({ ...asked, status }))
${body}`,
  )
  return { command: process.execPath, args: [file], apiVersion: 'client.authentication.k8s.io/v1' }
}

describe('who asks', () => {
  it.each<[string, () => unknown]>([
    ['a token', () => ({ token: secret })],
    [
      'a certificate in the document',
      () => ({
        'client-certificate-data': Buffer.from(api.client.certificate).toString('base64'),
        'client-key-data': Buffer.from(api.client.key).toString('base64'),
      }),
    ],
    [
      'a certificate in files beside it',
      () => {
        writeFileSync(join(api.folder, 'me.crt'), api.client.certificate)
        writeFileSync(join(api.folder, 'me.key'), api.client.key)
        return { 'client-certificate': 'me.crt', 'client-key': 'me.key' }
      },
    ],
    [
      'a token in a file',
      () => {
        writeFileSync(join(api.folder, 'me.token'), `${secret}\n`)
        return { tokenFile: 'me.token' }
      },
    ],
    ['a plug-in that has a token', () => ({ exec: plugin(`print({ token: ${JSON.stringify(secret)} })`) })],
    [
      'a plug-in that has a certificate',
      () => ({
        exec: plugin(
          `print({ clientCertificateData: ${JSON.stringify(api.client.certificate)}, clientKeyData: ${JSON.stringify(api.client.key)} })`,
        ),
      }),
    ],
  ])('by %s', async (_, user) => {
    expect(lines(await observe(driverFor(api, workload, user())))).toEqual(seen)
  })

  it('a token that counts no longer is asked for again, once', async () => {
    api.tokens.clear()
    api.tokens.add('second')
    const exec = plugin(`import { readFileSync } from 'node:fs'
const times = readFileSync(${JSON.stringify(join(api.folder, 'asked'))}, 'utf8').length
print({ token: times === 1 ? 'first' : 'second' })`)
    const driver = driverFor(api, workload, { exec })
    expect(lines(await observe(driver))).toEqual(seen)
    expect(lines(await observe(driver))).toEqual(seen)
    api.tokens.clear()
    await expect(observe(driver)).rejects.toThrow(/refuses reading .* \(401\): Unauthorized/)
  })

  it.each([
    [
      'a plug-in that fails, and what it says is not told',
      `console.error(${JSON.stringify(secret)}); process.exit(3)`,
      /who asks cannot be told: the plug-in ".*" failed$/,
    ],
    [
      'a plug-in that prints something else',
      `console.log(${JSON.stringify(secret)})`,
      /prints no credential$/,
    ],
    ['a token with a line break', "print({ token: 'a\\nb: c' })", /characters that no token has$/],
  ])('not by %s', async (_, body, message) => {
    expect(await messageOf({ exec: plugin(body) })).toMatch(message)
  })

  it.each<[string, unknown, RegExp]>([
    [
      'a plug-in that is not installed',
      { exec: { command: 'no-such-plugin', installHint: 'get it from example.org' } },
      /cannot be started: .*: get it from example\.org$/,
    ],
    [
      'a plug-in that wants to talk',
      { exec: { command: 'x', interactiveMode: 'Always' } },
      /wants to talk to somebody/,
    ],
    [
      'a way of the past',
      { 'auth-provider': { name: 'gcp', config: { 'access-token': secret } } },
      /auth-provider, which is history/,
    ],
    ['a wrong token', { token: 'nope' }, /\(401\): Unauthorized$/],
    ['nothing', {}, /\(401\): Unauthorized$/],
    ['a file that is not there', { tokenFile: 'nowhere' }, /the token in .*nowhere cannot be read$/],
    ['a token that is a list', { token: [secret] }, /"token" is a list/],
  ])('not by %s', async (_, user, message) => {
    expect(await messageOf(user)).toMatch(message)
  })
})

describe('which server', () => {
  it('only one that the authority knows', async () => {
    const other = Buffer.from(makeAuthority().certificate).toString('base64')
    const kubeconfig = api.kubeconfig(undefined, { 'certificate-authority-data': other })
    expect(await messageOf(undefined, { kubeconfig })).toMatch(
      /^the cluster of context "test" cannot be reached \([A-Z_]+\)$/,
    )
  })

  it('by another name than its address, or unverified where it is told so', async () => {
    const named = api.kubeconfig(undefined, { 'tls-server-name': 'localhost' })
    expect(lines(await observe(driverFor(api, { ...workload, kubeconfig: named })))).toEqual(seen)
    const wrong = api.kubeconfig(undefined, { 'tls-server-name': 'elsewhere' })
    expect(await messageOf(undefined, { kubeconfig: wrong })).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
    const open = { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true }
    const blind = api.kubeconfig(undefined, open)
    expect(lines(await observe(driverFor(api, { ...workload, kubeconfig: blind })))).toEqual(seen)
  })

  it('by the context that is named', async () => {
    const kubeconfig = api.kubeconfig()
    expect(lines(await observe(driverFor(api, { ...workload, kubeconfig, context: 'test' })))).toEqual(seen)
    expect(await messageOf(undefined, { kubeconfig, context: 'tset' })).toMatch(
      /there is no context "tset": did you mean "test"\?$/,
    )
  })

  it('by several files, of which the first counts', () => {
    const first = join(api.folder, 'first')
    writeFileSync(first, 'current-context: test\ncontexts: [{ name: test, context: { cluster: here } }]\n')
    const env = {
      KUBECONFIG: `${first}:${join(api.folder, 'missing')}:${api.kubeconfig()}`,
      HOME: api.folder,
    }
    const reach = findReach(undefined, undefined, { env, accountFolder: '/nowhere' })
    expect(reach).toMatchObject({ called: 'the cluster of context "test"', server: api.address, user: {} })
  })

  it('from inside a pod, by its account', async () => {
    const port = new URL(api.address).port
    writeFileSync(join(api.folder, 'token'), secret)
    writeFileSync(join(api.folder, 'ca.crt'), api.authority.certificate)
    const env = { HOME: '/nowhere', KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port }
    const reach = findReach(undefined, undefined, { env, accountFolder: api.folder })
    const client = connectApi(
      reach,
      identityOf(reach.user, env, () => 0),
    )
    expect(await client.list<Pod>('/api/v1/namespaces/prod/pods', 'app=hub', soon())).toHaveLength(3)
    client.close()
  })

  it.each([
    ['text that is no YAML', 'a: [', /:1:\d+: /],
    ['no list', 'clusters: 3', /"clusters" is 3, expected a list$/],
    ['no current context', 'contexts: []', /there is no current context: name one by "context"$/],
    [
      'a cluster that is not there',
      'current-context: a\ncontexts: [{ name: a, context: { cluster: b } }]',
      /has the cluster "b", which is not there$/,
    ],
    [
      'a user who is not there',
      'current-context: a\nclusters: [{ name: b, cluster: { server: "https://x" } }]\ncontexts: [{ name: a, context: { cluster: b, user: c } }]',
      /the user "c", who is not there$/,
    ],
    [
      'a proxy',
      'current-context: a\nclusters: [{ name: b, cluster: { server: "https://x", proxy-url: "http://y" } }]\ncontexts: [{ name: a, context: { cluster: b } }]',
      /behind a proxy, which is not supported$/,
    ],
    [
      'an address that is none',
      'current-context: a\nclusters: [{ name: b, cluster: { server: "ftp://x" } }]\ncontexts: [{ name: a, context: { cluster: b } }]',
      /is no address that begins with https:\/\/$/,
    ],
  ])('not by a file with %s', async (_, text, message) => {
    const kubeconfig = join(api.folder, 'written')
    writeFileSync(kubeconfig, text)
    expect(await messageOf(undefined, { kubeconfig })).toMatch(message)
  })

  it('a name that is not there is no empty group', async () => {
    expect(await messageOf(undefined, { name: 'hob' })).toBe(
      'the cluster of context "test" has no StatefulSet "hob" in namespace "prod"',
    )
    expect(await messageOf(undefined, { name: undefined, selector: 'app=hob' })).toBe(
      'the cluster of context "test" has no StatefulSet with the labels "app=hob" in prod',
    )
  })
})

describe('when something goes wrong on the way', () => {
  const isPatch = (method: string) => method === 'PATCH'
  const isList = (method: string, path: string) => method === 'GET' && path.endsWith('/pods')

  it.each(['busy', 'hang-up-before', 'hang-up-after', 'expired'] as const)(
    '%s: it looks again',
    async (what) => {
      api.trouble(what, isList)
      expect(lines(await observe(driverFor(api, workload)))).toEqual(seen)
    },
  )

  it.each([
    [
      'forbidden',
      /refuses reading \/api\/v1\/namespaces\/prod\/pods \(403\): User "somebody" cannot do that$/,
    ],
    ['no-json', /answers with no JSON to reading \/api\/v1\/namespaces\/prod\/pods$/],
  ] as const)('%s: it tells', async (what, message) => {
    api.trouble(what, isList)
    expect(await messageOf({ token: secret })).toMatch(message)
  })

  it('an object that changed meanwhile is looked at again, and the change is made to what it is then', async () => {
    for (let i = 0; i < 3; i++) api.trouble('changed-meanwhile', isPatch)
    const driver = driverFor(api, workload)
    await driver.move(order(['hub-2'], '1.0', '2.0'), soon())
    await settled(driver, ['hub-2'], '2.0')
    expect(api.seen.filter(({ method }) => method === 'PATCH')).toHaveLength(4)
  })

  it('who changes it all the time is not overwritten, and it is told', async () => {
    for (let i = 0; i < 50; i++) api.trouble('changed-meanwhile', isPatch)
    await expect(driverFor(api, workload).move(order(['hub-2'], '1.0', '2.0'), soon())).rejects.toThrow(
      /refuses changing .* \(409\): the object has been modified/,
    )
  })

  it.each(['hang-up-before', 'hang-up-after', 'busy'] as const)('%s: a change is made once', async (what) => {
    const driver = driverFor(api, workload)
    const made = order(['hub-2'], '1.0', '2.0')
    api.trouble(what, isPatch)
    await driver.move(made, soon()).catch(() => driver.move(made, soon()))
    await settled(driver, ['hub-2'], '2.0')
    expect(api.cluster.get('StatefulSet', 'hub').metadata.generation).toBe(2)
  })

  it('a server that does not answer is left when it is time', async () => {
    api.trouble('silence', isList)
    const stop = new AbortController()
    const driver = driverFor(api, workload)
    const looking = (async () => {
      for await (const page of driver.observe(
        { policy: 'harbour', scope: 'prod', component: 'hub' },
        stop.signal,
      ))
        throw new Error(`saw ${page.length}`)
    })()
    // Once it has asked, nothing more comes.
    while (api.seen.length < 2) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    await expect(looking).rejects.toThrow('the cluster of context "test" was not waited for any longer')
  })
})
