/** A host or machine by the name that a command line gives it: where it is reached, as whom, and what goes there. */
import type { Position } from '../manifest/manifest.ts'
import type { Lookup, SiteConfig } from './site-config.ts'

export interface Target {
  readonly name: string
  /** False: it stands only in hosts/ and has no API yet. */
  readonly hasApi: boolean
  /** Empty for a machine without an API. */
  readonly apiEndpoint: string
  /** Path of its token in the secrets. */
  readonly tokenPath: string | null
  /** Address for SSH; empty where nothing says it. */
  readonly sshHost: string
  /** Login there. */
  readonly hostUser: string
}

/** An entry in nodes/ before one in hosts/. `user` is who runs the command: the login where nothing says another. */
export function targetOf(config: SiteConfig, name: string, from: Position, user: string): Lookup<Target> {
  const siteUser = config.site.defaults.host_user ?? user
  if (!config.sshOnlyHostNames.includes(name)) {
    const host = config.host(name, from)
    if (!host.ok) return host
    const { apiEndpoint, apiToken, hostUser } = host.value
    return {
      ok: true,
      value: {
        name,
        hasApi: true,
        apiEndpoint,
        tokenPath: `api_tokens.${apiToken}`,
        sshHost: URL.canParse(apiEndpoint) ? new URL(apiEndpoint).hostname.replace(/^\[|\]$/g, '') : '',
        hostUser: hostUser ?? siteUser,
      },
    }
  }
  const machine = config.machine(name, from)
  if (!machine.ok) return machine
  const { ip, hostUser } = machine.value
  return {
    ok: true,
    value: {
      name,
      hasApi: false,
      apiEndpoint: '',
      tokenPath: null,
      sshHost: ip ?? '',
      hostUser: hostUser ?? siteUser,
    },
  }
}
