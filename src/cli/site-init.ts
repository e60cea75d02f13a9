/** `homestak site init`: from the address of a host to a site-config with which the next command works. */
import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { readHostImages } from '../images/host-images.ts'
import { endpointFrom } from '../onboarding/endpoint.ts'
import { findHost, type FoundHost, type FoundNode } from '../onboarding/found-host.ts'
import { enableImport } from '../pve/image-volumes.ts'
import { plain } from '../report/plain.ts'
import { problemLines } from '../report/problem.ts'
import { configHome } from './age-keys.ts'
import { loadConfig } from './config-access.ts'
import { note, type Io } from './io.ts'
import { writeJson } from './output.ts'
import { createPrompt, type Prompt } from './prompt.ts'
import { whileListening } from './signals.ts'
import { checkRights, discover, enter, type Access, type Setting } from './site-init-access.ts'
import { askName, askNode, askPlaces, proposedToken, type Answers } from './site-init-answers.ts'
import { contact } from './site-init-contact.ts'
import { fetchFirstImage, nextCommand } from './site-init-end.ts'
import { writeSiteFiles, type FileOutcome } from './site-init-files.ts'
import { grantAll, makeToken, type TokenPlan } from './site-init-host.ts'
import { chooseLock, chooseSshKeys, newSigningKey, type Locking } from './site-init-keys.ts'
import type { SiteInitOptions } from './site-init-options.ts'
import { findSite, proposedId } from './site.ts'
import { refuseUnwritable } from './write-file.ts'

const otherFolder = 'name another folder with --site-config'

export async function siteInitVerb(io: Io, address: string | undefined, options: SiteInitOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const prompt = createPrompt(io, { yes: options.yes === true, stop })
    const { dir, config } = await openDir(io, prompt, options)
    const endpoint = await askEndpoint(prompt, address, config, options)
    const entry = entryOf(config, endpoint, options)
    const reached = await contact({ io, prompt, endpoint, known: entry, options, stop })
    try {
      return await setUp({ io, options, prompt, stop, dir, config, entry, contact: reached }, endpoint)
    } finally {
      await reached.close()
    }
  })
}

/** Where it is, or is to be, with what stands there already. */
async function openDir(
  io: Io,
  prompt: Prompt,
  options: SiteInitOptions,
): Promise<{ readonly dir: string; readonly config: SiteConfig | null }> {
  const home = io.env['HOMESTAK_ROOT'] ? resolve(io.cwd, io.env['HOMESTAK_ROOT']) : io.home
  const found = findSite(io, options, 'manifests')?.dir
  const text = 'Folder for the site-config'
  const typed = await prompt.ask({ text, flag: '--site-config', given: found, fallback: join(home, 'config') })
  const dir = resolve(io.cwd, typed.replace(/^~(?=\/|$)/, io.home))
  if (!existsSync(dir)) {
    await refuseUnwritable(dir, otherFolder)
    return { dir, config: null }
  }
  const { config, problems } = await loadConfig(io, dir)
  if (problems.length === 0) return { dir, config }
  for (const line of problemLines(problems)) note(io, line)
  const message = `the site-config ${dir} has problems, and nothing is added to it`
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message,
    hint: 'correct what is listed above, and run it again',
  })
}

async function askEndpoint(
  prompt: Prompt,
  address: string | undefined,
  config: SiteConfig | null,
  { name }: SiteInitOptions,
): Promise<string> {
  const names = config?.hostNames ?? []
  const only = config && (name ?? (names.length === 1 ? names[0] : undefined))
  const known = only ? config.host(only, { file: config.dir, line: 1, column: 1 }) : undefined
  const fallback = known?.ok ? known.value.apiEndpoint : undefined
  const text = 'Address of a Proxmox VE host'
  return endpointFrom(await prompt.ask({ text, flag: 'an ADDRESS', given: address, fallback }))
}

function entryOf(config: SiteConfig | null, endpoint: string, { name }: SiteInitOptions): HostEntry | undefined {
  const entries = (config?.hostNames ?? []).flatMap((host) => {
    const found = config?.host(host, { file: config.dir, line: 1, column: 1 })
    return found?.ok ? [found.value] : []
  })
  return entries.find((entry) => entry.apiEndpoint === endpoint && (name === undefined || entry.name === name))
}

async function setUp(setting: Setting, endpoint: string): Promise<number> {
  const { io, options, prompt, stop, config, entry } = setting
  const access = await enter(setting)
  const host = await findHost(access.client, stop)
  const node = await askNode(prompt, host, { config, entry }, options)
  if (!host.nodes.includes(node)) {
    const hint = `its nodes: ${host.nodes.join(', ')}`
    throw new HomestakError({ code: 'InvalidSiteConfig', message: `${setting.contact.host} has no node ${node}`, hint })
  }
  const { client, found } = await discover(setting, access, node)
  const name = await askName(prompt, node, { config, entry }, options)
  const images = await readHostImages({ name, node, client, mapped: entry?.images ?? {} }, stop)
  const answers = { name, ...(await askPlaces(prompt, found, images, { config, entry }, options)) }
  const sshKeys = await chooseSshKeys(io, prompt, config, options)
  const locking = await chooseLock(io, prompt, setting.dir, options)
  const all: Everything = { setting, endpoint, access, host, node, found, answers, sshKeys, locking }
  if (access.token === null && prompt.conversation) {
    note(io, plain(`Now ${setting.contact.host} gets roles, a user and a token, and ${setting.dir} its files.`))
    if (!(await prompt.confirm({ text: 'Go on?', fallback: true }))) {
      throw new HomestakError({ code: 'Held', message: 'nothing was changed' })
    }
  }
  return carryOut(all)
}

