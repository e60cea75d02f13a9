/**
 * The calls of the Proxmox VE API with their parameters (those of the path too) and results, as the server's own schema
 * states them. Made by `node src/pve/generate-api.ts`, hence longer than a file of ours may be. What a server really
 * answers is checked where it is read; `returns` is what it promises.
 */
export interface Api {
  'DELETE /access/domains/{realm}': {
    params: { realm: string }
    returns: null
  }
  'DELETE /access/groups/{groupid}': {
    params: { groupid: string }
    returns: null
  }
  'DELETE /access/roles/{roleid}': {
    params: { roleid: string }
    returns: null
  }
  'DELETE /access/users/{userid}': {
    params: { userid: string }
    returns: null
  }
  'DELETE /access/users/{userid}/token/{tokenid}': {
    params: { tokenid: string; userid: string }
    returns: null
  }
  'DELETE /cluster/sdn/lock': {
    params: { 'lock-token'?: string; force?: boolean | 0 | 1 }
    returns: null
  }
  'DELETE /cluster/sdn/vnets/{vnet}': {
    params: { 'lock-token'?: string; vnet: string }
    returns: null
  }
  'DELETE /cluster/sdn/vnets/{vnet}/subnets/{subnet}': {
    params: { 'lock-token'?: string; subnet: string; vnet: string }
    returns: null
  }
  'DELETE /cluster/sdn/zones/{zone}': {
    params: { 'lock-token'?: string; zone: string }
    returns: null
  }
  'DELETE /nodes/{node}/certificates/custom': {
    params: { node: string; restart?: boolean | 0 | 1 }
    returns: null
  }
  'DELETE /nodes/{node}/network': {
    params: { node: string }
    returns: null
  }
  'DELETE /nodes/{node}/network/{iface}': {
    params: { iface: string; node: string }
    returns: null
  }
  'DELETE /nodes/{node}/qemu/{vmid}': {
    params: { 'destroy-unreferenced-disks'?: boolean | 0 | 1; node: string; purge?: boolean | 0 | 1; skiplock?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}': {
    params: { force?: boolean | 0 | 1; node: string; snapname: string; vmid: number }
    returns: string
  }
  'DELETE /nodes/{node}/storage/{storage}/content/{volume}': {
    params: { delay?: number; node: string; storage?: string; volume: string }
    returns: string
  }
  'DELETE /nodes/{node}/tasks/{upid}': {
    params: { node: string; upid: string }
    returns: null
  }
  'DELETE /pools': {
    params: { poolid: string }
    returns: null
  }
  'DELETE /pools/{poolid}': {
    params: { poolid: string }
    returns: null
  }
  'DELETE /storage/{storage}': {
    params: { storage: string }
    returns: null
  }
  'GET /access': {
    params: {}
    returns: readonly { subdir: string }[]
  }
  'GET /access/acl': {
    params: {}
    returns: readonly { path: string; propagate?: 0 | 1; roleid: string; type: 'user' | 'group' | 'token'; ugid: string }[]
  }
  'GET /access/domains': {
    params: {}
    returns: readonly { comment?: string; realm: string; tfa?: 'yubico' | 'oath'; type: string }[]
  }
  'GET /access/domains/{realm}': {
    params: { realm: string }
    returns: unknown
  }
  'GET /access/groups': {
    params: {}
    returns: readonly { comment?: string; groupid: string; users?: string }[]
  }
  'GET /access/groups/{groupid}': {
    params: { groupid: string }
    returns: { comment?: string; members: readonly string[] }
  }
  'GET /access/permissions': {
    params: { path?: string; userid?: string }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /access/roles': {
    params: {}
    returns: readonly { privs?: string; roleid: string; special?: 0 | 1 }[]
  }
  'GET /access/roles/{roleid}': {
    params: { roleid: string }
    returns: { 'Datastore.Allocate'?: 0 | 1; 'Datastore.AllocateSpace'?: 0 | 1; 'Datastore.AllocateTemplate'?: 0 | 1; 'Datastore.Audit'?: 0 | 1; 'Group.Allocate'?: 0 | 1; 'Mapping.Audit'?: 0 | 1; 'Mapping.Modify'?: 0 | 1; 'Mapping.Use'?: 0 | 1; 'Permissions.Modify'?: 0 | 1; 'Pool.Allocate'?: 0 | 1; 'Pool.Audit'?: 0 | 1; 'Realm.Allocate'?: 0 | 1; 'Realm.AllocateUser'?: 0 | 1; 'SDN.Allocate'?: 0 | 1; 'SDN.Audit'?: 0 | 1; 'SDN.Use'?: 0 | 1; 'Sys.AccessNetwork'?: 0 | 1; 'Sys.Audit'?: 0 | 1; 'Sys.Console'?: 0 | 1; 'Sys.Incoming'?: 0 | 1; 'Sys.Modify'?: 0 | 1; 'Sys.PowerMgmt'?: 0 | 1; 'Sys.Syslog'?: 0 | 1; 'User.Modify'?: 0 | 1; 'VM.Allocate'?: 0 | 1; 'VM.Audit'?: 0 | 1; 'VM.Backup'?: 0 | 1; 'VM.Clone'?: 0 | 1; 'VM.Config.CDROM'?: 0 | 1; 'VM.Config.CPU'?: 0 | 1; 'VM.Config.Cloudinit'?: 0 | 1; 'VM.Config.Disk'?: 0 | 1; 'VM.Config.HWType'?: 0 | 1; 'VM.Config.Memory'?: 0 | 1; 'VM.Config.Network'?: 0 | 1; 'VM.Config.Options'?: 0 | 1; 'VM.Console'?: 0 | 1; 'VM.GuestAgent.Audit'?: 0 | 1; 'VM.GuestAgent.FileRead'?: 0 | 1; 'VM.GuestAgent.FileSystemMgmt'?: 0 | 1; 'VM.GuestAgent.FileWrite'?: 0 | 1; 'VM.GuestAgent.Unrestricted'?: 0 | 1; 'VM.Migrate'?: 0 | 1; 'VM.PowerMgmt'?: 0 | 1; 'VM.Replicate'?: 0 | 1; 'VM.Snapshot'?: 0 | 1; 'VM.Snapshot.Rollback'?: 0 | 1 }
  }
  'GET /access/ticket': {
    params: {}
    returns: null
  }
  'GET /access/users': {
    params: { enabled?: boolean | 0 | 1; full?: boolean | 0 | 1 }
    returns: readonly { 'realm-type'?: string; 'tfa-locked-until'?: number; 'totp-locked'?: 0 | 1; comment?: string; email?: string; enable?: 0 | 1; expire?: number; firstname?: string; groups?: string; keys?: string; lastname?: string; tokens?: readonly { comment?: string; expire?: number; privsep?: 0 | 1; tokenid: string }[]; userid: string }[]
  }
  'GET /access/users/{userid}': {
    params: { userid: string }
    returns: { comment?: string; email?: string; enable?: 0 | 1; expire?: number; firstname?: string; groups?: readonly string[]; keys?: string; lastname?: string; tokens?: Readonly<Record<string, unknown>> }
  }
  'GET /access/users/{userid}/token': {
    params: { userid: string }
    returns: readonly { comment?: string; expire?: number; privsep?: 0 | 1; tokenid: string }[]
  }
  'GET /access/users/{userid}/token/{tokenid}': {
    params: { tokenid: string; userid: string }
    returns: { comment?: string; expire?: number; privsep?: 0 | 1 }
  }
  'GET /cluster': {
    params: {}
    returns: readonly {}[]
  }
  'GET /cluster/config': {
    params: {}
    returns: readonly {}[]
  }
  'GET /cluster/ha/resources': {
    params: { type?: 'ct' | 'vm' }
    returns: readonly { sid: string }[]
  }
  'GET /cluster/log': {
    params: { max?: number }
    returns: readonly {}[]
  }
  'GET /cluster/nextid': {
    params: { vmid?: number }
    returns: number
  }
  'GET /cluster/options': {
    params: {}
    returns: { 'allowed-tags': readonly string[]; 'consent-text'?: string; 'next-id'?: string; 'registered-tags'?: string; 'tag-style'?: string; 'user-tag-access'?: string; bwlimit?: string; console?: 'applet' | 'vv' | 'html5' | 'xtermjs'; crs?: string; description?: string; email_from?: string; fencing?: 'watchdog' | 'hardware' | 'both'; ha?: string; http_proxy?: string; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; language?: 'ar' | 'ca' | 'da' | 'de' | 'en' | 'es' | 'eu' | 'fa' | 'fr' | 'hr' | 'he' | 'it' | 'ja' | 'ka' | 'kr' | 'nb' | 'nl' | 'nn' | 'pl' | 'pt_BR' | 'ru' | 'sl' | 'sv' | 'tr' | 'ukr' | 'zh_CN' | 'zh_TW'; location?: string; mac_prefix?: string; max_workers?: number; migration?: string; migration_unsecure?: 0 | 1; notify?: string; replication?: string; u2f?: string; webauthn?: string }
  }
  'GET /cluster/qemu': {
    params: {}
    returns: readonly {}[]
  }
  'GET /cluster/resources': {
    params: { type?: 'vm' | 'storage' | 'node' | 'sdn' }
    returns: readonly { 'cgroup-mode'?: number; 'host-arch'?: 'x86_64' | 'aarch64'; 'network-type'?: 'fabric' | 'zone'; 'zone-type'?: string; content?: string; cpu?: number; disk?: number; diskread?: number; diskwrite?: number; hastate?: string; id: string; level?: string; lock?: string; maxcpu?: number; maxdisk?: number; maxmem?: number; mem?: number; memhost?: number; name?: string; netin?: number; netout?: number; network?: string; node?: string; plugintype?: string; pool?: string; protocol?: string; sdn?: string; shared?: 0 | 1; status?: string; storage?: string; tags?: string; template?: 0 | 1; type: 'node' | 'storage' | 'pool' | 'qemu' | 'lxc' | 'openvz' | 'sdn' | 'network'; uptime?: number; vmid?: number }[]
  }
  'GET /cluster/sdn': {
    params: {}
    returns: readonly { id: string }[]
  }
  'GET /cluster/sdn/controllers': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; type?: 'bgp' | 'evpn' | 'faucet' | 'isis' }
    returns: readonly { 'bgp-multipath-as-relax'?: 0 | 1; 'ebgp-multihop'?: number; 'isis-domain'?: string; 'isis-ifaces'?: string; 'isis-net'?: string; asn?: number; controller: string; digest?: string; ebgp?: 0 | 1; loopback?: string; node?: string; peers?: string; pending?: { 'bgp-multipath-as-relax'?: 0 | 1; 'ebgp-multihop'?: number; 'isis-domain'?: string; 'isis-ifaces'?: string; 'isis-net'?: string; asn?: number; ebgp?: 0 | 1; loopback?: string; node?: string; peers?: string }; state?: 'new' | 'changed' | 'deleted'; type: 'bgp' | 'evpn' | 'faucet' | 'isis' }[]
  }
  'GET /cluster/sdn/dns': {
    params: { type?: 'powerdns' }
    returns: readonly { dns: string; type: string }[]
  }
  'GET /cluster/sdn/dry-run': {
    params: { node: string }
    returns: { 'frr-diff'?: string; 'interfaces-diff'?: string }
  }
  'GET /cluster/sdn/ipams': {
    params: { type?: 'netbox' | 'phpipam' | 'pve' }
    returns: readonly { ipam: string; type: string }[]
  }
  'GET /cluster/sdn/vnets': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1 }
    returns: readonly { 'isolate-ports'?: 0 | 1; alias?: string; digest?: string; pending?: { 'isolate-ports'?: 0 | 1; alias?: string; tag?: number; vlanaware?: 0 | 1; zone?: string }; state?: 'new' | 'changed' | 'deleted'; tag?: number; type: 'vnet'; vlanaware?: 0 | 1; vnet: string; zone?: string }[]
  }
  'GET /cluster/sdn/vnets/{vnet}': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; vnet: string }
    returns: unknown
  }
  'GET /cluster/sdn/vnets/{vnet}/subnets': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; vnet: string }
    returns: readonly {}[]
  }
  'GET /cluster/sdn/vnets/{vnet}/subnets/{subnet}': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; subnet: string; vnet: string }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /cluster/sdn/zones': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; type?: 'evpn' | 'faucet' | 'qinq' | 'simple' | 'vlan' | 'vxlan' }
    returns: readonly { 'advertise-subnets'?: 0 | 1; 'bridge-disable-mac-learning'?: 0 | 1; 'disable-arp-nd-suppression'?: 0 | 1; 'exitnodes-local-routing'?: 0 | 1; 'exitnodes-primary'?: string; 'rt-import'?: string; 'vlan-protocol'?: '802.1q' | '802.1ad'; 'vrf-vxlan'?: number; 'vxlan-port'?: number; bridge?: string; controller?: string; dhcp?: 'dnsmasq'; digest?: string; dns?: string; dnszone?: string; exitnodes?: string; ipam?: string; mac?: string; mtu?: number; nodes?: string; peers?: string; pending?: { 'advertise-subnets'?: 0 | 1; 'bridge-disable-mac-learning'?: 0 | 1; 'disable-arp-nd-suppression'?: 0 | 1; 'exitnodes-local-routing'?: 0 | 1; 'exitnodes-primary'?: string; 'rt-import'?: string; 'vlan-protocol'?: '802.1q' | '802.1ad'; 'vrf-vxlan'?: number; 'vxlan-port'?: number; bridge?: string; controller?: string; dhcp?: 'dnsmasq'; dns?: string; dnszone?: string; exitnodes?: string; ipam?: string; mac?: string; mtu?: number; nodes?: string; peers?: string; reversedns?: string; tag?: number }; reversedns?: string; state?: 'new' | 'changed' | 'deleted'; tag?: number; type: 'evpn' | 'faucet' | 'qinq' | 'simple' | 'vlan' | 'vxlan'; zone: string }[]
  }
  'GET /cluster/sdn/zones/{zone}': {
    params: { pending?: boolean | 0 | 1; running?: boolean | 0 | 1; zone: string }
    returns: unknown
  }
  'GET /cluster/status': {
    params: {}
    returns: readonly { id: string; ip?: string; level?: string; local?: 0 | 1; name: string; nodeid?: number; nodes?: number; online?: 0 | 1; quorate?: 0 | 1; type: 'cluster' | 'node'; version?: number }[]
  }
  'GET /cluster/tasks': {
    params: {}
    returns: readonly { upid: string }[]
  }
  'GET /nodes': {
    params: {}
    returns: readonly { cpu?: number; level?: string; maxcpu?: number; maxmem?: number; mem?: number; node: string; ssl_fingerprint?: string; status: 'unknown' | 'online' | 'offline'; uptime?: number }[]
  }
  'GET /nodes/{node}': {
    params: { node: string }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/apt': {
    params: { node: string }
    returns: readonly { id: string }[]
  }
  'GET /nodes/{node}/apt/versions': {
    params: { node: string }
    returns: readonly { Arch: 'armhf' | 'arm64' | 'amd64' | 'ppc64el' | 'risc64' | 's390x' | 'all'; CurrentState: 'Installed' | 'NotInstalled' | 'UnPacked' | 'HalfConfigured' | 'HalfInstalled' | 'ConfigFiles'; Description: string; ManagerVersion?: string; NotifyStatus?: string; OldVersion?: string; Origin: string; Package: string; Priority: string; RunningKernel?: string; Section: string; Title: string; Version: string }[]
  }
  'GET /nodes/{node}/capabilities/qemu/cpu': {
    params: { arch?: 'x86_64' | 'aarch64'; node: string }
    returns: readonly { abstract?: 0 | 1; custom: 0 | 1; name: string; vendor: string }[]
  }
  'GET /nodes/{node}/capabilities/qemu/machines': {
    params: { arch?: 'x86_64' | 'aarch64'; node: string }
    returns: readonly { changes?: string; id: string; type: 'q35' | 'i440fx'; version: string }[]
  }
  'GET /nodes/{node}/certificates': {
    params: { node: string }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/certificates/info': {
    params: { node: string }
    returns: readonly { 'public-key-bits'?: number; 'public-key-type'?: string; filename?: string; fingerprint?: string; issuer?: string; notafter?: number; notbefore?: number; pem?: string; san?: readonly string[]; subject?: string }[]
  }
  'GET /nodes/{node}/config': {
    params: { node: string; property?: 'acme' | 'acmedomain0' | 'acmedomain1' | 'acmedomain2' | 'acmedomain3' | 'acmedomain4' | 'acmedomain5' | 'ballooning-target' | 'description' | 'location' | 'startall-onboot-delay' | 'wakeonlan' }
    returns: { 'ballooning-target'?: number; 'startall-onboot-delay'?: number; [key: `acmedomain${number}`]: string; acme?: string; description?: string; digest?: string; location?: string; wakeonlan?: string }
  }
  'GET /nodes/{node}/dns': {
    params: { node: string }
    returns: { dns1?: string; dns2?: string; dns3?: string; search?: string }
  }
  'GET /nodes/{node}/hosts': {
    params: { node: string }
    returns: { data: string; digest?: string }
  }
  'GET /nodes/{node}/journal': {
    params: { endcursor?: string; identifiers?: boolean | 0 | 1; kernel?: boolean | 0 | 1; lastentries?: number; node: string; priority?: string; service?: string; since?: number; startcursor?: string; structured?: boolean | 0 | 1; unit?: string; units?: boolean | 0 | 1; until?: number }
    returns: readonly string[]
  }
  'GET /nodes/{node}/lxc': {
    params: { node: string }
    returns: readonly { cpu?: number; cpus?: number; disk?: number; diskread?: number; diskwrite?: number; lock?: string; maxdisk?: number; maxmem?: number; maxswap?: number; mem?: number; name?: string; netin?: number; netout?: number; pressurecpusome?: number; pressureiofull?: number; pressureiosome?: number; pressurememoryfull?: number; pressurememorysome?: number; status: 'stopped' | 'running'; tags?: string; template?: 0 | 1; uptime?: number; vmid: number }[]
  }
  'GET /nodes/{node}/lxc/{vmid}/config': {
    params: { current?: boolean | 0 | 1; node: string; snapshot?: string; vmid: number }
    returns: { [key: `dev${number}`]: string; [key: `mp${number}`]: string; [key: `net${number}`]: string; [key: `unused${number}`]: string; arch?: 'amd64' | 'i386' | 'arm64' | 'armhf' | 'riscv32' | 'riscv64'; cmode?: 'shell' | 'console' | 'tty'; console?: 0 | 1; cores?: number; cpulimit?: number; cpuunits?: number; debug?: 0 | 1; description?: string; digest: string; entrypoint?: string; env?: string; features?: string; hookscript?: string; hostname?: string; lock?: 'backup' | 'create' | 'destroyed' | 'disk' | 'fstrim' | 'migrate' | 'mounted' | 'rollback' | 'snapshot' | 'snapshot-delete'; lxc?: readonly (readonly string[])[]; memory?: number; nameserver?: string; onboot?: 0 | 1; ostype?: 'debian' | 'devuan' | 'ubuntu' | 'centos' | 'fedora' | 'opensuse' | 'archlinux' | 'alpine' | 'gentoo' | 'nixos' | 'unmanaged'; protection?: 0 | 1; rootfs?: string; searchdomain?: string; startup?: string; swap?: number; tags?: string; template?: 0 | 1; timezone?: string; tty?: number; unprivileged?: 0 | 1 }
  }
  'GET /nodes/{node}/lxc/{vmid}/status/current': {
    params: { node: string; vmid: number }
    returns: { cpu?: number; cpus?: number; disk?: number; diskread?: number; diskwrite?: number; ha: Readonly<Record<string, unknown>>; lock?: string; maxdisk?: number; maxmem?: number; maxswap?: number; mem?: number; name?: string; netin?: number; netout?: number; pressurecpusome?: number; pressureiofull?: number; pressureiosome?: number; pressurememoryfull?: number; pressurememorysome?: number; status: 'stopped' | 'running'; tags?: string; template?: 0 | 1; uptime?: number; vmid: number }
  }
  'GET /nodes/{node}/netstat': {
    params: { node: string }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/network': {
    params: { node: string; type?: 'bridge' | 'bond' | 'eth' | 'alias' | 'vlan' | 'fabric' | 'OVSBridge' | 'OVSBond' | 'OVSPort' | 'OVSIntPort' | 'vnet' | 'any_bridge' | 'any_local_bridge' | 'include_sdn' }
    returns: readonly { 'bond-primary'?: string; 'bridge-access'?: number; 'bridge-arp-nd-suppress'?: 0 | 1; 'bridge-learning'?: 0 | 1; 'bridge-multicast-flood'?: 0 | 1; 'bridge-unicast-flood'?: 0 | 1; 'link-type'?: string; 'uplink-id'?: string; 'vlan-id'?: number; 'vlan-protocol'?: '802.1ad' | '802.1q'; 'vlan-raw-device'?: string; 'vxlan-id'?: number; 'vxlan-local-tunnelip'?: string; 'vxlan-physdev'?: string; 'vxlan-svcnodeip'?: string; active?: 0 | 1; address6?: string; address?: string; autostart?: 0 | 1; bond_mode?: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb' | 'balance-slb' | 'lacp-balance-slb' | 'lacp-balance-tcp'; bond_xmit_hash_policy?: 'layer2' | 'layer2+3' | 'layer3+4'; bridge_ports?: string; bridge_vids?: string; bridge_vlan_aware?: 0 | 1; cidr6?: string; cidr?: string; comments6?: string; comments?: string; exists?: 0 | 1; families?: readonly ('inet' | 'inet6')[]; gateway6?: string; gateway?: string; iface: string; method6?: 'loopback' | 'dhcp' | 'manual' | 'static' | 'auto'; method?: 'loopback' | 'dhcp' | 'manual' | 'static' | 'auto'; mtu?: number; netmask6?: number; netmask?: string; options6?: readonly string[]; options?: readonly string[]; ovs_bonds?: string; ovs_bridge?: string; ovs_options?: string; ovs_ports?: string; ovs_tag?: number; priority?: number; slaves?: string; type: 'bridge' | 'bond' | 'eth' | 'alias' | 'vlan' | 'fabric' | 'OVSBridge' | 'OVSBond' | 'OVSPort' | 'OVSIntPort' | 'vnet' | 'unknown' }[]
  }
  'GET /nodes/{node}/network/{iface}': {
    params: { iface: string; node: string }
    returns: { method: string; type: string }
  }
  'GET /nodes/{node}/qemu': {
    params: { full?: boolean | 0 | 1; node: string }
    returns: readonly { 'running-machine'?: string; 'running-qemu'?: string; cpu?: number; cpus?: number; diskread?: number; diskwrite?: number; lock?: string; maxdisk?: number; maxmem?: number; mem?: number; memhost?: number; name?: string; netin?: number; netout?: number; pid?: number; pressurecpufull?: number; pressurecpusome?: number; pressureiofull?: number; pressureiosome?: number; pressurememoryfull?: number; pressurememorysome?: number; qmpstatus?: string; serial?: 0 | 1; status: 'stopped' | 'running'; tags?: string; template?: 0 | 1; uptime?: number; vmid: number }[]
  }
  'GET /nodes/{node}/qemu/{vmid}': {
    params: { node: string; vmid: number }
    returns: readonly { subdir: string }[]
  }
  'GET /nodes/{node}/qemu/{vmid}/agent': {
    params: { node: string; vmid: number }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/exec-status': {
    params: { node: string; pid: number; vmid: number }
    returns: { 'err-data'?: string; 'err-truncated'?: 0 | 1; 'out-data'?: string; 'out-truncated'?: 0 | 1; exitcode?: number; exited: 0 | 1; signal?: number }
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/file-read': {
    params: { count?: number; decode?: boolean | 0 | 1; file: string; node: string; offset?: number; vmid: number }
    returns: { content: string; truncated?: 0 | 1 }
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-fsinfo': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-host-name': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-memory-block-info': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-memory-blocks': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-osinfo': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-time': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-timezone': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-users': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/get-vcpus': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/info': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/cloudinit': {
    params: { node: string; vmid: number }
    returns: readonly { delete?: number; key: string; pending?: string; value?: string }[]
  }
  'GET /nodes/{node}/qemu/{vmid}/cloudinit/dump': {
    params: { node: string; type: 'user' | 'network' | 'meta'; vmid: number }
    returns: string
  }
  'GET /nodes/{node}/qemu/{vmid}/config': {
    params: { current?: boolean | 0 | 1; node: string; snapshot?: string; vmid: number }
    returns: { 'allow-ksm'?: 0 | 1; 'amd-sev'?: string; 'intel-tdx'?: string; 'running-nets-host-mtu'?: string; [key: `hostpci${number}`]: string; [key: `ide${number}`]: string; [key: `ipconfig${number}`]: string; [key: `net${number}`]: string; [key: `numa${number}`]: string; [key: `parallel${number}`]: string; [key: `sata${number}`]: string; [key: `scsi${number}`]: string; [key: `serial${number}`]: string; [key: `unused${number}`]: string; [key: `usb${number}`]: string; [key: `virtio${number}`]: string; [key: `virtiofs${number}`]: string; acpi?: 0 | 1; affinity?: string; agent?: string; arch?: 'x86_64' | 'aarch64'; args?: string; audio0?: string; autostart?: 0 | 1; balloon?: number; bios?: 'seabios' | 'ovmf'; boot?: string; bootdisk?: string; cdrom?: string; cicustom?: string; cipassword?: string; citype?: 'configdrive2' | 'nocloud' | 'opennebula'; ciupgrade?: 0 | 1; ciuser?: string; cores?: number; cpu?: string; cpulimit?: number; cpuunits?: number; description?: string; digest: string; efidisk0?: string; freeze?: 0 | 1; hookscript?: string; hotplug?: string; hugepages?: 'any' | '2' | '1024'; ivshmem?: string; keephugepages?: 0 | 1; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; kvm?: 0 | 1; localtime?: 0 | 1; lock?: 'backup' | 'clone' | 'create' | 'migrate' | 'rollback' | 'snapshot' | 'snapshot-delete' | 'suspending' | 'suspended'; machine?: string; memory?: string; meta?: string; migrate_downtime?: number; migrate_speed?: number; name?: string; nameserver?: string; numa?: 0 | 1; onboot?: 0 | 1; ostype?: 'other' | 'wxp' | 'w2k' | 'w2k3' | 'w2k8' | 'wvista' | 'win7' | 'win8' | 'win10' | 'win11' | 'l24' | 'l26' | 'solaris'; parent?: string; protection?: 0 | 1; reboot?: 0 | 1; rng0?: string; runningcpu?: string; runningmachine?: string; scsihw?: 'lsi' | 'lsi53c810' | 'virtio-scsi-pci' | 'virtio-scsi-single' | 'megasas' | 'pvscsi'; searchdomain?: string; shares?: number; smbios1?: string; smp?: number; snaptime?: number; sockets?: number; spice_enhancements?: string; sshkeys?: string; startdate?: string; startup?: string; tablet?: 0 | 1; tags?: string; tdf?: 0 | 1; template?: 0 | 1; tpmstate0?: string; vcpus?: number; vga?: string; vmgenid?: string; vmstate?: string; vmstatestorage?: string; watchdog?: string }
  }
  'GET /nodes/{node}/qemu/{vmid}/feature': {
    params: { feature: 'snapshot' | 'clone' | 'copy'; node: string; snapname?: string; vmid: number }
    returns: { hasFeature: 0 | 1; nodes: readonly string[] }
  }
  'GET /nodes/{node}/qemu/{vmid}/migrate': {
    params: { node: string; target?: string; vmid: number }
    returns: { 'dependent-ha-resources'?: readonly string[]; 'has-dbus-vmstate': 0 | 1; 'mapped-resource-info': Readonly<Record<string, unknown>>; 'mapped-resources': readonly string[]; allowed_nodes?: readonly string[]; local_disks: readonly { cdrom: 0 | 1; is_unused: 0 | 1; size: number; volid: string }[]; local_resources: readonly string[]; not_allowed_nodes?: { 'blocking-ha-resources'?: readonly { cause: 'node-affinity' | 'resource-affinity'; sid: string }[]; unavailable_storages?: readonly string[] }; running: 0 | 1 }
  }
  'GET /nodes/{node}/qemu/{vmid}/pending': {
    params: { node: string; vmid: number }
    returns: readonly { delete?: number; key: string; pending?: string; value?: string }[]
  }
  'GET /nodes/{node}/qemu/{vmid}/rrd': {
    params: { cf?: 'AVERAGE' | 'MAX'; ds: string; node: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year'; vmid: number }
    returns: { filename: string }
  }
  'GET /nodes/{node}/qemu/{vmid}/rrddata': {
    params: { cf?: 'AVERAGE' | 'MAX'; node: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year'; vmid: number }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/qemu/{vmid}/snapshot': {
    params: { node: string; vmid: number }
    returns: readonly { description: string; name: string; parent?: string; snaptime?: number; vmstate?: 0 | 1 }[]
  }
  'GET /nodes/{node}/qemu/{vmid}/snapshot/{snapname}': {
    params: { node: string; snapname: string; vmid: number }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/config': {
    params: { node: string; snapname: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /nodes/{node}/qemu/{vmid}/status': {
    params: { node: string; vmid: number }
    returns: readonly { subdir: string }[]
  }
  'GET /nodes/{node}/qemu/{vmid}/status/current': {
    params: { node: string; vmid: number }
    returns: { 'running-machine'?: string; 'running-qemu'?: string; agent?: 0 | 1; clipboard?: 'vnc'; cpu?: number; cpus?: number; diskread?: number; diskwrite?: number; ha: Readonly<Record<string, unknown>>; lock?: string; maxdisk?: number; maxmem?: number; mem?: number; memhost?: number; name?: string; netin?: number; netout?: number; pid?: number; pressurecpufull?: number; pressurecpusome?: number; pressureiofull?: number; pressureiosome?: number; pressurememoryfull?: number; pressurememorysome?: number; qmpstatus?: string; serial?: 0 | 1; spice?: 0 | 1; status: 'stopped' | 'running'; tags?: string; template?: 0 | 1; uptime?: number; vmid: number }
  }
  'GET /nodes/{node}/query-url-metadata': {
    params: { 'verify-certificates'?: boolean | 0 | 1; node: string; url: string }
    returns: { filename?: string; mimetype?: string; size?: number }
  }
  'GET /nodes/{node}/report': {
    params: { node: string }
    returns: string
  }
  'GET /nodes/{node}/rrd': {
    params: { cf?: 'AVERAGE' | 'MAX'; ds: string; node: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year' | 'decade' }
    returns: { filename: string }
  }
  'GET /nodes/{node}/rrddata': {
    params: { cf?: 'AVERAGE' | 'MAX'; node: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year' | 'decade' }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/sdn': {
    params: { node: string }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/sdn/zones': {
    params: { node: string }
    returns: readonly { status: 'available' | 'pending' | 'error'; zone: string }[]
  }
  'GET /nodes/{node}/sdn/zones/{zone}': {
    params: { node: string; zone: string }
    returns: readonly { subdir: string }[]
  }
  'GET /nodes/{node}/sdn/zones/{zone}/content': {
    params: { node: string; zone: string }
    returns: readonly { status?: string; statusmsg?: string; vnet: string }[]
  }
  'GET /nodes/{node}/services': {
    params: { node: string }
    returns: readonly { 'active-state': 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'maintenance' | 'reloading' | 'refreshing' | 'unknown'; 'unit-state': 'enabled' | 'enabled-runtime' | 'linked' | 'linked-runtime' | 'alias' | 'masked' | 'masked-runtime' | 'static' | 'disabled' | 'indirect' | 'generated' | 'transient' | 'bad' | 'not-found' | 'unknown'; desc: string; name: string; service: string; state: 'dead' | 'condition' | 'start-pre' | 'start' | 'start-post' | 'running' | 'exited' | 'reload' | 'reload-signal' | 'reload-notify' | 'mounting' | 'stop' | 'stop-watchdog' | 'stop-sigterm' | 'stop-sigkill' | 'stop-post' | 'final-watchdog' | 'final-sigterm' | 'final-sigkill' | 'failed' | 'dead-before-auto-restart' | 'failed-before-auto-restart' | 'dead-resources-pinned' | 'auto-restart' | 'auto-restart-queued' | 'cleaning' | 'unknown' }[]
  }
  'GET /nodes/{node}/services/{service}': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: readonly { subdir: string }[]
  }
  'GET /nodes/{node}/services/{service}/state': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: { 'active-state': 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'maintenance' | 'reloading' | 'refreshing' | 'unknown'; 'unit-state': 'enabled' | 'enabled-runtime' | 'linked' | 'linked-runtime' | 'alias' | 'masked' | 'masked-runtime' | 'static' | 'disabled' | 'indirect' | 'generated' | 'transient' | 'bad' | 'not-found' | 'unknown'; desc: string; name: string; service: string; state: 'dead' | 'condition' | 'start-pre' | 'start' | 'start-post' | 'running' | 'exited' | 'reload' | 'reload-signal' | 'reload-notify' | 'mounting' | 'stop' | 'stop-watchdog' | 'stop-sigterm' | 'stop-sigkill' | 'stop-post' | 'final-watchdog' | 'final-sigterm' | 'final-sigkill' | 'failed' | 'dead-before-auto-restart' | 'failed-before-auto-restart' | 'dead-resources-pinned' | 'auto-restart' | 'auto-restart-queued' | 'cleaning' | 'unknown' }
  }
  'GET /nodes/{node}/status': {
    params: { node: string }
    returns: { 'boot-info': { mode: 'efi' | 'legacy-bios'; secureboot?: 0 | 1 }; 'current-kernel': { machine: string; release: string; sysname: string; version: string }; cpu: number; cpuinfo: { cores: number; cpus: number; model: string; sockets: number }; loadavg: readonly string[]; memory: { available: number; free: number; total: number; used: number }; pveversion: string; rootfs: { avail: number; free: number; total: number; used: number } }
  }
  'GET /nodes/{node}/storage': {
    params: { content?: string; enabled?: boolean | 0 | 1; format?: boolean | 0 | 1; node: string; storage?: string; target?: string }
    returns: readonly { active?: 0 | 1; avail?: number; content: string; enabled?: 0 | 1; formats?: { default: 'qcow2' | 'raw' | 'subvol' | 'vmdk'; supported: readonly ('qcow2' | 'raw' | 'subvol' | 'vmdk')[] }; select_existing?: 0 | 1; shared?: 0 | 1; storage: string; total?: number; type: string; used?: number; used_fraction?: number }[]
  }
  'GET /nodes/{node}/storage/{storage}': {
    params: { node: string; storage: string }
    returns: readonly { subdir: string }[]
  }
  'GET /nodes/{node}/storage/{storage}/content': {
    params: { content?: string; node: string; storage: string; vmid?: number }
    returns: readonly { 'approximate-size'?: number; ctime?: number; encrypted?: string; format: string; notes?: string; parent?: string; protected?: 0 | 1; size?: number; used?: number; verification?: { state: string; upid: string }; vmid?: number; volid: string }[]
  }
  'GET /nodes/{node}/storage/{storage}/content/{volume}': {
    params: { node: string; storage?: string; volume: string }
    returns: { format: string; notes?: string; path: string; protected?: 0 | 1; size: number; used: number }
  }
  'GET /nodes/{node}/storage/{storage}/identity': {
    params: { node: string; storage: string }
    returns: { id: string; type: 'btrfs' | 'cephfs' | 'cifs' | 'dir' | 'esxi' | 'iscsi' | 'iscsidirect' | 'lvm' | 'lvmthin' | 'nfs' | 'pbs' | 'rbd' | 'zfs' | 'zfspool' }
  }
  'GET /nodes/{node}/storage/{storage}/import-metadata': {
    params: { node: string; storage: string; volume: string }
    returns: { 'create-args': Readonly<Record<string, unknown>>; disks?: Readonly<Record<string, unknown>>; net?: Readonly<Record<string, unknown>>; source: 'esxi'; type: 'vm'; warnings?: readonly { key?: string; type: 'cdrom-image-ignored' | 'efi-state-lost' | 'guest-is-running' | 'nvme-unsupported' | 'ova-needs-extracting' | 'ovmf-with-lsi-unsupported' | 'serial-port-socket-only'; value?: string }[] }
  }
  'GET /nodes/{node}/storage/{storage}/rrd': {
    params: { cf?: 'AVERAGE' | 'MAX'; ds: string; node: string; storage: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year' }
    returns: { filename: string }
  }
  'GET /nodes/{node}/storage/{storage}/rrddata': {
    params: { cf?: 'AVERAGE' | 'MAX'; node: string; storage: string; timeframe: 'hour' | 'day' | 'week' | 'month' | 'year' }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/storage/{storage}/status': {
    params: { node: string; storage: string }
    returns: { active?: 0 | 1; avail?: number; content: string; enabled?: 0 | 1; shared?: 0 | 1; total?: number; type: string; used?: number }
  }
  'GET /nodes/{node}/subscription': {
    params: { node: string }
    returns: { checktime?: number; key?: string; level?: string; message?: string; nextduedate?: string; productname?: string; regdate?: string; serverid?: string; signature?: string; sockets?: number; status: 'new' | 'notfound' | 'active' | 'invalid' | 'expired' | 'suspended'; url?: string }
  }
  'GET /nodes/{node}/syslog': {
    params: { limit?: number; node: string; service?: string; since?: string; start?: number; until?: string }
    returns: readonly { n: number; t: string }[]
  }
  'GET /nodes/{node}/tasks': {
    params: { errors?: boolean | 0 | 1; limit?: number; node: string; since?: number; source?: 'archive' | 'active' | 'all'; start?: number; statusfilter?: string; typefilter?: string; until?: number; userfilter?: string; vmid?: number }
    returns: readonly { endtime?: number; id: string; node: string; pid: number; pstart: number; starttime: number; status?: string; type: string; upid: string; user: string }[]
  }
  'GET /nodes/{node}/tasks/{upid}': {
    params: { node: string; upid: string }
    returns: readonly {}[]
  }
  'GET /nodes/{node}/tasks/{upid}/log': {
    params: { download?: boolean | 0 | 1; limit?: number; node: string; start?: number; upid: string }
    returns: readonly { n: number; t: string }[]
  }
  'GET /nodes/{node}/tasks/{upid}/status': {
    params: { node: string; upid: string }
    returns: { exitstatus?: string; id: string; node: string; pid: number; pstart: number; starttime: number; status: 'running' | 'stopped'; type: string; upid: string; user: string }
  }
  'GET /nodes/{node}/time': {
    params: { node: string }
    returns: { localtime: number; time: number; timezone: string }
  }
  'GET /nodes/{node}/version': {
    params: { node: string }
    returns: { release: string; repoid: string; version: string }
  }
  'GET /pools': {
    params: { poolid?: string; type?: 'qemu' | 'lxc' | 'storage' }
    returns: readonly { comment?: string; members?: readonly { id: string; node: string; storage?: string; type: 'qemu' | 'lxc' | 'openvz' | 'storage'; vmid?: number }[]; poolid: string }[]
  }
  'GET /pools/{poolid}': {
    params: { poolid: string; type?: 'qemu' | 'lxc' | 'storage' }
    returns: { comment?: string; members: readonly { id: string; node: string; storage?: string; type: 'qemu' | 'lxc' | 'openvz' | 'storage'; vmid?: number }[] }
  }
  'GET /storage': {
    params: { type?: 'btrfs' | 'cephfs' | 'cifs' | 'dir' | 'esxi' | 'iscsi' | 'iscsidirect' | 'lvm' | 'lvmthin' | 'nfs' | 'pbs' | 'rbd' | 'zfs' | 'zfspool' }
    returns: readonly { storage: string }[]
  }
  'GET /storage/{storage}': {
    params: { storage: string }
    returns: Readonly<Record<string, unknown>>
  }
  'GET /version': {
    params: {}
    returns: { console?: 'applet' | 'vv' | 'html5' | 'xtermjs'; release: string; repoid: string; version: string }
  }
  'POST /access/domains': {
    params: { 'acr-values'?: string; 'case-sensitive'?: boolean | 0 | 1; 'check-connection'?: boolean | 0 | 1; 'client-id'?: string; 'client-key'?: string; 'groups-autocreate'?: boolean | 0 | 1; 'groups-claim'?: string; 'groups-overwrite'?: boolean | 0 | 1; 'issuer-url'?: string; 'query-userinfo'?: boolean | 0 | 1; 'sync-defaults-options'?: string; 'username-claim'?: string; audiences?: string; autocreate?: boolean | 0 | 1; base_dn?: string; bind_dn?: string; capath?: string; cert?: string; certkey?: string; comment?: string; default?: boolean | 0 | 1; domain?: string; filter?: string; group_classes?: string; group_dn?: string; group_filter?: string; group_name_attr?: string; mode?: 'ldap' | 'ldaps' | 'ldap+starttls'; password?: string; port?: number; prompt?: string; realm: string; scopes?: string; secure?: boolean | 0 | 1; server1?: string; server2?: string; sslversion?: 'tlsv1' | 'tlsv1_1' | 'tlsv1_2' | 'tlsv1_3'; sync_attributes?: string; tfa?: string; type: 'ad' | 'ldap' | 'openid' | 'pam' | 'pve'; user_attr?: string; user_classes?: string; verify?: boolean | 0 | 1 }
    returns: null
  }
  'POST /access/domains/{realm}/sync': {
    params: { 'dry-run'?: boolean | 0 | 1; 'enable-new'?: boolean | 0 | 1; 'remove-vanished'?: string; full?: boolean | 0 | 1; purge?: boolean | 0 | 1; realm: string; scope?: 'users' | 'groups' | 'both' }
    returns: string
  }
  'POST /access/groups': {
    params: { comment?: string; groupid: string }
    returns: null
  }
  'POST /access/roles': {
    params: { privs?: string; roleid: string }
    returns: null
  }
  'POST /access/ticket': {
    params: { 'new-format'?: boolean | 0 | 1; 'tfa-challenge'?: string; otp?: string; password: string; path?: string; privs?: string; realm?: string; username: string }
    returns: { CSRFPreventionToken?: string; clustername?: string; ticket?: string; username: string }
  }
  'POST /access/users': {
    params: { comment?: string; email?: string; enable?: boolean | 0 | 1; expire?: number; firstname?: string; groups?: string; keys?: string; lastname?: string; password?: string; userid: string }
    returns: null
  }
  'POST /access/users/{userid}/token/{tokenid}': {
    params: { comment?: string; expire?: number; privsep?: boolean | 0 | 1; tokenid: string; userid: string }
    returns: { 'full-tokenid': string; info: { comment?: string; expire?: number; privsep?: 0 | 1 }; value: string }
  }
  'POST /access/vncticket': {
    params: { authid: string; path: string; port?: number; privs: string; vncticket: string }
    returns: null
  }
  'POST /cluster/config': {
    params: { 'token-coefficient'?: number; [key: `link${number}`]: string; clustername: string; nodeid?: number; votes?: number }
    returns: string
  }
  'POST /cluster/sdn/lock': {
    params: { 'allow-pending'?: boolean | 0 | 1 }
    returns: string
  }
  'POST /cluster/sdn/rollback': {
    params: { 'lock-token'?: string; 'release-lock'?: boolean | 0 | 1 }
    returns: null
  }
  'POST /cluster/sdn/vnets': {
    params: { 'isolate-ports'?: boolean | 0 | 1; 'lock-token'?: string; alias?: string; tag?: number; type?: 'vnet'; vlanaware?: boolean | 0 | 1; vnet: string; zone: string }
    returns: null
  }
  'POST /cluster/sdn/vnets/{vnet}/subnets': {
    params: { 'dhcp-dns-server'?: string; 'dhcp-range'?: readonly string[]; 'lock-token'?: string; dnszoneprefix?: string; gateway?: string; snat?: boolean | 0 | 1; subnet: string; type: 'subnet'; vnet: string }
    returns: null
  }
  'POST /cluster/sdn/zones': {
    params: { 'advertise-subnets'?: boolean | 0 | 1; 'bridge-disable-mac-learning'?: boolean | 0 | 1; 'disable-arp-nd-suppression'?: boolean | 0 | 1; 'dp-id'?: number; 'exitnodes-local-routing'?: boolean | 0 | 1; 'exitnodes-primary'?: string; 'lock-token'?: string; 'rt-import'?: string; 'vlan-protocol'?: '802.1q' | '802.1ad'; 'vrf-vxlan'?: number; 'vxlan-port'?: number; bridge?: string; controller?: string; dhcp?: 'dnsmasq'; dns?: string; dnszone?: string; exitnodes?: string; fabric?: string; ipam?: string; mac?: string; mtu?: number; nodes?: string; peers?: string; reversedns?: string; tag?: number; type: 'evpn' | 'faucet' | 'qinq' | 'simple' | 'vlan' | 'vxlan'; zone: string }
    returns: null
  }
  'POST /nodes/{node}/certificates/custom': {
    params: { certificates: string; force?: boolean | 0 | 1; key?: string; node: string; restart?: boolean | 0 | 1 }
    returns: { 'public-key-bits'?: number; 'public-key-type'?: string; filename?: string; fingerprint?: string; issuer?: string; notafter?: number; notbefore?: number; pem?: string; san?: readonly string[]; subject?: string }
  }
  'POST /nodes/{node}/execute': {
    params: { commands: string; node: string }
    returns: readonly {}[]
  }
  'POST /nodes/{node}/hosts': {
    params: { data: string; digest?: string; node: string }
    returns: null
  }
  'POST /nodes/{node}/migrateall': {
    params: { 'max-workers'?: number; 'with-local-disks'?: boolean | 0 | 1; maxworkers?: number; node: string; target: string; vms?: string }
    returns: string
  }
  'POST /nodes/{node}/network': {
    params: { 'bond-primary'?: string; 'vlan-id'?: number; 'vlan-raw-device'?: string; address6?: string; address?: string; autostart?: boolean | 0 | 1; bond_mode?: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb' | 'balance-slb' | 'lacp-balance-slb' | 'lacp-balance-tcp'; bond_xmit_hash_policy?: 'layer2' | 'layer2+3' | 'layer3+4'; bridge_ports?: string; bridge_vids?: string; bridge_vlan_aware?: boolean | 0 | 1; cidr6?: string; cidr?: string; comments6?: string; comments?: string; gateway6?: string; gateway?: string; iface: string; mtu?: number; netmask6?: number; netmask?: string; node: string; ovs_bonds?: string; ovs_bridge?: string; ovs_options?: string; ovs_ports?: string; ovs_tag?: number; slaves?: string; type: 'bridge' | 'bond' | 'eth' | 'alias' | 'vlan' | 'fabric' | 'OVSBridge' | 'OVSBond' | 'OVSPort' | 'OVSIntPort' | 'vnet' | 'unknown' }
    returns: null
  }
  'POST /nodes/{node}/qemu': {
    params: { 'allow-ksm'?: boolean | 0 | 1; 'amd-sev'?: string; 'ha-managed'?: boolean | 0 | 1; 'import-working-storage'?: string; 'intel-tdx'?: string; 'live-restore'?: boolean | 0 | 1; [key: `hostpci${number}`]: string; [key: `ide${number}`]: string; [key: `ipconfig${number}`]: string; [key: `net${number}`]: string; [key: `numa${number}`]: string; [key: `parallel${number}`]: string; [key: `sata${number}`]: string; [key: `scsi${number}`]: string; [key: `serial${number}`]: string; [key: `unused${number}`]: string; [key: `usb${number}`]: string; [key: `virtio${number}`]: string; [key: `virtiofs${number}`]: string; acpi?: boolean | 0 | 1; affinity?: string; agent?: string; arch?: 'x86_64' | 'aarch64'; archive?: string; args?: string; audio0?: string; autostart?: boolean | 0 | 1; balloon?: number; bios?: 'seabios' | 'ovmf'; boot?: string; bootdisk?: string; bwlimit?: number; cdrom?: string; cicustom?: string; cipassword?: string; citype?: 'configdrive2' | 'nocloud' | 'opennebula'; ciupgrade?: boolean | 0 | 1; ciuser?: string; cores?: number; cpu?: string; cpulimit?: number; cpuunits?: number; description?: string; efidisk0?: string; force?: boolean | 0 | 1; freeze?: boolean | 0 | 1; hookscript?: string; hotplug?: string; hugepages?: 'any' | '2' | '1024'; ivshmem?: string; keephugepages?: boolean | 0 | 1; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; kvm?: boolean | 0 | 1; localtime?: boolean | 0 | 1; lock?: 'backup' | 'clone' | 'create' | 'migrate' | 'rollback' | 'snapshot' | 'snapshot-delete' | 'suspending' | 'suspended'; machine?: string; memory?: string; migrate_downtime?: number; migrate_speed?: number; name?: string; nameserver?: string; node: string; numa?: boolean | 0 | 1; onboot?: boolean | 0 | 1; ostype?: 'other' | 'wxp' | 'w2k' | 'w2k3' | 'w2k8' | 'wvista' | 'win7' | 'win8' | 'win10' | 'win11' | 'l24' | 'l26' | 'solaris'; pool?: string; protection?: boolean | 0 | 1; reboot?: boolean | 0 | 1; rng0?: string; scsihw?: 'lsi' | 'lsi53c810' | 'virtio-scsi-pci' | 'virtio-scsi-single' | 'megasas' | 'pvscsi'; searchdomain?: string; shares?: number; smbios1?: string; smp?: number; sockets?: number; spice_enhancements?: string; sshkeys?: string; start?: boolean | 0 | 1; startdate?: string; startup?: string; storage?: string; tablet?: boolean | 0 | 1; tags?: string; tdf?: boolean | 0 | 1; template?: boolean | 0 | 1; tpmstate0?: string; unique?: boolean | 0 | 1; vcpus?: number; vga?: string; vmgenid?: string; vmid: number; vmstatestorage?: string; watchdog?: string }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/agent': {
    params: { command: 'fsfreeze-freeze' | 'fsfreeze-status' | 'fsfreeze-thaw' | 'fstrim' | 'get-fsinfo' | 'get-host-name' | 'get-memory-block-info' | 'get-memory-blocks' | 'get-osinfo' | 'get-time' | 'get-timezone' | 'get-users' | 'get-vcpus' | 'info' | 'network-get-interfaces' | 'ping' | 'shutdown' | 'suspend-disk' | 'suspend-hybrid' | 'suspend-ram'; node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/exec': {
    params: { 'input-data'?: string; command: readonly string[]; node: string; vmid: number }
    returns: { pid: number }
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/file-write': {
    params: { content: string; encode?: boolean | 0 | 1; file: string; node: string; vmid: number }
    returns: null
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/fsfreeze-freeze': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/fsfreeze-status': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/fsfreeze-thaw': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/fstrim': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/ping': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/set-user-password': {
    params: { crypted?: boolean | 0 | 1; node: string; password: string; username: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/shutdown': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/suspend-disk': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/suspend-hybrid': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/agent/suspend-ram': {
    params: { node: string; vmid: number }
    returns: Readonly<Record<string, unknown>>
  }
  'POST /nodes/{node}/qemu/{vmid}/clone': {
    params: { bwlimit?: number; description?: string; format?: 'raw' | 'qcow2' | 'vmdk'; full?: boolean | 0 | 1; name?: string; newid: number; node: string; pool?: string; snapname?: string; storage?: string; target?: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/config': {
    params: { 'allow-ksm'?: boolean | 0 | 1; 'amd-sev'?: string; 'import-working-storage'?: string; 'intel-tdx'?: string; [key: `hostpci${number}`]: string; [key: `ide${number}`]: string; [key: `ipconfig${number}`]: string; [key: `net${number}`]: string; [key: `numa${number}`]: string; [key: `parallel${number}`]: string; [key: `sata${number}`]: string; [key: `scsi${number}`]: string; [key: `serial${number}`]: string; [key: `unused${number}`]: string; [key: `usb${number}`]: string; [key: `virtio${number}`]: string; [key: `virtiofs${number}`]: string; acpi?: boolean | 0 | 1; affinity?: string; agent?: string; arch?: 'x86_64' | 'aarch64'; args?: string; audio0?: string; autostart?: boolean | 0 | 1; background_delay?: number; balloon?: number; bios?: 'seabios' | 'ovmf'; boot?: string; bootdisk?: string; cdrom?: string; cicustom?: string; cipassword?: string; citype?: 'configdrive2' | 'nocloud' | 'opennebula'; ciupgrade?: boolean | 0 | 1; ciuser?: string; cores?: number; cpu?: string; cpulimit?: number; cpuunits?: number; delete?: string; description?: string; digest?: string; efidisk0?: string; force?: boolean | 0 | 1; freeze?: boolean | 0 | 1; hookscript?: string; hotplug?: string; hugepages?: 'any' | '2' | '1024'; ivshmem?: string; keephugepages?: boolean | 0 | 1; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; kvm?: boolean | 0 | 1; localtime?: boolean | 0 | 1; lock?: 'backup' | 'clone' | 'create' | 'migrate' | 'rollback' | 'snapshot' | 'snapshot-delete' | 'suspending' | 'suspended'; machine?: string; memory?: string; migrate_downtime?: number; migrate_speed?: number; name?: string; nameserver?: string; node: string; numa?: boolean | 0 | 1; onboot?: boolean | 0 | 1; ostype?: 'other' | 'wxp' | 'w2k' | 'w2k3' | 'w2k8' | 'wvista' | 'win7' | 'win8' | 'win10' | 'win11' | 'l24' | 'l26' | 'solaris'; protection?: boolean | 0 | 1; reboot?: boolean | 0 | 1; revert?: string; rng0?: string; scsihw?: 'lsi' | 'lsi53c810' | 'virtio-scsi-pci' | 'virtio-scsi-single' | 'megasas' | 'pvscsi'; searchdomain?: string; shares?: number; skiplock?: boolean | 0 | 1; smbios1?: string; smp?: number; sockets?: number; spice_enhancements?: string; sshkeys?: string; startdate?: string; startup?: string; tablet?: boolean | 0 | 1; tags?: string; tdf?: boolean | 0 | 1; template?: boolean | 0 | 1; tpmstate0?: string; vcpus?: number; vga?: string; vmgenid?: string; vmid: number; vmstatestorage?: string; watchdog?: string }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/migrate': {
    params: { 'with-conntrack-state'?: boolean | 0 | 1; 'with-local-disks'?: boolean | 0 | 1; bwlimit?: number; force?: boolean | 0 | 1; migration_network?: string; migration_type?: 'secure' | 'insecure'; node: string; online?: boolean | 0 | 1; target: string; targetstorage?: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/monitor': {
    params: { command: string; node: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/move_disk': {
    params: { 'target-digest'?: string; 'target-disk'?: 'ide0' | 'ide1' | 'ide2' | 'ide3' | 'scsi0' | 'scsi1' | 'scsi2' | 'scsi3' | 'scsi4' | 'scsi5' | 'scsi6' | 'scsi7' | 'scsi8' | 'scsi9' | 'scsi10' | 'scsi11' | 'scsi12' | 'scsi13' | 'scsi14' | 'scsi15' | 'scsi16' | 'scsi17' | 'scsi18' | 'scsi19' | 'scsi20' | 'scsi21' | 'scsi22' | 'scsi23' | 'scsi24' | 'scsi25' | 'scsi26' | 'scsi27' | 'scsi28' | 'scsi29' | 'scsi30' | 'virtio0' | 'virtio1' | 'virtio2' | 'virtio3' | 'virtio4' | 'virtio5' | 'virtio6' | 'virtio7' | 'virtio8' | 'virtio9' | 'virtio10' | 'virtio11' | 'virtio12' | 'virtio13' | 'virtio14' | 'virtio15' | 'sata0' | 'sata1' | 'sata2' | 'sata3' | 'sata4' | 'sata5' | 'efidisk0' | 'tpmstate0' | 'unused0' | 'unused1' | 'unused2' | 'unused3' | 'unused4' | 'unused5' | 'unused6' | 'unused7' | 'unused8' | 'unused9' | 'unused10' | 'unused11' | 'unused12' | 'unused13' | 'unused14' | 'unused15' | 'unused16' | 'unused17' | 'unused18' | 'unused19' | 'unused20' | 'unused21' | 'unused22' | 'unused23' | 'unused24' | 'unused25' | 'unused26' | 'unused27' | 'unused28' | 'unused29' | 'unused30' | 'unused31' | 'unused32' | 'unused33' | 'unused34' | 'unused35' | 'unused36' | 'unused37' | 'unused38' | 'unused39' | 'unused40' | 'unused41' | 'unused42' | 'unused43' | 'unused44' | 'unused45' | 'unused46' | 'unused47' | 'unused48' | 'unused49' | 'unused50' | 'unused51' | 'unused52' | 'unused53' | 'unused54' | 'unused55' | 'unused56' | 'unused57' | 'unused58' | 'unused59' | 'unused60' | 'unused61' | 'unused62' | 'unused63' | 'unused64' | 'unused65' | 'unused66' | 'unused67' | 'unused68' | 'unused69' | 'unused70' | 'unused71' | 'unused72' | 'unused73' | 'unused74' | 'unused75' | 'unused76' | 'unused77' | 'unused78' | 'unused79' | 'unused80' | 'unused81' | 'unused82' | 'unused83' | 'unused84' | 'unused85' | 'unused86' | 'unused87' | 'unused88' | 'unused89' | 'unused90' | 'unused91' | 'unused92' | 'unused93' | 'unused94' | 'unused95' | 'unused96' | 'unused97' | 'unused98' | 'unused99' | 'unused100' | 'unused101' | 'unused102' | 'unused103' | 'unused104' | 'unused105' | 'unused106' | 'unused107' | 'unused108' | 'unused109' | 'unused110' | 'unused111' | 'unused112' | 'unused113' | 'unused114' | 'unused115' | 'unused116' | 'unused117' | 'unused118' | 'unused119' | 'unused120' | 'unused121' | 'unused122' | 'unused123' | 'unused124' | 'unused125' | 'unused126' | 'unused127' | 'unused128' | 'unused129' | 'unused130' | 'unused131' | 'unused132' | 'unused133' | 'unused134' | 'unused135' | 'unused136' | 'unused137' | 'unused138' | 'unused139' | 'unused140' | 'unused141' | 'unused142' | 'unused143' | 'unused144' | 'unused145' | 'unused146' | 'unused147' | 'unused148' | 'unused149' | 'unused150' | 'unused151' | 'unused152' | 'unused153' | 'unused154' | 'unused155' | 'unused156' | 'unused157' | 'unused158' | 'unused159' | 'unused160' | 'unused161' | 'unused162' | 'unused163' | 'unused164' | 'unused165' | 'unused166' | 'unused167' | 'unused168' | 'unused169' | 'unused170' | 'unused171' | 'unused172' | 'unused173' | 'unused174' | 'unused175' | 'unused176' | 'unused177' | 'unused178' | 'unused179' | 'unused180' | 'unused181' | 'unused182' | 'unused183' | 'unused184' | 'unused185' | 'unused186' | 'unused187' | 'unused188' | 'unused189' | 'unused190' | 'unused191' | 'unused192' | 'unused193' | 'unused194' | 'unused195' | 'unused196' | 'unused197' | 'unused198' | 'unused199' | 'unused200' | 'unused201' | 'unused202' | 'unused203' | 'unused204' | 'unused205' | 'unused206' | 'unused207' | 'unused208' | 'unused209' | 'unused210' | 'unused211' | 'unused212' | 'unused213' | 'unused214' | 'unused215' | 'unused216' | 'unused217' | 'unused218' | 'unused219' | 'unused220' | 'unused221' | 'unused222' | 'unused223' | 'unused224' | 'unused225' | 'unused226' | 'unused227' | 'unused228' | 'unused229' | 'unused230' | 'unused231' | 'unused232' | 'unused233' | 'unused234' | 'unused235' | 'unused236' | 'unused237' | 'unused238' | 'unused239' | 'unused240' | 'unused241' | 'unused242' | 'unused243' | 'unused244' | 'unused245' | 'unused246' | 'unused247' | 'unused248' | 'unused249' | 'unused250' | 'unused251' | 'unused252' | 'unused253' | 'unused254' | 'unused255'; 'target-vmid'?: number; bwlimit?: number; delete?: boolean | 0 | 1; digest?: string; disk: 'ide0' | 'ide1' | 'ide2' | 'ide3' | 'scsi0' | 'scsi1' | 'scsi2' | 'scsi3' | 'scsi4' | 'scsi5' | 'scsi6' | 'scsi7' | 'scsi8' | 'scsi9' | 'scsi10' | 'scsi11' | 'scsi12' | 'scsi13' | 'scsi14' | 'scsi15' | 'scsi16' | 'scsi17' | 'scsi18' | 'scsi19' | 'scsi20' | 'scsi21' | 'scsi22' | 'scsi23' | 'scsi24' | 'scsi25' | 'scsi26' | 'scsi27' | 'scsi28' | 'scsi29' | 'scsi30' | 'virtio0' | 'virtio1' | 'virtio2' | 'virtio3' | 'virtio4' | 'virtio5' | 'virtio6' | 'virtio7' | 'virtio8' | 'virtio9' | 'virtio10' | 'virtio11' | 'virtio12' | 'virtio13' | 'virtio14' | 'virtio15' | 'sata0' | 'sata1' | 'sata2' | 'sata3' | 'sata4' | 'sata5' | 'efidisk0' | 'tpmstate0' | 'unused0' | 'unused1' | 'unused2' | 'unused3' | 'unused4' | 'unused5' | 'unused6' | 'unused7' | 'unused8' | 'unused9' | 'unused10' | 'unused11' | 'unused12' | 'unused13' | 'unused14' | 'unused15' | 'unused16' | 'unused17' | 'unused18' | 'unused19' | 'unused20' | 'unused21' | 'unused22' | 'unused23' | 'unused24' | 'unused25' | 'unused26' | 'unused27' | 'unused28' | 'unused29' | 'unused30' | 'unused31' | 'unused32' | 'unused33' | 'unused34' | 'unused35' | 'unused36' | 'unused37' | 'unused38' | 'unused39' | 'unused40' | 'unused41' | 'unused42' | 'unused43' | 'unused44' | 'unused45' | 'unused46' | 'unused47' | 'unused48' | 'unused49' | 'unused50' | 'unused51' | 'unused52' | 'unused53' | 'unused54' | 'unused55' | 'unused56' | 'unused57' | 'unused58' | 'unused59' | 'unused60' | 'unused61' | 'unused62' | 'unused63' | 'unused64' | 'unused65' | 'unused66' | 'unused67' | 'unused68' | 'unused69' | 'unused70' | 'unused71' | 'unused72' | 'unused73' | 'unused74' | 'unused75' | 'unused76' | 'unused77' | 'unused78' | 'unused79' | 'unused80' | 'unused81' | 'unused82' | 'unused83' | 'unused84' | 'unused85' | 'unused86' | 'unused87' | 'unused88' | 'unused89' | 'unused90' | 'unused91' | 'unused92' | 'unused93' | 'unused94' | 'unused95' | 'unused96' | 'unused97' | 'unused98' | 'unused99' | 'unused100' | 'unused101' | 'unused102' | 'unused103' | 'unused104' | 'unused105' | 'unused106' | 'unused107' | 'unused108' | 'unused109' | 'unused110' | 'unused111' | 'unused112' | 'unused113' | 'unused114' | 'unused115' | 'unused116' | 'unused117' | 'unused118' | 'unused119' | 'unused120' | 'unused121' | 'unused122' | 'unused123' | 'unused124' | 'unused125' | 'unused126' | 'unused127' | 'unused128' | 'unused129' | 'unused130' | 'unused131' | 'unused132' | 'unused133' | 'unused134' | 'unused135' | 'unused136' | 'unused137' | 'unused138' | 'unused139' | 'unused140' | 'unused141' | 'unused142' | 'unused143' | 'unused144' | 'unused145' | 'unused146' | 'unused147' | 'unused148' | 'unused149' | 'unused150' | 'unused151' | 'unused152' | 'unused153' | 'unused154' | 'unused155' | 'unused156' | 'unused157' | 'unused158' | 'unused159' | 'unused160' | 'unused161' | 'unused162' | 'unused163' | 'unused164' | 'unused165' | 'unused166' | 'unused167' | 'unused168' | 'unused169' | 'unused170' | 'unused171' | 'unused172' | 'unused173' | 'unused174' | 'unused175' | 'unused176' | 'unused177' | 'unused178' | 'unused179' | 'unused180' | 'unused181' | 'unused182' | 'unused183' | 'unused184' | 'unused185' | 'unused186' | 'unused187' | 'unused188' | 'unused189' | 'unused190' | 'unused191' | 'unused192' | 'unused193' | 'unused194' | 'unused195' | 'unused196' | 'unused197' | 'unused198' | 'unused199' | 'unused200' | 'unused201' | 'unused202' | 'unused203' | 'unused204' | 'unused205' | 'unused206' | 'unused207' | 'unused208' | 'unused209' | 'unused210' | 'unused211' | 'unused212' | 'unused213' | 'unused214' | 'unused215' | 'unused216' | 'unused217' | 'unused218' | 'unused219' | 'unused220' | 'unused221' | 'unused222' | 'unused223' | 'unused224' | 'unused225' | 'unused226' | 'unused227' | 'unused228' | 'unused229' | 'unused230' | 'unused231' | 'unused232' | 'unused233' | 'unused234' | 'unused235' | 'unused236' | 'unused237' | 'unused238' | 'unused239' | 'unused240' | 'unused241' | 'unused242' | 'unused243' | 'unused244' | 'unused245' | 'unused246' | 'unused247' | 'unused248' | 'unused249' | 'unused250' | 'unused251' | 'unused252' | 'unused253' | 'unused254' | 'unused255'; format?: 'raw' | 'qcow2' | 'vmdk'; node: string; storage?: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/snapshot': {
    params: { description?: string; node: string; snapname: string; vmid: number; vmstate?: boolean | 0 | 1 }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback': {
    params: { node: string; snapname: string; start?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/reboot': {
    params: { node: string; timeout?: number; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/reset': {
    params: { node: string; skiplock?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/resume': {
    params: { nocheck?: boolean | 0 | 1; node: string; skiplock?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/shutdown': {
    params: { forceStop?: boolean | 0 | 1; keepActive?: boolean | 0 | 1; node: string; skiplock?: boolean | 0 | 1; timeout?: number; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/start': {
    params: { 'force-cpu'?: string; 'nets-host-mtu'?: string; 'with-conntrack-state'?: boolean | 0 | 1; machine?: string; migratedfrom?: string; migration_network?: string; migration_type?: 'secure' | 'insecure'; node: string; skiplock?: boolean | 0 | 1; stateuri?: string; targetstorage?: string; timeout?: number; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/stop': {
    params: { 'overrule-shutdown'?: boolean | 0 | 1; keepActive?: boolean | 0 | 1; migratedfrom?: string; node: string; skiplock?: boolean | 0 | 1; timeout?: number; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/status/suspend': {
    params: { node: string; skiplock?: boolean | 0 | 1; statestorage?: string; todisk?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/qemu/{vmid}/template': {
    params: { disk?: 'ide0' | 'ide1' | 'ide2' | 'ide3' | 'scsi0' | 'scsi1' | 'scsi2' | 'scsi3' | 'scsi4' | 'scsi5' | 'scsi6' | 'scsi7' | 'scsi8' | 'scsi9' | 'scsi10' | 'scsi11' | 'scsi12' | 'scsi13' | 'scsi14' | 'scsi15' | 'scsi16' | 'scsi17' | 'scsi18' | 'scsi19' | 'scsi20' | 'scsi21' | 'scsi22' | 'scsi23' | 'scsi24' | 'scsi25' | 'scsi26' | 'scsi27' | 'scsi28' | 'scsi29' | 'scsi30' | 'virtio0' | 'virtio1' | 'virtio2' | 'virtio3' | 'virtio4' | 'virtio5' | 'virtio6' | 'virtio7' | 'virtio8' | 'virtio9' | 'virtio10' | 'virtio11' | 'virtio12' | 'virtio13' | 'virtio14' | 'virtio15' | 'sata0' | 'sata1' | 'sata2' | 'sata3' | 'sata4' | 'sata5' | 'efidisk0' | 'tpmstate0'; node: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/services/{service}/reload': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: string
  }
  'POST /nodes/{node}/services/{service}/restart': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: string
  }
  'POST /nodes/{node}/services/{service}/start': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: string
  }
  'POST /nodes/{node}/services/{service}/stop': {
    params: { node: string; service: 'chrony' | 'corosync' | 'cron' | 'ksmtuned' | 'lxcfs' | 'postfix' | 'proxmox-firewall' | 'pve-cluster' | 'pve-firewall' | 'pve-ha-crm' | 'pve-ha-lrm' | 'pve-lxc-syscalld' | 'pvedaemon' | 'pvefw-logger' | 'pveproxy' | 'pvescheduler' | 'pvestatd' | 'qmeventd' | 'spiceproxy' | 'sshd' | 'syslog' | 'systemd-journald' | 'systemd-timesyncd' }
    returns: string
  }
  'POST /nodes/{node}/startall': {
    params: { 'max-workers'?: number; force?: boolean | 0 | 1; node: string; vms?: string }
    returns: string
  }
  'POST /nodes/{node}/status': {
    params: { command: 'reboot' | 'shutdown'; node: string }
    returns: null
  }
  'POST /nodes/{node}/stopall': {
    params: { 'force-stop'?: boolean | 0 | 1; 'max-workers'?: number; node: string; timeout?: number; vms?: string }
    returns: string
  }
  'POST /nodes/{node}/storage/{storage}/content': {
    params: { filename: string; format?: 'raw' | 'qcow2' | 'subvol' | 'vmdk'; node: string; size: string; storage: string; vmid: number }
    returns: string
  }
  'POST /nodes/{node}/storage/{storage}/content/{volume}': {
    params: { node: string; storage?: string; target: string; target_node?: string; volume: string }
    returns: string
  }
  'POST /nodes/{node}/storage/{storage}/download-url': {
    params: { 'checksum-algorithm'?: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'; 'verify-certificates'?: boolean | 0 | 1; checksum?: string; compression?: string; content: 'iso' | 'vztmpl' | 'import'; filename: string; node: string; storage: string; url: string }
    returns: string
  }
  'POST /nodes/{node}/storage/{storage}/upload': {
    params: { 'checksum-algorithm'?: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'; checksum?: string; content: 'iso' | 'vztmpl' | 'import'; filename: string; node: string; storage: string; tmpfilename?: string }
    returns: string
  }
  'POST /nodes/{node}/suspendall': {
    params: { 'max-workers'?: number; node: string; vms?: string }
    returns: string
  }
  'POST /nodes/{node}/wakeonlan': {
    params: { node: string }
    returns: string
  }
  'POST /pools': {
    params: { comment?: string; poolid: string }
    returns: null
  }
  'POST /storage': {
    params: { 'content-dirs'?: string; 'create-base-path'?: boolean | 0 | 1; 'create-subdirs'?: boolean | 0 | 1; 'data-pool'?: string; 'encryption-key'?: string; 'fs-name'?: string; 'master-pubkey'?: string; 'max-protected-backups'?: number; 'prune-backups'?: string; 'saferemove-stepsize'?: '1' | '2' | '4' | '8' | '16' | '32'; 'skip-cert-verification'?: boolean | 0 | 1; 'snapshot-as-volume-chain'?: boolean | 0 | 1; 'zfs-base-path'?: string; authsupported?: string; base?: string; blocksize?: string; bwlimit?: string; comstar_hg?: string; comstar_tg?: string; content?: string; datastore?: string; disable?: boolean | 0 | 1; domain?: string; export?: string; fingerprint?: string; format?: 'raw' | 'qcow2' | 'subvol' | 'vmdk'; fuse?: boolean | 0 | 1; is_mountpoint?: string; iscsiprovider?: string; keyring?: string; krbd?: boolean | 0 | 1; lio_tpg?: string; mkdir?: boolean | 0 | 1; monhost?: string; mountpoint?: string; namespace?: string; nocow?: boolean | 0 | 1; nodes?: string; nowritecache?: boolean | 0 | 1; options?: string; password?: string; path?: string; pool?: string; port?: number; portal?: string; preallocation?: 'off' | 'metadata' | 'falloc' | 'full'; saferemove?: boolean | 0 | 1; saferemove_throughput?: string; server?: string; share?: string; shared?: boolean | 0 | 1; smbversion?: 'default' | '2.0' | '2.1' | '3' | '3.0' | '3.11'; sparse?: boolean | 0 | 1; storage: string; subdir?: string; tagged_only?: boolean | 0 | 1; target?: string; thinpool?: string; type: 'btrfs' | 'cephfs' | 'cifs' | 'dir' | 'esxi' | 'iscsi' | 'iscsidirect' | 'lvm' | 'lvmthin' | 'nfs' | 'pbs' | 'rbd' | 'zfs' | 'zfspool'; username?: string; vgname?: string }
    returns: { config?: { 'encryption-key'?: string }; storage: string; type: 'btrfs' | 'cephfs' | 'cifs' | 'dir' | 'esxi' | 'iscsi' | 'iscsidirect' | 'lvm' | 'lvmthin' | 'nfs' | 'pbs' | 'rbd' | 'zfs' | 'zfspool' }
  }
  'PUT /access/acl': {
    params: { delete?: boolean | 0 | 1; groups?: string; path: string; propagate?: boolean | 0 | 1; roles: string; tokens?: string; users?: string }
    returns: null
  }
  'PUT /access/domains/{realm}': {
    params: { 'acr-values'?: string; 'case-sensitive'?: boolean | 0 | 1; 'check-connection'?: boolean | 0 | 1; 'client-id'?: string; 'client-key'?: string; 'groups-autocreate'?: boolean | 0 | 1; 'groups-claim'?: string; 'groups-overwrite'?: boolean | 0 | 1; 'issuer-url'?: string; 'query-userinfo'?: boolean | 0 | 1; 'sync-defaults-options'?: string; audiences?: string; autocreate?: boolean | 0 | 1; base_dn?: string; bind_dn?: string; capath?: string; cert?: string; certkey?: string; comment?: string; default?: boolean | 0 | 1; delete?: string; digest?: string; domain?: string; filter?: string; group_classes?: string; group_dn?: string; group_filter?: string; group_name_attr?: string; mode?: 'ldap' | 'ldaps' | 'ldap+starttls'; password?: string; port?: number; prompt?: string; realm: string; scopes?: string; secure?: boolean | 0 | 1; server1?: string; server2?: string; sslversion?: 'tlsv1' | 'tlsv1_1' | 'tlsv1_2' | 'tlsv1_3'; sync_attributes?: string; tfa?: string; user_attr?: string; user_classes?: string; verify?: boolean | 0 | 1 }
    returns: null
  }
  'PUT /access/groups/{groupid}': {
    params: { comment?: string; groupid: string }
    returns: null
  }
  'PUT /access/password': {
    params: { 'confirmation-password'?: string; password: string; userid: string }
    returns: null
  }
  'PUT /access/roles/{roleid}': {
    params: { append?: boolean | 0 | 1; privs?: string; roleid: string }
    returns: null
  }
  'PUT /access/users/{userid}': {
    params: { append?: boolean | 0 | 1; comment?: string; email?: string; enable?: boolean | 0 | 1; expire?: number; firstname?: string; groups?: string; keys?: string; lastname?: string; userid: string }
    returns: null
  }
  'PUT /access/users/{userid}/token/{tokenid}': {
    params: { comment?: string; delete?: string; expire?: number; privsep?: boolean | 0 | 1; regenerate?: boolean | 0 | 1; tokenid: string; userid: string }
    returns: { 'full-tokenid'?: string; comment?: string; expire?: number; privsep?: 0 | 1; value?: string }
  }
  'PUT /access/users/{userid}/unlock-tfa': {
    params: { userid: string }
    returns: 0 | 1
  }
  'PUT /cluster/options': {
    params: { 'consent-text'?: string; 'next-id'?: string; 'registered-tags'?: string; 'tag-style'?: string; 'user-tag-access'?: string; bwlimit?: string; console?: 'applet' | 'vv' | 'html5' | 'xtermjs'; crs?: string; delete?: string; description?: string; email_from?: string; fencing?: 'watchdog' | 'hardware' | 'both'; ha?: string; http_proxy?: string; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; language?: 'ar' | 'ca' | 'da' | 'de' | 'en' | 'es' | 'eu' | 'fa' | 'fr' | 'hr' | 'he' | 'it' | 'ja' | 'ka' | 'kr' | 'nb' | 'nl' | 'nn' | 'pl' | 'pt_BR' | 'ru' | 'sl' | 'sv' | 'tr' | 'ukr' | 'zh_CN' | 'zh_TW'; location?: string; mac_prefix?: string; max_workers?: number; migration?: string; migration_unsecure?: boolean | 0 | 1; notify?: string; replication?: string; u2f?: string; webauthn?: string }
    returns: null
  }
  'PUT /cluster/sdn': {
    params: { 'lock-token'?: string; 'release-lock'?: boolean | 0 | 1 }
    returns: string
  }
  'PUT /cluster/sdn/vnets/{vnet}': {
    params: { 'isolate-ports'?: boolean | 0 | 1; 'lock-token'?: string; alias?: string; delete?: string; digest?: string; tag?: number; vlanaware?: boolean | 0 | 1; vnet: string; zone?: string }
    returns: null
  }
  'PUT /cluster/sdn/vnets/{vnet}/subnets/{subnet}': {
    params: { 'dhcp-dns-server'?: string; 'dhcp-range'?: readonly string[]; 'lock-token'?: string; delete?: string; digest?: string; dnszoneprefix?: string; gateway?: string; snat?: boolean | 0 | 1; subnet: string; vnet?: string }
    returns: null
  }
  'PUT /cluster/sdn/zones/{zone}': {
    params: { 'advertise-subnets'?: boolean | 0 | 1; 'bridge-disable-mac-learning'?: boolean | 0 | 1; 'disable-arp-nd-suppression'?: boolean | 0 | 1; 'dp-id'?: number; 'exitnodes-local-routing'?: boolean | 0 | 1; 'exitnodes-primary'?: string; 'lock-token'?: string; 'rt-import'?: string; 'vlan-protocol'?: '802.1q' | '802.1ad'; 'vrf-vxlan'?: number; 'vxlan-port'?: number; bridge?: string; controller?: string; delete?: string; dhcp?: 'dnsmasq'; digest?: string; dns?: string; dnszone?: string; exitnodes?: string; fabric?: string; ipam?: string; mac?: string; mtu?: number; nodes?: string; peers?: string; reversedns?: string; tag?: number; zone: string }
    returns: null
  }
  'PUT /nodes/{node}/config': {
    params: { 'ballooning-target'?: number; 'startall-onboot-delay'?: number; [key: `acmedomain${number}`]: string; acme?: string; delete?: string; description?: string; digest?: string; location?: string; node: string; wakeonlan?: string }
    returns: null
  }
  'PUT /nodes/{node}/dns': {
    params: { dns1?: string; dns2?: string; dns3?: string; node: string; search: string }
    returns: null
  }
  'PUT /nodes/{node}/network': {
    params: { 'regenerate-frr'?: boolean | 0 | 1; node: string }
    returns: string
  }
  'PUT /nodes/{node}/network/{iface}': {
    params: { 'bond-primary'?: string; 'vlan-id'?: number; 'vlan-raw-device'?: string; address6?: string; address?: string; autostart?: boolean | 0 | 1; bond_mode?: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb' | 'balance-slb' | 'lacp-balance-slb' | 'lacp-balance-tcp'; bond_xmit_hash_policy?: 'layer2' | 'layer2+3' | 'layer3+4'; bridge_ports?: string; bridge_vids?: string; bridge_vlan_aware?: boolean | 0 | 1; cidr6?: string; cidr?: string; comments6?: string; comments?: string; delete?: string; gateway6?: string; gateway?: string; iface: string; mtu?: number; netmask6?: number; netmask?: string; node: string; ovs_bonds?: string; ovs_bridge?: string; ovs_options?: string; ovs_ports?: string; ovs_tag?: number; slaves?: string; type: 'bridge' | 'bond' | 'eth' | 'alias' | 'vlan' | 'fabric' | 'OVSBridge' | 'OVSBond' | 'OVSPort' | 'OVSIntPort' | 'vnet' | 'unknown' }
    returns: null
  }
  'PUT /nodes/{node}/qemu/{vmid}/cloudinit': {
    params: { node: string; vmid: number }
    returns: null
  }
  'PUT /nodes/{node}/qemu/{vmid}/config': {
    params: { 'allow-ksm'?: boolean | 0 | 1; 'amd-sev'?: string; 'intel-tdx'?: string; [key: `hostpci${number}`]: string; [key: `ide${number}`]: string; [key: `ipconfig${number}`]: string; [key: `net${number}`]: string; [key: `numa${number}`]: string; [key: `parallel${number}`]: string; [key: `sata${number}`]: string; [key: `scsi${number}`]: string; [key: `serial${number}`]: string; [key: `unused${number}`]: string; [key: `usb${number}`]: string; [key: `virtio${number}`]: string; [key: `virtiofs${number}`]: string; acpi?: boolean | 0 | 1; affinity?: string; agent?: string; arch?: 'x86_64' | 'aarch64'; args?: string; audio0?: string; autostart?: boolean | 0 | 1; balloon?: number; bios?: 'seabios' | 'ovmf'; boot?: string; bootdisk?: string; cdrom?: string; cicustom?: string; cipassword?: string; citype?: 'configdrive2' | 'nocloud' | 'opennebula'; ciupgrade?: boolean | 0 | 1; ciuser?: string; cores?: number; cpu?: string; cpulimit?: number; cpuunits?: number; delete?: string; description?: string; digest?: string; efidisk0?: string; force?: boolean | 0 | 1; freeze?: boolean | 0 | 1; hookscript?: string; hotplug?: string; hugepages?: 'any' | '2' | '1024'; ivshmem?: string; keephugepages?: boolean | 0 | 1; keyboard?: 'de' | 'de-ch' | 'da' | 'en-gb' | 'en-us' | 'es' | 'fi' | 'fr' | 'fr-be' | 'fr-ca' | 'fr-ch' | 'hu' | 'is' | 'it' | 'ja' | 'lt' | 'mk' | 'nl' | 'no' | 'pl' | 'pt' | 'pt-br' | 'sv' | 'sl' | 'tr'; kvm?: boolean | 0 | 1; localtime?: boolean | 0 | 1; lock?: 'backup' | 'clone' | 'create' | 'migrate' | 'rollback' | 'snapshot' | 'snapshot-delete' | 'suspending' | 'suspended'; machine?: string; memory?: string; migrate_downtime?: number; migrate_speed?: number; name?: string; nameserver?: string; node: string; numa?: boolean | 0 | 1; onboot?: boolean | 0 | 1; ostype?: 'other' | 'wxp' | 'w2k' | 'w2k3' | 'w2k8' | 'wvista' | 'win7' | 'win8' | 'win10' | 'win11' | 'l24' | 'l26' | 'solaris'; protection?: boolean | 0 | 1; reboot?: boolean | 0 | 1; revert?: string; rng0?: string; scsihw?: 'lsi' | 'lsi53c810' | 'virtio-scsi-pci' | 'virtio-scsi-single' | 'megasas' | 'pvscsi'; searchdomain?: string; shares?: number; skiplock?: boolean | 0 | 1; smbios1?: string; smp?: number; sockets?: number; spice_enhancements?: string; sshkeys?: string; startdate?: string; startup?: string; tablet?: boolean | 0 | 1; tags?: string; tdf?: boolean | 0 | 1; template?: boolean | 0 | 1; tpmstate0?: string; vcpus?: number; vga?: string; vmgenid?: string; vmid: number; vmstatestorage?: string; watchdog?: string }
    returns: null
  }
  'PUT /nodes/{node}/qemu/{vmid}/resize': {
    params: { digest?: string; disk: 'ide0' | 'ide1' | 'ide2' | 'ide3' | 'scsi0' | 'scsi1' | 'scsi2' | 'scsi3' | 'scsi4' | 'scsi5' | 'scsi6' | 'scsi7' | 'scsi8' | 'scsi9' | 'scsi10' | 'scsi11' | 'scsi12' | 'scsi13' | 'scsi14' | 'scsi15' | 'scsi16' | 'scsi17' | 'scsi18' | 'scsi19' | 'scsi20' | 'scsi21' | 'scsi22' | 'scsi23' | 'scsi24' | 'scsi25' | 'scsi26' | 'scsi27' | 'scsi28' | 'scsi29' | 'scsi30' | 'virtio0' | 'virtio1' | 'virtio2' | 'virtio3' | 'virtio4' | 'virtio5' | 'virtio6' | 'virtio7' | 'virtio8' | 'virtio9' | 'virtio10' | 'virtio11' | 'virtio12' | 'virtio13' | 'virtio14' | 'virtio15' | 'sata0' | 'sata1' | 'sata2' | 'sata3' | 'sata4' | 'sata5' | 'efidisk0' | 'tpmstate0'; node: string; size: string; skiplock?: boolean | 0 | 1; vmid: number }
    returns: string
  }
  'PUT /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/config': {
    params: { description?: string; node: string; snapname: string; vmid: number }
    returns: null
  }
  'PUT /nodes/{node}/qemu/{vmid}/unlink': {
    params: { force?: boolean | 0 | 1; idlist: string; node: string; vmid: number }
    returns: null
  }
  'PUT /nodes/{node}/storage/{storage}/content/{volume}': {
    params: { node: string; notes?: string; protected?: boolean | 0 | 1; storage?: string; volume: string }
    returns: null
  }
  'PUT /nodes/{node}/time': {
    params: { node: string; timezone: string }
    returns: null
  }
  'PUT /pools': {
    params: { 'allow-move'?: boolean | 0 | 1; comment?: string; delete?: boolean | 0 | 1; poolid: string; storage?: string; vms?: string }
    returns: null
  }
  'PUT /pools/{poolid}': {
    params: { 'allow-move'?: boolean | 0 | 1; comment?: string; delete?: boolean | 0 | 1; poolid: string; storage?: string; vms?: string }
    returns: null
  }
  'PUT /storage/{storage}': {
    params: { 'content-dirs'?: string; 'create-base-path'?: boolean | 0 | 1; 'create-subdirs'?: boolean | 0 | 1; 'data-pool'?: string; 'encryption-key'?: string; 'fs-name'?: string; 'master-pubkey'?: string; 'max-protected-backups'?: number; 'prune-backups'?: string; 'saferemove-stepsize'?: '1' | '2' | '4' | '8' | '16' | '32'; 'skip-cert-verification'?: boolean | 0 | 1; 'snapshot-as-volume-chain'?: boolean | 0 | 1; 'zfs-base-path'?: string; blocksize?: string; bwlimit?: string; comstar_hg?: string; comstar_tg?: string; content?: string; delete?: string; digest?: string; disable?: boolean | 0 | 1; domain?: string; fingerprint?: string; format?: 'raw' | 'qcow2' | 'subvol' | 'vmdk'; fuse?: boolean | 0 | 1; is_mountpoint?: string; keyring?: string; krbd?: boolean | 0 | 1; lio_tpg?: string; mkdir?: boolean | 0 | 1; monhost?: string; mountpoint?: string; namespace?: string; nocow?: boolean | 0 | 1; nodes?: string; nowritecache?: boolean | 0 | 1; options?: string; password?: string; pool?: string; port?: number; preallocation?: 'off' | 'metadata' | 'falloc' | 'full'; saferemove?: boolean | 0 | 1; saferemove_throughput?: string; server?: string; shared?: boolean | 0 | 1; smbversion?: 'default' | '2.0' | '2.1' | '3' | '3.0' | '3.11'; sparse?: boolean | 0 | 1; storage: string; subdir?: string; tagged_only?: boolean | 0 | 1; username?: string }
    returns: { config?: { 'encryption-key'?: string }; storage: string; type: 'btrfs' | 'cephfs' | 'cifs' | 'dir' | 'esxi' | 'iscsi' | 'iscsidirect' | 'lvm' | 'lvmthin' | 'nfs' | 'pbs' | 'rbd' | 'zfs' | 'zfspool' }
  }
}
