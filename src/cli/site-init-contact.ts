/** First contact with a host: whose certificate it shows, and who we are there. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { HostEntry } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { createPveClient, type PveClient } from '../pve/client.ts'
import { ticketCredentials, tokenCredentials, type Credentials } from '../pve/credentials.ts'
import { transportError } from '../pve/errors.ts'
import { createHttpsTransport } from '../pve/https-transport.ts'
import { TransportError } from '../pve/transport.ts'
import type { Trust } from '../pve/trusted-connect.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import type { Prompt } from './prompt.ts'
import type { SiteInitOptions } from './site-init-options.ts'
import { trustOf, type TrustEntry } from './trust.ts'

/** A connection to a host that something vouches for. */
export interface Contact {
  /** As messages call it. */
  readonly host: string
  /** To be written down: nothing else vouches for the certificate. */
  readonly pin: string | null
  client(
    credentials: (parts: Pick<Parameters<typeof ticketCredentials>[0], 'host' | 'transport' | 'clock'>) => Credentials,
  ): PveClient
  close(): Promise<void>
}

export interface ContactParts {
  readonly io: Io
  readonly prompt: Prompt
  readonly endpoint: string
  /** Its entry, where the site-config has one. */
  readonly known: HostEntry | undefined
  readonly options: Pick<SiteInitOptions, 'fingerprint'>
  readonly stop: AbortSignal
}

/** Throws UntrustedCertificate where nobody agrees to the one that is seen, Unreachable where nobody answers. */
export async function contact(parts: ContactParts): Promise<Contact> {
  const { io, endpoint, known, options, stop } = parts
  const host = known?.name ?? new URL(endpoint).hostname
  const entry = known ?? strangerAt(host, endpoint)
  const given = options.fingerprint?.toUpperCase()
  const isGiven = given !== undefined && !known?.fingerprint
  let trust: Trust = isGiven ? { fingerprint: given } : trustOf(entry, { insecure: false })
  if (parts.prompt.conversation) note(io, plain(`Asking ${endpoint} …`))
  const seen = await probe(endpoint, trust, host, stop).catch((error: unknown) => {
    throw isGiven ? asGiven(host, error) : error
  })
  if (seen !== null) {
    await agreeTo(parts, host, seen)
    trust = { fingerprint: seen }
  }
  const { transport, close } = createHttpsTransport({ endpoint, trust })
  const pinned = trust.fingerprint ?? null
  return {
    host,
    pin: known?.fingerprint ? null : pinned,
    client: (credentials) =>
      createPveClient({
        host,
        transport,
        clock: io.clock,
        credentials: credentials({ host, transport, clock: io.clock }),
      }),
    close,
  }
}

/** In halves where a line would be broken anywhere. */
function fitting(fingerprint: string, columns: number): readonly string[] {
  const half = (fingerprint.length + 1) / 2
  return fingerprint.length + 4 <= columns ? [fingerprint] : [fingerprint.slice(0, half), fingerprint.slice(half)]
}

/** It is the command line that named the fingerprint, and no file. */
function asGiven(host: string, error: unknown): unknown {
  const seen = error instanceof HomestakError && error.cause instanceof TransportError && error.cause.fingerprint
  if (!seen) return error
  return new HomestakError({
    code: 'UntrustedCertificate',
    message: `the certificate of ${host} has the fingerprint ${seen}, which is not the one that --fingerprint names`,
    hint: 'if the host itself shows this one (pvenode cert info), give it; else somebody may stand in between',
    cause: error,
  })
}

const strangerAt = (name: string, apiEndpoint: string): TrustEntry => ({
  name,
  file: '',
  apiEndpoint,
  fingerprint: null,
  caFile: null,
})

/** The fingerprint of a certificate that nothing vouches for; null: something does. */
async function probe(endpoint: string, trust: Trust, host: string, stop: AbortSignal): Promise<string | null> {
  const { transport, close } = createHttpsTransport({ endpoint, trust })
  const path = '/access/domains'
  try {
    // Open to everybody, so that no wait for a refused credential comes first.
    await transport({ method: 'GET', path: `/api2/json${path}`, headers: {} }, { timeoutMs: 15_000, signal: stop })
    return null
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    if (error.kind === 'certificate' && error.fingerprint && !trust.fingerprint && !trust.ca) return error.fingerprint
    const known = transportError({ host, method: 'GET', path }, error)
    if (error.kind === 'certificate') throw known
    const hint = `check the address ${endpoint}, and whether the host is up`
    throw new HomestakError({ code: 'Unreachable', message: known.message, hint, cause: error })
  } finally {
    await close()
  }
}

