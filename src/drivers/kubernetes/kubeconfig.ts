import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import * as z from 'zod/mini'
import { type Diagnostic, nearest, placeText } from '../../base/index.ts'
import { readDocument, validate } from '../../document/index.ts'

/** How a cluster is reached, and as whom. */
export interface Reach {
  /** What people call it: no address, and nothing that is secret. */
  readonly called: string
  readonly server: string
  readonly authority: string | undefined
  readonly isUnverified: boolean
  readonly serverName: string | undefined
  readonly user: User
}

export interface User {
  readonly certificate?: string | undefined
  readonly key?: string | undefined
  readonly token?: string | undefined
  /** Read again and again: what stands there is renewed by others. */
  readonly tokenFile?: string | undefined
  readonly password?: { readonly name: string; readonly password: string } | undefined
  readonly plugin?: Plugin | undefined
}

/** A program that is asked who one is. */
export interface Plugin {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly apiVersion: string
  readonly help: string | undefined
  /** What it is told of the cluster, where it wants to know. */
  readonly cluster: unknown
}

// Whatever it is, it is not quoted in any error.
const secret = () => z.optional(z.union([z.string(), z.number(), z.boolean()]))
const words = () => z.optional(z.string())

const exec = z.object({
  apiVersion: words(),
  command: z.string(),
  args: z.nullish(z.array(z.coerce.string())),
  env: z.nullish(z.array(z.object({ name: z.string(), value: secret() }))),
  installHint: words(),
  interactiveMode: words(),
  provideClusterInfo: z.optional(z.boolean()),
})

const named = <T extends z.ZodMiniType>(member: string, schema: T) =>
  z.nullish(z.array(z.looseObject({ name: z.coerce.string(), [member]: z.nullish(schema) })))

const clusterSchema = z.object({
  server: z.string(),
  'certificate-authority': words(),
  'certificate-authority-data': secret(),
  'insecure-skip-tls-verify': z.optional(z.boolean()),
  'tls-server-name': words(),
  'proxy-url': words(),
})
const userSchema = z.object({
  'client-certificate': words(),
  'client-certificate-data': secret(),
  'client-key': words(),
  'client-key-data': secret(),
  token: secret(),
  tokenFile: words(),
  username: words(),
  password: secret(),
  exec: z.nullish(exec),
  'auth-provider': z.optional(z.unknown()),
})
const contextSchema = z.object({ cluster: z.coerce.string(), user: z.optional(z.coerce.string()) })

const configSchema = z.object({
  'current-context': z.nullish(z.coerce.string()),
  clusters: named('cluster', clusterSchema),
  users: named('user', userSchema),
  contexts: named('context', contextSchema),
})

/** Of all files together: the first that has an entry of a name is the one that counts. */
interface Config {
  current: string | undefined
  readonly clusters: Map<string, Of<typeof clusterSchema>>
  readonly users: Map<string, Of<typeof userSchema>>
  readonly contexts: Map<string, Of<typeof contextSchema>>
}

interface Of<T extends z.ZodMiniType> {
  readonly value: z.output<T>
  /** Where paths begin. */
  readonly folder: string
}

/** Where the account of a pod is found, from inside it. */
export const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly accountFolder: string
}

/**
 * Finds how the cluster of a context is reached: in the given file, in those that KUBECONFIG names, in ~/.kube/config, or by the
 * account of the pod that this runs in. Throws an `Error` for a person; it never quotes what is secret.
 */
export function findReach(
  file: string | undefined,
  context: string | undefined,
  { env, accountFolder }: Surroundings,
): Reach {
  const files = filesFor(file, env)
  const inside = files.length === 0 ? reachFromInside(env, accountFolder) : undefined
  if (inside !== undefined && context === undefined) return inside
  return reachOf(readConfig(file, { env }), context, files)
}

/** All that is known of contexts, whichever is meant. Throws as `findReach` does. */
export function readConfig(file: string | undefined, { env }: Pick<Surroundings, 'env'>): Config {
  const config: Config = { current: undefined, clusters: new Map(), users: new Map(), contexts: new Map() }
  const files = filesFor(file, env)
  if (files.length === 0)
    throw new Error('there is no kubeconfig: name one by "kubeconfig", by KUBECONFIG, or as ~/.kube/config')
  for (const each of files) readInto(config, each)
  return config
}

const filesFor = (file: string | undefined, env: Surroundings['env']): string[] =>
  file === undefined ? filesOf(env) : [resolve(file)]

function filesOf(env: Surroundings['env']): string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((each) => each !== '')
  // As in other programs, one of several may be missing.
  if (listed.length > 0) return listed.length === 1 ? listed : listed.filter((each) => existsSync(each))
  const usual = join(env.HOME ?? homedir(), '.kube', 'config')
  return existsSync(usual) ? [usual] : []
}

function reachFromInside(env: Surroundings['env'], folder: string): Reach | undefined {
  const host = env.KUBERNETES_SERVICE_HOST
  const tokenFile = join(folder, 'token')
  if (host === undefined || host === '' || !existsSync(tokenFile)) return undefined
  const name = host.includes(':') ? `[${host}]` : host
  return {
    called: 'the cluster around this pod',
    server: `https://${name}:${env.KUBERNETES_SERVICE_PORT ?? '443'}`,
    authority: readFile(join(folder, 'ca.crt')),
    isUnverified: false,
    serverName: undefined,
    user: { tokenFile },
  }
}

