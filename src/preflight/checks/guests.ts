/** Whether guests can be logged in to and reach others, as far as what is declared tells. */
import { warning, type Finding } from '../finding.ts'
import { named } from '../planned.ts'

export interface DeclaredGuest {
  readonly key: string
  readonly cloudInit: {
    readonly sshKeys: readonly string[]
    readonly rootPassword?: unknown
    readonly dnsServers: readonly string[]
    /** `dhcp`, or IPv4 in CIDR form. */
    readonly ip: string
    readonly gateway?: string
  }
}

export function checkGuests(guests: readonly DeclaredGuest[]): readonly Finding[] {
  const place = { check: 'guests', host: null } as const
  const which = (isMeant: (guest: DeclaredGuest['cloudInit']) => boolean) =>
    guests.filter(({ cloudInit }) => isMeant(cloudInit)).map(({ key }) => key)
  const locked = which(({ sshKeys, rootPassword }) => sshKeys.length === 0 && rootPassword === undefined)
  const stranded = which(({ ip, gateway }) => ip !== 'dhcp' && gateway === undefined)
  const nameless = which(({ ip, dnsServers }) => ip !== 'dhcp' && dnsServers.length === 0)
  return [
    ...(locked.length > 0
      ? [warning(place, `nobody can log in to ${named(locked)}`, 'add NAME: PUBLIC KEY below ssh_keys in secrets.yaml')]
      : []),
    ...(stranded.length > 0
      ? [warning(place, `${named(stranded)}: a fixed address and no gateway`, 'set defaults.gateway in site.yaml')]
      : []),
    ...(nameless.length > 0
      ? [
          warning(
            place,
            `${named(nameless)}: a fixed address and no DNS servers`,
            'set defaults.dns_servers in site.yaml',
          ),
        ]
      : []),
  ]
}
