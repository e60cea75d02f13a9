/** What a node comes to, value by value, each under the name that a manifest or preset gives it. */
import type { DesiredNode, SecretReference } from './desired-node.ts'

export type NodeValue = string | number | boolean | readonly string[] | SecretReference

/** In reading order. Who said each is kept by the resolver, under the same name. */
export function valuesOf({ type, identity, parent, dependsOn, ...node }: DesiredNode): ReadonlyMap<string, NodeValue> {
  const { guest, policy, provisioner, spec, clonedFrom } = node
  const { cloudInit } = guest
  const values: Readonly<Record<string, NodeValue | undefined>> = {
    type,
    host: identity.host,
    parent,
    depends_on: dependsOn.filter((key) => key !== clonedFrom),
    provisioner,
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
    protect: policy.protect,
    keep_on_removal: policy.keepOnRemoval,
    suspend: policy.suspend,
    replace: policy.replace,
    restart: policy.restart,
    stop: policy.stop,
    clone: policy.clone,
    on_error: policy.onError,
  }
  return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