function readInto(config: Config, file: string): void {
  const text = readFile(file)
  const source = readDocument(text, file)
  // What a parser says of broken text quotes the text, and with it what is secret.
  if (!source.ok) {
    const where = source.problem[0]?.place
    throw new Error(`${where === undefined ? file : placeText(where)}: from here on it is no YAML`)
  }
  const read = validate(configSchema, source.value)
  if (!read.ok) throw new Error(told(file, read.problem))
  const folder = dirname(resolve(file))
  config.current ??= read.value['current-context'] || undefined
  const take = <T>(
    into: Map<string, { value: T; folder: string }>,
    entries: readonly Record<string, unknown>[] | null | undefined,
    member: string,
  ): void => {
    for (const entry of entries ?? []) {
      const name = String(entry.name)
      const value = entry[member]
      if (value && !into.has(name)) into.set(name, { value: value as T, folder })
    }
  }
  take(config.clusters, read.value.clusters, 'cluster')
  take(config.users, read.value.users, 'user')
  take(config.contexts, read.value.contexts, 'context')
}

function told(file: string, problems: readonly Diagnostic[]): string {
  const [first] = problems
  if (first === undefined) return `${file} cannot be read`
  const where = first.place === undefined ? file : placeText(first.place)
  return `${where}: ${first.message}${first.help === undefined ? '' : `, ${first.help}`}`
}

function reachOf(config: Config, asked: string | undefined, files: readonly string[]): Reach {
  const where = files.join(', ')
  const name = asked ?? config.current
  if (name === undefined) throw new Error(`${where}: there is no current context: name one by "context"`)
  const context = config.contexts.get(name)
  if (context === undefined)
    throw new Error(`${where}: there is no context "${name}"${hint(name, config.contexts)}`)
  const cluster = config.clusters.get(context.value.cluster)
  if (cluster === undefined) {
    const missing = context.value.cluster
    throw new Error(
      `${where}: context "${name}" has the cluster "${missing}", which is not there${hint(missing, config.clusters)}`,
    )
  }
  const userName = context.value.user ?? ''
  const user = config.users.get(userName)
  if (user === undefined && userName !== '')
    throw new Error(
      `${where}: context "${name}" has the user "${userName}", who is not there${hint(userName, config.users)}`,
    )
  if (cluster.value['proxy-url'] !== undefined)
    throw new Error(`${where}: the cluster of context "${name}" is behind a proxy, which is not supported`)
  const authority = fileOrData(
    cluster,
    'certificate-authority',
    `${where}: cluster "${context.value.cluster}"`,
  )
  return {
    called: `the cluster of context "${name}"`,
    server: cluster.value.server,
    authority,
    isUnverified: cluster.value['insecure-skip-tls-verify'] === true,
    serverName: cluster.value['tls-server-name'],
    user:
      user === undefined ? {} : userOf(user, cluster.value.server, authority, `${where}: user "${userName}"`),
  }
}

const hint = (written: string, known: ReadonlyMap<string, unknown>): string => {
  const guess = nearest(written, known.keys())
  if (guess !== undefined) return `: did you mean "${guess}"?`
  const some = [...known.keys()].slice(0, 5).map((name) => `"${name}"`)
  return some.length === 0 ? '' : `, only ${some.join(', ')}`
}

function userOf(
  user: Of<typeof userSchema>,
  server: string,
  authority: string | undefined,
  subject: string,
): User {
  const { value, folder } = user
  if (value['auth-provider'] !== undefined)
    throw new Error(`${subject} has an auth-provider, which is history: use an exec plug-in`)
  if (value.exec?.interactiveMode === 'Always')
    throw new Error(`${subject} has a plug-in that wants to talk to somebody, and nobody is here`)
  const { username, password, token, tokenFile } = value
  return {
    certificate: fileOrData(user, 'client-certificate', subject),
    key: fileOrData(user, 'client-key', subject),
    token: token === undefined ? undefined : String(token),
    tokenFile: tokenFile === undefined ? undefined : inFolder(folder, tokenFile),
    password: username === undefined ? undefined : { name: username, password: String(password ?? '') },
    plugin: value.exec ? pluginOf(value.exec, folder, server, authority) : undefined,
  }
}

function pluginOf(
  { command, args, env, apiVersion, installHint, provideClusterInfo }: z.output<typeof exec>,
  folder: string,
  server: string,
  authority: string | undefined,
): Plugin {
  const data = authority === undefined ? undefined : Buffer.from(authority).toString('base64')
  return {
    // A name without a slash is looked up on the PATH.
    command: command.includes('/') ? inFolder(folder, command) : command,
    args: args ?? [],
    env: Object.fromEntries((env ?? []).map(({ name, value }) => [name, String(value ?? '')])),
    apiVersion: apiVersion ?? 'client.authentication.k8s.io/v1',
    help: installHint,
    cluster: provideClusterInfo === true ? { server, 'certificate-authority-data': data } : undefined,
  }
}

function fileOrData<T extends z.ZodMiniType>(of: Of<T>, member: string, subject: string): string | undefined {
  const value = of.value as Readonly<Record<string, unknown>>
  const data = value[`${member}-data`]
  if (data !== undefined && data !== '') return Buffer.from(String(data), 'base64').toString('utf8')
  const file = value[member]
  if (typeof file !== 'string' || file === '') return undefined
  // Who writes the key itself where its file belongs should not find it in a log.
  if (file.includes('\n') || file.startsWith('-----'))
    throw new Error(`${subject} has data as "${member}", where a file is named: write "${member}-data"`)
  return readFile(inFolder(of.folder, file), `${subject} has the ${member} `)
}

const inFolder = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path))

function readFile(file: string, says = ''): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new Error(
      says === '' ? `${file} cannot be read (${code})` : `${says}"${file}", which cannot be read (${code})`,
    )
  }
}
