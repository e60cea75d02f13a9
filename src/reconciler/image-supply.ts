/** What the engine wants of whoever gets images: to know where one comes from, what there is now, and to bring it to a host. */
import type { SiteConfig } from '../config/site-config.ts'
import type { PveClient } from '../pve/client.ts'
import type { Hold } from './documents.ts'

/** A host that an image is brought to. */
export interface ImageTarget {
  readonly name: string
  /** Of Proxmox VE. */
  readonly node: string
  readonly client: PveClient
  readonly mapped: Readonly<Record<string, string>>
}

export interface BringOptions {
  readonly signal: AbortSignal
  /** A line with what is done, how far it is, how fast, and how long it takes still. */
  readonly onProgress: (line: string) => void
  /** What went another way than hoped for, and goes on. */
  readonly onNote: (line: string) => void
}

export interface ImageSupply {
  /** Where it would come from, without asking there; undefined for a name that no volume could have. */
  sourceOf(image: string): { readonly from: string; readonly pin: string | null } | undefined
  /** What its source gives now; reads only. Throws HomestakError. */
  find(image: string, signal: AbortSignal): Promise<{ readonly digest: string; readonly size: number | null }>
  /** Once more from the source: what was found before may be another by now. */
  forget(): void
  /**
   * Brings it to a host, which has that version then, or the volume that its file names (`digest` is null); null for a
   * command that only looks. Throws HomestakError.
   */
  readonly bring:
    | ((host: ImageTarget, image: string, options: BringOptions) => Promise<{ readonly digest: string | null }>)
    | null
  close(): Promise<void>
}

export type OpenImages = (config: Pick<SiteConfig, 'site' | 'secret'>) => ImageSupply

/** What is known of the source of an image. */
export interface SourceWord {
  /** e.g. `release latest of homestak-iac/packer`. */
  readonly from: string
  /** SHA-256 of what is pinned or published; null: not known. */
  readonly digest: string | null
  readonly pinned: boolean
  /** It has none, or cannot be used. */
  readonly hold?: Hold
}
