/** What Ansible is told of a guest: by its spec, each value with the place that said it, or by a posture alone. */
import { inSite, said, type Said } from './said.ts'
import type { Posture, ResolvedSpec, Site } from './site-config.ts'

type SaidAll<Values> = { readonly [Name in keyof Values]?: Said<Values[Name]> | undefined }

interface Strictness {
  ssh_port: number
  ssh_permit_root_login: string
  ssh_password_authentication: string
  sudo_nopasswd: boolean
  fail2ban_enabled: boolean
}

interface Login {
  packages: readonly string[]
  timezone: string
  ssh_authorized_keys: readonly string[]
}

/** The roles know one user: the first. */
export interface SpecVariables extends Strictness, Login {
  local_user: string
  user_sudo: true
  services_enable: readonly string[]
  services_disable: readonly string[]
}

export interface PostureVariables extends Strictness, Login {
  pve_remove_subscription_nag: boolean
  posture_name: string
}

/** What nobody says is left out, and the guest keeps what it has. The same for a spec that is pushed and one that is pulled. */
export function specVariables({ name, value, posture, sources }: ResolvedSpec): SaidAll<SpecVariables> {
  const from = (...path: readonly (string | number)[]) => inSite(`specs/${name}.yaml`, ...path)
  const { access, platform, config } = value
  const [user] = access.users ?? []
  return {
    packages: together(
      said(platform?.packages, from('platform', 'packages')),
      said(access._posture.packages, inSite(`postures/${posture}.yaml`, 'packages')),
    ),
    timezone: said(config?.timezone || undefined, sources.timezone),
    local_user: said(user?.name, from('access', 'users', 0, 'name')),
    user_sudo: said(user?.sudo === true ? true : undefined, from('access', 'users', 0, 'sudo')),
    ssh_authorized_keys: filled(said(user?.ssh_keys, sources.keys)),
    ...strictness(posture, access._posture),
    services_enable: filled(said(platform?.services?.enable, from('platform', 'services', 'enable'))),
    services_disable: filled(said(platform?.services?.disable, from('platform', 'services', 'disable'))),
  }
}

/** For a machine without a spec: everything is there, if need be by a default. `keys` are the site's. */
export function postureVariables(
  name: string,
  { ssh, sudo, fail2ban, packages: more = [] }: Posture,
  { timezone, packages, pve_remove_subscription_nag }: Site['defaults'],
  keys: readonly string[],
): PostureVariables {
  return {
    timezone: timezone ?? 'UTC',
    pve_remove_subscription_nag,
    packages: [...new Set([...packages, ...more])],
    ssh_port: ssh?.port ?? 22,
    ssh_permit_root_login: ssh?.permit_root_login ?? 'prohibit-password',
    ssh_password_authentication: ssh?.password_authentication ?? 'no',
    sudo_nopasswd: sudo?.nopasswd ?? false,
    fail2ban_enabled: fail2ban?.enabled ?? false,
    posture_name: name,
    ssh_authorized_keys: keys,
  }
}

function strictness(name: string, { ssh, sudo, fail2ban }: Posture): SaidAll<Strictness> {
  const from = (...path: readonly string[]) => inSite(`postures/${name}.yaml`, ...path)
  return {
    ssh_port: said(ssh?.port, from('ssh', 'port')),
    ssh_permit_root_login: said(ssh?.permit_root_login, from('ssh', 'permit_root_login')),
    ssh_password_authentication: said(ssh?.password_authentication, from('ssh', 'password_authentication')),
    sudo_nopasswd: said(sudo?.nopasswd, from('sudo', 'nopasswd')),
    fail2ban_enabled: said(fail2ban?.enabled, from('fail2ban', 'enabled')),
  }
}

/** Lists one after the other, each entry where it came first. */
function together(...lists: readonly (Said<readonly string[]> | undefined)[]): Said<readonly string[]> | undefined {
  const some = lists.filter((list) => filled(list) !== undefined)
  const value = [...new Set(some.flatMap((list) => list?.value ?? []))]
  return said(value.length === 0 ? undefined : value, ...some.flatMap((list) => list?.by ?? []))
}

const filled = (list: Said<readonly string[]> | undefined): Said<readonly string[]> | undefined =>
  list && list.value.length > 0 ? list : undefined

/** The values alone, as Ansible takes them. */
export const plainVariables = (
  values: Readonly<Record<string, Said<unknown> | undefined>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, found]) => (found ? [[name, found.value]] : [])))
