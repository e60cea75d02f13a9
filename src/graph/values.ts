/** What a node comes to, value by value, each under the name that a manifest or preset gives it. */
import type { DesiredNetwork } from './desired-network.ts'
import type { DesiredNode, SecretReference } from './desired-node.ts'

export type NodeValue = string | number | boolean | readonly string[] | SecretReference

type Values = Readonly<Record<string, NodeValue | undefined>>

/** In reading order. Who said each is kept by the resolver, under the same name. */
export function valuesOf(node: DesiredNode | DesiredNetwork): ReadonlyMap<string, NodeValue> {
  const { type, identity, parent, dependsOn, provisioner, policy } = node
  const clonedFrom = node.type === 'network' ? undefined : node.clonedFrom
  const values: Values = {
    type,
    host: identity.host,
    parent,
    depends_on: dependsOn.filter((key) => key !== clonedFrom),
    provisioner,
    ...(node.type === 'network' ? ofNetwork(node) : ofGuest(node)),
    protect: policy.protect,
    keep_on_removal: policy.keepOnRemoval,
    suspend: policy.suspend,
    ...(node.type === 'network' ? {} : ofTreatment(node)),
    on_error: policy.onError,
  }
  return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

const ofNetwork = ({ vnet, zone, tag, subnets }: DesiredNetwork): Values => ({
  vnet,
  tag,
  'zone.name': zone.id,
  'zone.type': zone.type,
  'zone.peers': zone.peers,
  'zone.mtu': zone.mtu,
  'zone.bridge': zone.bridge,
  ...Object.fromEntries(
    subnets.flatMap(({ cidr, gateway, snat }) => [
      [`subnets.${cidr}.gateway`, gateway],
      [`subnets.${cidr}.snat`, snat],
    ]),
  ),
})

const ofTreatment = ({ policy: { replace, restart, stop, clone } }: DesiredNode): Values => ({
  replace,
  restart,
  stop,
  clone,
})

function ofGuest({ spec, guest }: DesiredNode): Values {
  const { cloudInit } = guest
  return {
    spec,
    vmid: guest.vmid,
    image: guest.image,
    template: guest.template,
    cores: guest.cores,
    memory: guest.memory,
    disk: guest.disk,
    datastore: guest.datastore,
    ...Object.fromEntries(
      guest.disks.flatMap(({ name, size, datastore }) => [
        [`disks.${name}.size`, size],
        [`disks.${name}.datastore`, datastore],
      ]),
    ),
    ...Object.fromEntries(
      guest.nics.flatMap(({ name, bridge, mac, vlan }) => [
        [`nics.${name}.bridge`, bridge],
        [`nics.${name}.mac`, mac],
        [`nics.${name}.vlan`, vlan],
      ]),
    ),
    ip: cloudInit.ip,
    gateway: cloudInit.gateway,
    dns_servers: cloudInit.dnsServers,
    hostname: cloudInit.hostname,
    domain: cloudInit.domain,
    vm_user: cloudInit.user,
    ssh_keys: cloudInit.sshKeys,
    root_password: cloudInit.rootPassword,
    packages: cloudInit.packages,
    tags: guest.tags,
    on_boot: guest.onBoot,
  }
}
