/** What `homestak site init` is told on the command line: an answer to each of its questions. */
import type { Provisioner } from '../onboarding/grants.ts'
import type { CommonOptions } from './options.ts'

export interface SiteInitOptions extends CommonOptions {
  readonly name?: string
  readonly node?: string
  readonly fingerprint?: string
  readonly user?: string
  readonly passwordFile?: string
  readonly tokenFile?: string
  readonly tokenName?: string
  readonly provisioner: Provisioner
  readonly hostDownloads?: boolean
  readonly networks?: boolean
  readonly datastore?: string
  readonly bridge?: string
  readonly enableImport?: boolean
  readonly image?: string
  readonly fetch?: boolean
  readonly sshKey?: readonly string[]
  readonly age?: readonly string[]
  readonly newAgeKey?: true
  readonly plainSecrets?: true
  readonly siteId?: string
  readonly yes?: true
}
