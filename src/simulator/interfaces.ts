/** The network of a node: what runs, what its file says, and the changes that wait for a reload. */
import type { Host } from './host.ts'
import type { Interface, NodeSettings, SdnObject } from './state.ts'

/** What is known of a node beside its guests and storages; made when it is first asked for. */
export function settingsOf(host: Host, node: string): NodeSettings {
  return (host.state.settings[node] ??= {
    dns: { search: 'sim.test', dns1: '10.9.9.1' },
    timezone: 'UTC',
    config: {},
    hosts: `127.0.0.1 localhost.localdomain localhost\n${nodeAddress(host, node)} ${node}.sim.test ${node}\n`,
    interfaces: firstInterfaces(host, node),
  })
}

export const nodeAddress = (host: Host, node: string): string => `10.9.9.${host.state.nodes.indexOf(node) + 1}`

function firstInterfaces(host: Host, node: string): Record<string, Interface> {
  const own = { address: nodeAddress(host, node), netmask: '24', cidr: `${nodeAddress(host, node)}/24` }
  const card: Interface = { type: 'eth', method: 'manual', method6: 'manual', priority: 3 }
  const bridges = host.state.bridges.map((iface, index): [string, Interface] => [
    iface,
    {
      type: 'bridge',
      method: index === 0 ? 'static' : 'manual',
      method6: 'manual',
      autostart: 1,
      priority: 4 + index,
      ...bridgeDefaults,
      ...(index === 0 ? own : {}),
    },
  ])
  return Object.fromEntries([['nic0', card], ...bridges])
}

export const bridgeDefaults = { bridge_ports: '', bridge_stp: 'off', bridge_fd: '0' }

/** Whether a guest's card can be plugged into it now. */
export function hasBridge(host: Host, node: string, name: string): boolean {
  const { interfaces, sdn } = settingsOf(host, node)
  if (isBridge(interfaces[name])) return true
  const zone = sdn?.config.zones[String(sdn.config.vnets[name]?.['zone'])]
  if (!zone || !isOnNode(zone, node)) return false
  return zone['bridge'] === undefined || isBridge(interfaces[String(zone['bridge'])])
}

export const isBridge = (entry: Interface | undefined): boolean => /bridge$/i.test(String(entry?.['type'] ?? ''))

/** Whether a zone reaches that node. */
export const isOnNode = (zone: SdnObject | undefined, node: string): boolean =>
  zone !== undefined && (zone['nodes'] === undefined || String(zone['nodes']).split(',').includes(node))

/** An interface as the API shows it; only what runs is active. */
export function shownInterface(settings: NodeSettings, name: string, entry: Interface): Record<string, unknown> {
  return {
    ...entry,
    families: entry['address6'] !== undefined && entry['address'] === undefined ? ['inet6'] : ['inet'],
    ...(settings.interfaces[name] ? { active: 1 } : {}),
  }
}

/** What the file says, with the changes that wait. */
export const fileOf = (settings: NodeSettings): Record<string, Interface> => settings.pending ?? settings.interfaces

/** The lines of `/etc/network/interfaces`, as far as they tell the changes. */
function linesOf(interfaces: Readonly<Record<string, Interface>>): string[] {
  return Object.keys(interfaces)
    .toSorted()
    .flatMap((name) => {
      const {
        type,
        method,
        method6: _method6,
        autostart,
        priority: _priority,
        cidr,
        address,
        ...rest
      } = interfaces[name] ?? {}
      const options = Object.entries({ ...rest, ...(address === undefined ? {} : { address: cidr ?? address }) })
      return [
        ...(autostart === 1 ? [`auto ${name}`] : []),
        `iface ${name} inet ${method ?? 'manual'}`,
        ...options
          .filter(([key]) => key !== 'netmask' && key !== 'netmask6')
          .map(([key, value]) => `\t${key.replaceAll('_', '-')} ${value}`),
        `#${type}`,
        '',
      ]
    })
}

/** The waiting changes as a unified diff; undefined where none wait. */
export function changesOf(settings: NodeSettings): string | undefined {
  if (!settings.pending) return undefined
  const before = linesOf(settings.interfaces)
  const after = linesOf(settings.pending)
  const gone = before.filter((line) => !after.includes(line)).map((line) => `-${line}`)
  const added = after.filter((line) => !before.includes(line)).map((line) => `+${line}`)
  const head = [
    '--- /etc/network/interfaces',
    '+++ /etc/network/interfaces.new',
    `@@ -1,${before.length} +1,${after.length} @@`,
  ]
  return `${[...head, ...gone, ...added].join('\n')}\n`
}
