/** What may stand in the files of a site-config, by the schemas of the same names. */
import type { NamedImage, Posture, Preset, Site, Spec } from './site-config.ts'

export interface SiteDocument {
  readonly id?: string
  readonly reconcile?: 'all'
  readonly vmids?: Partial<Site['vmidRange']>
  readonly settings?: { readonly notifications?: readonly NotificationDocument[] }
  readonly images?: Readonly<Record<string, NamedImage>>
  readonly defaults?: Partial<Site['defaults']> & {
    readonly image_api?: string
    readonly image_ca_file?: string
    readonly image_repository?: string
    readonly image_release?: string
  }
}

export interface NotificationDocument {
  readonly on: readonly string[]
  readonly webhook?: string
  readonly secret?: string
  readonly header?: string
  readonly command?: readonly string[]
  readonly hosts?: readonly string[]
  readonly manifests?: readonly string[]
}

export interface NodeDocument {
  readonly node?: string
  readonly api_endpoint?: string
  readonly api_token?: string
  readonly datastore?: string
  readonly iso_datastore?: string
  readonly fingerprint?: string
  readonly ca_file?: string
  readonly host?: string
  readonly ip?: string
  readonly host_user?: string
  readonly images?: Readonly<Record<string, string>>
}

/** Keys that are only for people are left out. */
export interface HostDocument {
  readonly ip?: string
  readonly network?: { readonly interfaces?: Readonly<Record<string, { readonly address?: string }>> }
  readonly access?: { readonly host_user?: string }
}

/** Unquoted, yes and no are read as booleans. */
export interface PostureDocument extends Omit<Posture, 'ssh'> {
  readonly ssh?: {
    readonly port?: number
    readonly permit_root_login?: string | boolean
    readonly password_authentication?: string | boolean
  }
}

export type PresetDocument = Preset

export type SpecDocument = Spec
