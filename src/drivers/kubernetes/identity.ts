import { readFileSync } from 'node:fs'
import { runProgram } from '../programs.ts'
import type { Plugin, User } from './kubeconfig.ts'

/** What a request carries to say who asks. None of it is ever printed. */
export interface Proof {
  readonly authorization: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** Says who asks, and renews what runs out. */
export interface Identity {
  proof(signal: AbortSignal): Promise<Proof>
  /** Forgets what the server did not accept. Whether asking again may help. */
  forget(): boolean
}

interface Credential {
  readonly status?: {
    readonly token?: string
    readonly clientCertificateData?: string
    readonly clientKeyData?: string
    readonly expirationTimestamp?: string
  }
}

/** What is left when it counts as over: the request still has to get there. */
const margin_ms = 30_000
const mostAge_ms = 60_000

type Env = Readonly<Record<string, string | undefined>>

/** `env` is what plug-ins run with, beside their own; `wall` tells milliseconds since 1970. */
export function identityOf(user: User, env: Env, wall: () => number): Identity {
  const { certificate, key, plugin, tokenFile } = user
  if (plugin !== undefined) return new AskedIdentity(plugin, env, wall)
  const own = { certificate, key }
  if (user.token === undefined && tokenFile !== undefined) return new FileIdentity(tokenFile, own, wall)
  const proof = { ...own, authorization: authorizationOf(user) }
  return { proof: async () => proof, forget: () => false }
}

function authorizationOf({ token, password }: User): string | undefined {
  if (token !== undefined) return bearer(token)
  if (password === undefined) return undefined
  return `Basic ${Buffer.from(`${password.name}:${password.password}`).toString('base64')}`
}

const bearer = (token: string): string => {
  // A line break would begin another header.
  if (/[^\x21-\x7e]/.test(token)) throw new Error('the token has characters that no token has')
  return `Bearer ${token}`
}

class FileIdentity implements Identity {
  private readonly file: string
  private readonly own: Omit<Proof, 'authorization'>
  private readonly wall: () => number
  private known: { readonly proof: Proof; readonly at: number } | undefined

  constructor(file: string, own: Omit<Proof, 'authorization'>, wall: () => number) {
    this.file = file
    this.own = own
    this.wall = wall
  }

  async proof(): Promise<Proof> {
    const now = this.wall()
    if (this.known === undefined || now - this.known.at > mostAge_ms || now < this.known.at)
      this.known = { proof: { ...this.own, authorization: bearer(this.read()) }, at: now }
    return this.known.proof
  }

  forget(): boolean {
    this.known = undefined
    return true
  }

  private read(): string {
    try {
      return readFileSync(this.file, 'utf8').trim()
    } catch {
      throw new Error(`the token in ${this.file} cannot be read`)
    }
  }
}

/** By a plug-in, a program that prints a credential: how long it counts, it says itself. */
class AskedIdentity implements Identity {
  private readonly plugin: Plugin
  private readonly env: Env
  private readonly wall: () => number
  private known: { readonly proof: Proof; readonly until: number } | undefined

  constructor(plugin: Plugin, env: Env, wall: () => number) {
    this.plugin = plugin
    this.env = env
    this.wall = wall
  }

  async proof(signal: AbortSignal): Promise<Proof> {
    if (this.known === undefined || this.wall() >= this.known.until) this.known = await this.ask(signal)
    return this.known.proof
  }

  forget(): boolean {
    this.known = undefined
    return true
  }

  private async ask(signal: AbortSignal): Promise<{ proof: Proof; until: number }> {
    const { command, args, env, apiVersion, cluster, help } = this.plugin
    const told = {
      apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, ...(cluster !== undefined && { cluster }) },
    }
    const more = help === undefined ? '' : `: ${help}`
    const { code, out } = await runProgram(
      {
        args: [command, ...args],
        folder: '.',
        env: { ...this.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(told) },
      },
      signal,
    ).catch((error: Error) => {
      throw new Error(`who asks cannot be told: ${error.message}${more}`)
    })
    // What it prints may be secret, also when it fails.
    if (code !== 0) throw new Error(`who asks cannot be told: the plug-in "${command}" failed${more}`)
    const credential = credentialOf(out)
    if (credential === undefined)
      throw new Error(`who asks cannot be told: the plug-in "${command}" prints no credential`)
    const { token, clientCertificateData, clientKeyData, expirationTimestamp } = credential
    const end = expirationTimestamp === undefined ? Number.NaN : Date.parse(expirationTimestamp)
    return {
      proof: {
        authorization: token === undefined ? undefined : bearer(token),
        certificate: clientCertificateData,
        key: clientKeyData,
      },
      until: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end - margin_ms,
    }
  }
}

function credentialOf(printed: string): Credential['status'] {
  try {
    const { status } = JSON.parse(printed) as Credential
    const isOne = typeof status?.token === 'string' || typeof status?.clientCertificateData === 'string'
    return isOne ? status : undefined
  } catch {
    return undefined
  }
}
