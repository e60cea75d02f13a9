/** The effects that the `api` runner knows, each as plain data. Secrets appear only as references. */
import type { CloudInit, DesiredNic } from '../graph/desired-node.ts'

/** What makes a seed ISO; the same input gives the same bytes. */
export interface SeedInput {
  readonly storage: string
  readonly filename: string
  /** The guest's uid: cloud-init's instance-id. */
  readonly instanceId: string
  readonly cloudInit: CloudInit
  readonly nics: readonly DesiredNic[]
}

export type Parameters = Readonly<Record<string, string | number>>

export type Operation =
  | { readonly operation: 'upload-seed'; readonly input: SeedInput }
  | { readonly operation: 'create'; readonly input: { readonly parameters: Parameters } }
  | {
      readonly operation: 'clone'
      readonly input: {
        readonly source: number
        readonly name: string
        readonly description: string
        readonly full: boolean
        /** Where a full clone's disks go. */
        readonly storage?: string
      }
    }
  | { readonly operation: 'configure'; readonly input: { readonly parameters: Parameters } }
  | { readonly operation: 'template'; readonly input: Readonly<Record<string, never>> }
  /** Done once for all that need the image on a host, and not by a runner: the engine waits for it. */
  | { readonly operation: 'fetch-image'; readonly input: { readonly image: string } }
  | { readonly operation: 'resize'; readonly input: { readonly disk: string; readonly gib: number } }
  | { readonly operation: 'start'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'shutdown'; readonly input: { readonly graceSeconds: number } }
  | { readonly operation: 'stop'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'destroy'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'remove-seed'; readonly input: { readonly filename: string } }

/** `homestak-{site}-{vmid}-{uid}.iso`: whose seed it is can be read off its name. */
export const seedFilename = (site: string, vmid: number, uid: string) => `homestak-${site}-${vmid}-${uid}.iso`

const seedName = /^homestak-(.+)-(\d+)-([0-9a-f]{32})\.iso$/

/** The parts of a seed ISO's name; undefined for any other file. */
export function parseSeedFilename(name: string): { site: string; vmid: number; uid: string } | undefined {
  const [, site, vmid, uid] = seedName.exec(name) ?? []
  return site && vmid && uid ? { site, vmid: Number(vmid), uid } : undefined
}