interface Everything {
  readonly setting: Setting
  readonly endpoint: string
  readonly access: Access
  readonly host: FoundHost
  readonly node: string
  readonly found: FoundNode
  readonly answers: Answers
  readonly sshKeys: Readonly<Record<string, string>>
  readonly locking: Locking
}

async function carryOut(all: Everything): Promise<number> {
  const { setting, access, answers, node } = all
  const { io, options, stop, dir } = setting
  stop.throwIfAborted()
  if (access.isNew) {
    await refuseUnwritable(dir, otherFolder)
    await refuseUnwritable(configHome(io), 'name another folder in XDG_CONFIG_HOME')
  }
  if (answers.enable) {
    await enableImport(await access.admin(), answers.enable.name, answers.enable.content, stop)
    note(io, plain(`storage ${answers.enable.name} takes images now`))
  }
  const plan = tokenPlan(all)
  if (access.token === null) await grantAll(io, await access.admin(), plan.wanted.user, plan, stop)
  stop.throwIfAborted()
  const made = access.token === null ? await makeToken(io, await access.admin(), plan, stop) : undefined
  const token = made?.token ?? access.token ?? ''
  io.hide([token, token.slice(token.indexOf('=') + 1)])
  let outcomes: readonly FileOutcome[]
  try {
    await checkRights(setting, access, { token, answers, plan })
    stop.throwIfAborted()
    outcomes = await writeSiteFiles(io, filesOf(all, access.isNew ? token : null))
  } catch (error) {
    await made?.undo()
    throw error
  }
  for (const { path, outcome } of outcomes)
    note(io, plain(`${outcome.padEnd(8)} ${isAbsolute(path) ? path : join(shown(io, dir), path)}`))
  const fetched = answers.fetch ? await fetchFirstImage(io, options, dir, answers, stop) : null
  const next = nextCommand(io, dir, {
    host: isDefaultHost(setting.config, answers.name) ? null : answers.name,
    all: setting.config?.site.reconcile === 'all',
  })
  if (options.jsonOutput) {
    const image = { name: answers.image, fetched }
    writeJson(io, { schema: 'homestak/site-init/v1', dir, host: answers.name, node, files: outcomes, image, next })
  } else {
    const first = fetched === false ? `homestak image fetch ${answers.image} -H ${answers.name}, then ` : ''
    io.stdout.write(`Next: ${first}${next}\n`)
  }
  return 0
}

function tokenPlan({ setting: { options }, access, host, answers }: Everything): TokenPlan {
  const [user, name] = options.tokenName?.split('!') ?? []
  const proposed = proposedToken()
  const networks = options.networks === true
  const owner = access.token?.split('!')[0]
  return {
    wanted: { user: user ?? owner ?? proposed.user, name: name ?? proposed.name },
    exactly: name !== undefined,
    role: { version: host.version, hostDownloads: options.hostDownloads === true, networks },
    places: {
      nodes: host.nodes,
      datastore: answers.datastore,
      imports: answers.imports,
      // New images come to the first one.
      shelves: [answers.isoStorage, ...answers.imports.slice(0, 1)],
      bridge: answers.bridge,
      networks,
    },
  }
}

function filesOf(all: Everything, token: string | null): Parameters<typeof writeSiteFiles>[1] {
  const { setting, endpoint, node, found, answers, sshKeys, locking } = all
  const { dir, config, entry, options, io, contact: reached } = setting
  const domain = found.domain ?? basename(dir)
  const id = config?.site.id ?? options.siteId ?? proposedId(domain, io.random)
  return {
    dir,
    id,
    site: {
      id,
      host: answers.name,
      bridge: answers.bridge,
      node: found,
    },
    host: {
      name: answers.name,
      node,
      endpoint,
      datastore: answers.datastore,
      ...(reached.pin === null ? {} : { fingerprint: reached.pin }),
    },
    manifest: { image: answers.image, preset: 'vm-small', provisioner: options.provisioner },
    token,
    tokenKey: entry?.apiToken ?? answers.name,
    signingKey: newSigningKey(io, config),
    sshKeys,
    hasOthers: (config?.hostNames ?? []).some((name) => name !== answers.name),
    locking,
  }
}

/** As site.yaml says, or is made to say. */
const isDefaultHost = (config: SiteConfig | null, name: string): boolean => {
  const host = config?.site.defaults.host
  return host === undefined ? (config?.hostNames ?? []).every((other) => other === name) : host === name
}

const shown = ({ cwd }: Io, dir: string): string => {
  const near = relative(cwd, dir)
  return near === '' ? '.' : near.startsWith('..') ? dir : near
}
