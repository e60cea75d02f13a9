/** Who `homestak site init` is on the host: a token that is there, or somebody who logs in once that is needed. */
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { findNode, type FoundNode } from '../onboarding/found-host.ts'
import { datastores } from '../onboarding/proposal.ts'
import type { PveClient } from '../pve/client.ts'
import { tokenName } from '../reconciler/host-facts.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import type { Prompt } from './prompt.ts'
import type { Answers } from './site-init-answers.ts'
import { logIn, readSecret, tokenClient, type Contact } from './site-init-contact.ts'
import { grantAll, type TokenPlan } from './site-init-host.ts'
import type { SiteInitOptions } from './site-init-options.ts'
import { lacksOf } from './site-init-rights.ts'

/** Everything that is known before the first question about the host. */
export interface Setting {
  readonly io: Io
  readonly options: SiteInitOptions
  readonly prompt: Prompt
  readonly stop: AbortSignal
  /** The site-config, absolute. */
  readonly dir: string
  readonly config: SiteConfig | null
  readonly entry: HostEntry | undefined
  readonly contact: Contact
}

/** Somebody who may look at the host, and whoever may change it, once that is needed. */
export interface Access {
  readonly client: PveClient
  /** What secrets.yaml has, or is to have; null: one is to be made. */
  readonly token: string | null
  readonly isNew: boolean
  admin(): Promise<PveClient>
}

export async function enter(setting: Setting): Promise<Access> {
  const { io, options, prompt, stop, config, entry, contact: reached } = setting
  let admin: Promise<PveClient> | undefined
  const once = (): Promise<PveClient> =>
    (admin ??= logIn({ io, prompt, stop }, reached, options).then(({ client }) => client))
  const given = options.tokenFile === undefined ? undefined : await readSecret(io, options.tokenFile, '--token-file')
  if (given !== undefined) {
    io.hide([given, given.slice(given.indexOf('=') + 1)])
    if (tokenName(given) === null) {
      const hint =
        'its first line has the form USER@REALM!NAME=UUID, as pveum user token add shows full-tokenid and value'
      throw new HomestakError({ code: 'Usage', message: `--token-file: ${options.tokenFile} has no token`, hint })
    }
  }
  const kept = entry && config?.secret(`api_tokens.${entry.apiToken}`)
  const token = given ?? (tokenName(kept) === null ? undefined : kept)
  const client = token === undefined ? undefined : await tokenClient(reached, token, stop)
  if (client) return { client, token: token ?? null, isNew: given !== undefined && given !== kept, admin: once }
  if (given !== undefined) {
    const message = `${reached.host} refuses the token of ${options.tokenFile}`
    throw new HomestakError({ code: 'RefusedCredential', message, hint: 'it has the form USER@REALM!NAME=UUID' })
  }
  if (token !== undefined)
    note(io, plain(`${reached.host} refuses the token that the site-config has: a new one is made`))
  else if (kept) note(io, plain(`the site-config has a password in place of a token of ${reached.host}: one is made`))
  return { client: await once(), token: null, isNew: true, admin: once }
}

/** A token that lacks privileges sees no storages and no bridges: whoever can log in looks in its place. */
export async function discover(
  { options, prompt, stop, contact: reached }: Setting,
  { client, token, admin }: Access,
  node: string,
): Promise<{ readonly client: PveClient; readonly found: FoundNode }> {
  const found = await findNode(client, node, stop)
  const isBlind = token !== null && (found.bridges.length === 0 || datastores(found.storages).length === 0)
  if (!isBlind) return { client, found }
  if (!prompt.conversation && options.passwordFile === undefined) {
    throw new HomestakError({
      code: 'MissingPrivilege',
      message: `the token sees no bridge or no storage for disks on ${reached.host}: it lacks privileges`,
      hint: 'have them granted: --password-file FILE; homestak preflight names them all',
    })
  }
  const able = await admin()
  return { client: able, found: await findNode(able, node, stop) }
}

/** A token that is there and lacks something is given it where somebody can log in; else it is told. */
export async function checkRights(
  { io, prompt, stop, contact: reached, options }: Setting,
  access: Access,
  { token, answers, plan }: { readonly token: string; readonly answers: Answers; readonly plan: TokenPlan },
): Promise<void> {
  const client = (await tokenClient(reached, token, stop)) ?? access.client
  const look = () => lacksOf(client, token, { ...answers, networks: options.networks === true }, stop)
  const lacks = await look()
  if (lacks.length === 0) return
  for (const { message } of lacks) note(io, plain(`the token lacks ${message}`))
  const canLogIn = prompt.conversation || options.passwordFile !== undefined
  if (canLogIn && (await prompt.confirm({ text: 'Log in and grant it?', fallback: true }))) {
    await grantAll(io, await access.admin(), token.split('!')[0] ?? '', plan, stop)
    if ((await look()).length === 0) return
  }
  for (const { fix } of lacks) note(io, `  ${plain(fix)}`)
}
