/** A host or machine by the name that a command line gives it: where it is reached, and as whom. */
import { isIPv4 } from 'node:net'
import type { SecretReference } from '../graph/desired-node.ts'
import type { Position } from '../manifest/manifest.ts'
import { inSite, said, type Said, type Source } from './said.ts'
import type { Lookup, SiteConfig } from './site-config.ts'

export interface Target {
  readonly name: string
  /** Absent where it stands only in hosts/. */
  readonly api?: { readonly endpoint: Said<string>; readonly token: Said<SecretReference> }
  /** Address for SSH; empty where nothing says it. */
  readonly sshHost: Said<string>
  /** Login there. */
  readonly hostUser: Said<string>
}

/**
 * NAME or USER@NAME: an entry in nodes/ before one in hosts/, before an IPv4 address, of which no file says anything.
 * `user` is who runs the command: the login where nothing says another.
 */
export function targetOf(config: SiteConfig, typed: string, from: Position, user: string): Lookup<Target> {
  const [, login, name = ''] = /^(?:(.+)@)?([^@]*)$/s.exec(typed) ?? []
  const runner: Said<string> = { value: user, by: [{ kind: 'note', text: 'who runs this' }] }
  const usual = said(config.site.defaults.host_user, inSite('site.yaml', 'defaults', 'host_user')) ?? runner
  const found = config.sshOnlyHostNames.includes(name)
    ? machineTarget(config, name, from, usual)
    : isIPv4(name) && !config.hostNames.includes(name)
      ? addressTarget(name, runner)
      : hostTarget(config, name, from, usual)
  if (!found.ok || login === undefined) return found
  return { ok: true, value: { ...found.value, hostUser: { value: login, by: [asTyped] } } }
}

const asTyped: Source = { kind: 'note', text: 'as typed' }

const addressTarget = (name: string, hostUser: Said<string>): Lookup<Target> => ({
  ok: true,
  value: { name, sshHost: { value: name, by: [asTyped] }, hostUser },
})

function hostTarget(config: SiteConfig, name: string, from: Position, usual: Said<string>): Lookup<Target> {
  const host = config.host(name, from)
  if (!host.ok) return host
  const { apiEndpoint, apiToken, hostUser } = host.value
  const own = (field: string) => inSite(`nodes/${name}.yaml`, field)
  const address = URL.canParse(apiEndpoint) ? new URL(apiEndpoint).hostname.replace(/^\[|\]$/g, '') : ''
  return {
    ok: true,
    value: {
      name,
      api: {
        endpoint: { value: apiEndpoint, by: [own('api_endpoint')] },
        token: { value: { $secret: `api_tokens.${apiToken}` }, by: [inSite('secrets.yaml', 'api_tokens', apiToken)] },
      },
      sshHost: { value: address, by: [own('api_endpoint')] },
      hostUser: said(hostUser, own('host_user')) ?? usual,
    },
  }
}

function machineTarget(config: SiteConfig, name: string, from: Position, usual: Said<string>): Lookup<Target> {
  const machine = config.machine(name, from)
  if (!machine.ok) return machine
  const { ip, hostUser } = machine.value
  const own = (...path: readonly string[]) => inSite(`hosts/${name}.yaml`, ...path)
  return {
    ok: true,
    value: {
      name,
      sshHost: { value: ip ?? '', by: [own('ip'), own('network', 'interfaces', 'vmbr0', 'address')] },
      hostUser: said(hostUser, own('access', 'host_user')) ?? usual,
    },
  }
}