async function agreeTo({ io, prompt }: ContactParts, host: string, seen: string): Promise<void> {
  const untrusted = (hint: string) =>
    new HomestakError({
      code: 'UntrustedCertificate',
      message: `nothing vouches for the certificate of ${host}; its fingerprint is ${seen}`,
      hint,
    })
  if (!prompt.conversation) {
    throw untrusted(`if the host itself shows it (pvenode cert info), add --fingerprint ${seen}`)
  }
  note(io, `Nothing vouches for the certificate of ${plain(host)}. Its fingerprint (SHA-256) is`)
  for (const line of fitting(seen, io.stderr.columns ?? 80)) note(io, `    ${line}`)
  note(io, 'On the host, pvenode cert info shows the right one.')
  if (await prompt.confirm({ text: 'Is it the same?', fallback: false })) return
  throw untrusted('somebody may stand in between; nothing was written')
}

export interface Login {
  readonly client: PveClient
  /** `user@realm`. */
  readonly user: string
}

/** Asks for the password, up to three times on a terminal. It is kept for as long as this run. */
export async function logIn(
  { io, prompt, stop }: Pick<ContactParts, 'io' | 'prompt' | 'stop'>,
  { host, client }: Contact,
  options: Pick<SiteInitOptions, 'user' | 'passwordFile'>,
): Promise<Login> {
  const user = await prompt.ask({
    text: 'User who may make tokens',
    flag: '--user',
    given: options.user,
    fallback: 'root@pam',
    objection: (name) =>
      /^[^@\s!:=]+@[^@\s!:=]+$/.test(name) ? undefined : 'it has the form user@realm, e.g. root@pam',
  })
  for (let tries = 1; ; tries += 1) {
    const password = await passwordOf(io, prompt, user, options.passwordFile)
    io.hide([password])
    const logged = client((parts) => ticketCredentials({ ...parts, username: user, password }))
    try {
      await logged.get('/version', {}, () => undefined, { signal: stop })
      return { client: logged, user }
    } catch (error) {
      if (!(error instanceof HomestakError) || error.code !== 'RefusedCredential') throw error
      if (/second factor/.test(error.message)) throw secondFactor(host, user, error)
      const refusal = `${host} refuses the password of ${user}`
      if (!prompt.conversation || options.passwordFile !== undefined || tries === 3) {
        const hint = 'nothing was written; the user has to be named with its realm, e.g. root@pam'
        throw new HomestakError({ code: 'RefusedCredential', message: refusal, hint, cause: error })
      }
      note(io, `    ${plain(refusal)}`)
    }
  }
}

async function passwordOf(io: Io, prompt: Prompt, user: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return readSecret(io, file, '--password-file')
  if (prompt.conversation) return prompt.secret(`Password of ${user} (used once, kept nowhere)`)
  const hint = 'name a file that has it: --password-file FILE, or - for stdin; or a token: --token-file FILE'
  throw new HomestakError({ code: 'Usage', message: `the password of ${user}?`, hint })
}

/** `-` is stdin. Without the line break at its end. */
export async function readSecret({ stdin, cwd }: Io, file: string, flag: string): Promise<string> {
  try {
    let text = ''
    if (file === '-') for await (const chunk of stdin) text += String(chunk)
    else text = await readFile(resolve(cwd, file), 'utf8')
    const [line = ''] = text.split(/\r?\n/)
    if (line !== '') return line
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new HomestakError({ code: 'Usage', message: `${flag}: ${why}`, hint: 'name a file that can be read', cause })
  }
  throw new HomestakError({ code: 'Usage', message: `${flag}: ${file} is empty`, hint: 'its first line is taken' })
}

const secondFactor = (host: string, user: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'RefusedCredential',
    message: `${user} needs a second factor on ${host}, which homestak cannot give`,
    hint:
      'make a token in the web interface (Datacenter > Permissions > API Tokens, without privilege separation) ' +
      'and name a file that has USER@REALM!NAME=UUID: --token-file FILE; or log in as another user: --user',
    cause,
  })

/** Whether a token is taken at all; what it may do is another question. */
export async function tokenClient(
  { host, client }: Contact,
  token: string,
  stop: AbortSignal,
): Promise<PveClient | undefined> {
  const made = client(() => tokenCredentials(host, token))
  try {
    await made.get('/version', {}, () => undefined, { signal: stop })
    return made
  } catch (error) {
    if (error instanceof HomestakError && error.code === 'RefusedCredential') return undefined
    throw error
  }
}
