/** The questions of `homestak site init`, each with what the host has to choose from. */
import { hostname } from 'node:os'
import { bytesText } from '../bytes.ts'
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { HostImages } from '../images/host-images.ts'
import type { Bridge, FoundHost, FoundNode } from '../onboarding/found-host.ts'
import { bridgesByUse, datastores, importStorages, isoStorages, nameFrom } from '../onboarding/proposal.ts'
import { couldTake, type StorageView } from '../pve/storages.ts'
import type { Prompt } from './prompt.ts'
import type { SiteInitOptions } from './site-init-options.ts'

export interface Answers {
  readonly name: string
  readonly datastore: string
  readonly isoStorage: string
  readonly bridge: Bridge
  readonly image: string
  /** Storages that images are imported from. */
  readonly imports: readonly string[]
  /** What lets a storage take images; null: one does, or nothing is to be changed. */
  readonly enable: StorageView | null
  /** The image is to be brought to the host. */
  readonly fetch: boolean
}

export interface Known {
  readonly config: SiteConfig | null
  readonly entry: HostEntry | undefined
}

export async function askNode(
  prompt: Prompt,
  host: FoundHost,
  known: Known,
  options: SiteInitOptions,
): Promise<string> {
  const choices = host.nodes.map((name) => ({ name, remark: name === host.answering ? 'answers here' : '' }))
  const given = options.node ?? known.entry?.node ?? (host.nodes.length === 1 ? host.nodes[0] : undefined)
  return prompt.ask({
    text: 'Node of Proxmox VE',
    flag: '--node',
    given,
    fallback: host.answering ?? undefined,
    choices,
  })
}

export async function askName(
  prompt: Prompt,
  node: string,
  { config, entry }: Known,
  { name }: SiteInitOptions,
): Promise<string> {
  const taken = config?.hostNames ?? []
  return prompt.ask({
    text: 'What to call the host',
    flag: '--name',
    given: entry?.name ?? name,
    fallback: taken.includes(node) ? undefined : node,
    objection: (answer) => {
      if (entry) return undefined
      return nameObjection(answer) ?? (taken.includes(answer) ? `nodes/${answer}.yaml is another host` : undefined)
    },
  })
}

const nameObjection = (name: string): string | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? undefined : 'letters, digits, dots, dashes and underscores are possible'

/** Throws Held where the host has no storage for disks, no storage for seed ISOs, or no bridge. */
export async function askPlaces(
  prompt: Prompt,
  found: FoundNode,
  images: HostImages,
  { config, entry }: Known,
  options: SiteInitOptions,
): Promise<Omit<Answers, 'name'>> {
  const disks = datastores(found.storages)
  const isos = isoStorages(found.storages)
  requireSome(disks, 'no storage takes disks of guests', 'images')
  requireSome(isos, 'no storage takes the seed ISOs of guests', 'iso')
  if (found.bridges.length === 0) {
    throw new HomestakError({
      code: 'Held',
      message: 'the host has no bridge that guests could be plugged into',
      hint: 'make one on the host: System > Network > Create > Linux Bridge',
    })
  }
  const datastore = await prompt.ask({
    text: 'Storage for disks',
    flag: '--datastore',
    given: options.datastore ?? entry?.datastore ?? undefined,
    fallback: disks[0]?.name,
    choices: disks.map(({ name, type, free }) => ({ name, remark: `${type}, ${bytesText(free ?? 0)} free` })),
  })
  const bridges = bridgesByUse(found)
  const site = config?.site.defaults.bridge
  const bridgeName = await prompt.ask({
    text: 'Bridge for network cards',
    flag: '--bridge',
    given: options.bridge ?? (bridges.some(({ name }) => name === site) ? site : undefined),
    fallback: bridges[0]?.name,
    choices: bridges.map(({ name, cidr = '', gateway, zone }) => ({
      name,
      remark: zone ? `zone ${zone}` : gateway ? `${cidr}, gateway ${gateway}` : cidr,
    })),
  })
  return {
    datastore,
    isoStorage: entry?.isoDatastore ?? isos[0]?.name ?? '',
    bridge: bridges.find(({ name }) => name === bridgeName) ?? { name: bridgeName },
    ...(await askImage(prompt, found, images, options)),
  }
}

async function askImage(
  prompt: Prompt,
  found: FoundNode,
  images: HostImages,
  options: SiteInitOptions,
): Promise<Pick<Answers, 'image' | 'imports' | 'enable' | 'fetch'>> {
  const there = [...new Set([...images.volumes, ...images.templates].map(({ image }) => image))]
  const image = await prompt.ask({
    text:
      there.length > 0
        ? `Image of the first guest (there: ${there.join(', ')})`
        : 'Image of the first guest (there is none yet)',
    flag: '--image',
    given: options.image,
    fallback: there.includes('debian-12') ? 'debian-12' : (there[0] ?? 'debian-12'),
    objection: nameObjection,
  })
  const able = importStorages(found.storages).map(({ name }) => name)
  const candidate = able.length > 0 ? undefined : couldTake(found.storages, 'import')
  const enable =
    candidate !== undefined &&
    (await prompt.confirm({
      text: `No storage takes images to import. Let ${candidate.name} do so?`,
      given: options.enableImport,
      fallback: true,
    }))
  const imports = enable && candidate ? [candidate.name] : able
  const fetch =
    !there.includes(image) &&
    imports.length > 0 &&
    (await prompt.confirm({
      text: `The host does not have ${image}. Fetch it now?`,
      given: options.fetch,
      fallback: true,
    }))
  return { image, imports, enable: enable && candidate ? candidate : null, fetch }
}

function requireSome(storages: readonly StorageView[], message: string, content: string): void {
  if (storages.length > 0) return
  const hint = `enable it: pvesm status, then pvesm set STORAGE --content …,${content}`
  throw new HomestakError({ code: 'Held', message, hint })
}

/** `homestak@pve` and this machine: each place that has a token has one of its own. */
export const proposedToken = (): { readonly user: string; readonly name: string } => ({
  user: 'homestak@pve',
  name: nameFrom(hostname(), 'cli'),
})
