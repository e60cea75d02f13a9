// @ts-nocheck
/** Made by `node src/manifest/generate-validators.ts` from `schemas/`, hence longer than a file of ours may be. */
import { isDeepStrictEqual } from 'node:util'
import type { ManifestDocument } from './schema.ts'
import type { Validator } from '../manifest/schema-problems.ts'

const part0 = isDeepStrictEqual;

export const isManifestDocument: Validator<ManifestDocument> = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"homestak/manifest/v2","title":"homestak manifest","description":"A graph of guests that homestak keeps on Proxmox VE: virtual machines, containers, and virtual machines that are Proxmox VE hosts themselves. A manifest is a YAML file, or the same as JSON.","type":"object","additionalProperties":false,"required":["schema_version","name","nodes"],"properties":{"schema_version":{"title":"Version of this format","description":"Always 2. Manifests of version 1, which listed levels, are no longer read.","type":"integer","const":2},"name":{"$ref":"#/$defs/manifestName","title":"Name of the manifest","description":"Part of the identity of every guest made from it. To rename a manifest, add moved_from with the old name.","examples":["web-shop"]},"description":{"title":"What the manifest is for","description":"For people; homestak shows it and does nothing else with it.","type":"string","default":""},"pattern":{"title":"Shape of the graph","description":"For people: flat, or tiered where guests live on other guests. It drives nothing.","type":"string","enum":["flat","tiered"],"default":"flat"},"host":{"$ref":"#/$defs/entryName","title":"Host","description":"The entry of the site-config's nodes folder on which root nodes are placed. The option -H wins over it; without both, defaults.host of site.yaml counts. Changing it is a move.","examples":["hv0"]},"moved_from":{"$ref":"#/$defs/manifestName","title":"Old name of the manifest","description":"Guests that carry the old name are taken over under the new one. Without effect once done.","examples":["shop"]},"execution":{"title":"How specs reach the guests","type":"object","additionalProperties":false,"properties":{"default_mode":{"$ref":"#/$defs/executionMode","title":"Mode of nodes that name none","default":"push"}}},"settings":{"title":"Settings for all nodes","type":["object","null"],"additionalProperties":false,"properties":{"verify_ssh":{"title":"Wait for a login","description":"Whether a guest counts as reachable only once a login succeeded.","type":"boolean","default":true},"cleanup_on_failure":{"title":"Clean up after a failed test","description":"Whether `manifest test` destroys what it made when a create failed.","type":"boolean","default":true},"timeout_buffer":{"title":"Extra time in seconds","type":"integer","minimum":0,"default":60},"on_error":{"title":"When a node fails","description":"stop: start nothing new. rollback: destroy what this run created, children first. continue: skip only what needs the failed node.","type":"string","enum":["stop","rollback","continue"],"default":"stop"},"replace":{"$ref":"#/$defs/replace","default":"ask"},"restart":{"$ref":"#/$defs/restart","default":"ask"},"stop":{"$ref":"#/$defs/stop","default":"graceful"},"clone":{"$ref":"#/$defs/clone","default":"linked"},"provisioner":{"$ref":"#/$defs/provisioner"}}},"nodes":{"title":"Nodes","description":"The guests. Their order does not matter: a node is made after its parent and after what it depends on.","type":"array","minItems":1,"items":{"$ref":"#/$defs/node"}}},"examples":[{"schema_version":2,"name":"web-shop","nodes":[{"name":"db","type":"vm","preset":"vm-medium","image":"debian-12","disks":[{"name":"data","size":20}]},{"name":"web","type":"vm","preset":"vm-small","image":"debian-12","depends_on":["db"]}]}],"$defs":{"manifestName":{"description":"One to 255 characters without slash, control characters, or blanks at either end; not . or ..","type":"string","pattern":"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$","examples":["web-shop"]},"nodeName":{"description":"A host name: letters, digits and dashes, beginning and ending with a letter or digit, at most 63 characters","type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$","examples":["web-1"]},"partName":{"description":"A lower-case letter, then up to 19 lower-case letters, digits or dashes","type":"string","pattern":"^[a-z][a-z0-9-]{0,19}$","examples":["data"]},"entryName":{"description":"The name of a file without its ending: no slash, backslash or control character, no dot at the beginning","type":"string","pattern":"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$","examples":["debian-12"]},"provisioner":{"title":"How the guest is made","description":"api, where nothing is said: by calls to Proxmox VE. tofu: by OpenTofu, which must be installed.","type":"string","enum":["api","tofu"]},"executionMode":{"description":"push: homestak logs in and configures the guest. pull: the guest fetches its configuration at first boot.","type":"string","enum":["push","pull"]},"replace":{"title":"Replacing a guest","description":"A change that cannot be made in place needs a new guest. ask: held until --replace names the node. auto: done at once, with the loss of the guest's disks.","type":"string","enum":["ask","auto"]},"restart":{"title":"Restarting a guest","description":"A change that takes effect only after a restart. ask: written as pending and held until a yes. auto: the guest is restarted.","type":"string","enum":["ask","auto"]},"stop":{"title":"Stopping a guest before it is destroyed","description":"graceful: shut down, and stop after 120 s. hard: stop at once.","type":"string","enum":["graceful","hard"]},"clone":{"title":"Making a guest from a template","description":"How a guest is made whose image is a template, or of whose image its manifest declares a template node on the same host. linked: a linked clone where the template's storage can make one, else a full one. full: a copy of the template. import: from the image itself, whatever templates there are.","type":"string","enum":["linked","full","import"]},"gibibytes":{"description":"Size in GiB","type":"integer","minimum":1,"examples":[20]},"ipv4":{"description":"An IPv4 address","type":"string","pattern":"^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$","examples":["192.0.2.1"]},"ipv4WithPrefix":{"description":"dhcp, or an IPv4 address with its prefix length","type":"string","pattern":"^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$","examples":["192.0.2.10/24","dhcp"]},"bridge":{"description":"The name of a bridge or virtual network: letters, digits, dot, dash and underscore, at most 15 characters","type":"string","pattern":"^[A-Za-z0-9_.-]{1,15}$","examples":["vmbr0"]},"sdnId":{"description":"An id of Proxmox VE's SDN: a letter, then letters and digits, 2 to 8 characters in all","type":"string","pattern":"^[A-Za-z][A-Za-z0-9]{1,7}$","examples":["devnet"]},"ipAddress":{"description":"An IPv4 or IPv6 address","type":"string","pattern":"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$","examples":["192.0.2.1","2001:db8::1"]},"zone":{"title":"Zone of the virtual network","description":"Only of a network, which needs it. Networks of one zone say the same of it. A zone that is there and is not homestak's is used where it is as declared, and never changed.","type":"object","additionalProperties":false,"required":["name","type"],"properties":{"name":{"$ref":"#/$defs/sdnId","title":"Id of the zone","examples":["dev"]},"type":{"title":"Type of the zone","description":"vxlan: between the peers, over their own network. simple: within the host. vlan: by tags on a bridge. A zone keeps its type: for another one, declare another zone, and its networks are moved there.","type":"string","enum":["vxlan","simple","vlan"]},"peers":{"title":"Peers of a vxlan zone","description":"The addresses of all nodes that take part.","type":"array","items":{"$ref":"#/$defs/ipAddress"},"minItems":1,"uniqueItems":true,"examples":[["192.0.2.11","192.0.2.12"]]},"mtu":{"title":"MTU","description":"Without it 1450 in a vxlan zone, which leaves room for its header, and Proxmox VE's own choice in any other.","type":"integer","minimum":576,"maximum":65520,"examples":[1450]},"bridge":{"$ref":"#/$defs/bridge","title":"Bridge of a vlan zone"}}},"subnet":{"title":"Subnet","type":"object","additionalProperties":false,"required":["cidr"],"properties":{"cidr":{"title":"Network","description":"The address of the network with its prefix length, unique in the node","type":"string","pattern":"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$","examples":["10.10.10.0/24"]},"gateway":{"$ref":"#/$defs/ipAddress","title":"Gateway","description":"An address of the subnet, which the host takes in a simple zone.","examples":["10.10.10.1"]},"snat":{"title":"Source NAT","description":"Guests reach beyond the host under its address.","type":"boolean","default":false}}},"node":{"title":"Node","description":"One guest, or one virtual network.","type":"object","additionalProperties":false,"required":["name","type"],"properties":{"name":{"$ref":"#/$defs/nodeName","title":"Name of the node","description":"Its host name, unique in the manifest, upper and lower case being equal. To rename a node, add moved_from with the old name.","examples":["web-1"]},"type":{"title":"Type of the node","description":"vm: a virtual machine. ct: a container. pve: a virtual machine that is a Proxmox VE host, on which its child nodes live. network: a virtual network of the host's SDN, with its zone and its subnets.","type":"string","enum":["vm","ct","pve","network"]},"vnet":{"$ref":"#/$defs/sdnId","title":"Id of the virtual network","description":"Only of a network: the bridge that guests name. Without it the name of the node. Changing it is a replace.","examples":["devnet"]},"zone":{"$ref":"#/$defs/zone"},"tag":{"title":"Tag of the virtual network","description":"Only of a network. vxlan: the VXLAN's number, 100 without it, unique in all vxlan zones of the host. vlan: the VLAN, 1 to 4094, which has to be given, unique in its zone. simple: none.","type":"integer","minimum":1,"maximum":16777215,"examples":[100]},"subnets":{"title":"Subnets","description":"Only of a network: all that it has; others are taken away.","type":"array","maxItems":64,"items":{"$ref":"#/$defs/subnet"}},"spec":{"$ref":"#/$defs/entryName","title":"Spec","description":"What the guest is configured to be: a file of the site-config's specs folder, without .yaml.","examples":["base"]},"preset":{"$ref":"#/$defs/entryName","title":"Preset","description":"Cores, memory and disk: a file of the site-config's presets folder, without .yaml.","examples":["vm-small"]},"image":{"$ref":"#/$defs/entryName","title":"Image","description":"What the first disk is made from: an image, or a template node. Changing it is a replace.","examples":["debian-12"]},"template":{"title":"Make a template of it","description":"The guest is never started: it is what guests of its image in the same manifest, and all guests whose image is its name, are cloned from. Only for a vm without a spec.","type":"boolean","default":false},"vmid":{"title":"Number of the guest","description":"Unique on its host. Without it homestak finds a free one and keeps to it.","type":"integer","minimum":100,"maximum":999999999,"examples":[9001]},"disk":{"$ref":"#/$defs/gibibytes","title":"First disk, in GiB","description":"Wins over the preset's. A disk is only ever made larger.","examples":[20]},"parent":{"title":"Parent","description":"The pve node of this manifest on which the guest lives; left out or null: on the host.","type":["string","null"],"default":null,"examples":["hv1"]},"depends_on":{"title":"Nodes that must be ready first","description":"Names of nodes of this manifest on the same host. They are also destroyed later than this one.","type":"array","items":{"type":"string"},"uniqueItems":true,"default":[],"examples":[["db"]]},"execution":{"title":"How the spec reaches the guest","type":"object","additionalProperties":false,"properties":{"mode":{"$ref":"#/$defs/executionMode","title":"Mode of this node"}}},"protect":{"title":"Protect it","description":"While true the guest or network is never destroyed or replaced, not even when the node or the manifest is gone.","type":"boolean","default":false},"keep_on_removal":{"title":"Keep it when the node is removed","description":"When the node is taken out of the manifest the guest or network stays and is no longer homestak's.","type":"boolean","default":false},"suspend":{"title":"Leave it alone","description":"Differences are shown and nothing is done about them.","type":"boolean","default":false},"provisioner":{"$ref":"#/$defs/provisioner","description":"It wins over the manifest's setting. api: by calls to Proxmox VE. tofu: by OpenTofu, which must be installed."},"tags":{"title":"Tags","description":"Tags of the guest in Proxmox VE, beside homestak's own.","type":"array","items":{"description":"A letter, digit or underscore, then letters, digits and any of _ - + .","type":"string","pattern":"^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$","examples":["web"]},"uniqueItems":true,"default":[],"examples":[["web","prod"]]},"on_boot":{"title":"Start with the host","type":"boolean","default":true},"ip":{"$ref":"#/$defs/ipv4WithPrefix","title":"Address","description":"dhcp, or an IPv4 address with prefix length. Without it the preset's counts, else dhcp.","examples":["192.0.2.10/24","dhcp"]},"gateway":{"$ref":"#/$defs/ipv4","title":"Gateway","description":"For a static address; without it the preset's or the site's counts. Without effect with dhcp.","examples":["192.0.2.1"]},"disks":{"title":"Further disks","type":"array","maxItems":30,"default":[],"items":{"$ref":"#/$defs/disk"}},"nics":{"title":"Network cards","description":"Without any there is one, eth0, on the site's bridge. The address belongs to the first.","type":"array","maxItems":32,"default":[],"items":{"$ref":"#/$defs/nic"}},"moved_from":{"description":"The old name of the node: node, or manifest/node","title":"Old name of the node","type":"string","pattern":"^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$","examples":["web","shop/web"]},"settings":{"title":"Settings for this node","description":"They win over the manifest's.","type":["object","null"],"additionalProperties":false,"properties":{"replace":{"$ref":"#/$defs/replace"},"restart":{"$ref":"#/$defs/restart"},"stop":{"$ref":"#/$defs/stop"},"clone":{"$ref":"#/$defs/clone"}}}}},"disk":{"title":"Disk","type":"object","additionalProperties":false,"required":["name","size"],"properties":{"name":{"$ref":"#/$defs/partName","title":"Name of the disk","description":"Its identity, unique in the node; the guest sees it as the drive's serial number."},"size":{"$ref":"#/$defs/gibibytes","title":"Size in GiB","description":"It can only grow."},"datastore":{"$ref":"#/$defs/entryName","title":"Storage","description":"The storage of the host that it lies on; without it the host's datastore.","examples":["local-lvm"]}}},"nic":{"title":"Network card","type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"$ref":"#/$defs/partName","title":"Name of the card","description":"Its identity, unique in the node.","examples":["eth1"]},"bridge":{"$ref":"#/$defs/bridge","title":"Bridge","description":"Without it the preset's or the site's counts. The guest waits for a network node on its host that has this vnet.","examples":["vmbr0"]},"mac":{"title":"MAC address","description":"A unicast MAC address: six pairs of hexadecimal digits with colons, the second digit even","type":"string","pattern":"^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$","examples":["BC:24:11:00:00:01"]},"vlan":{"title":"VLAN","description":"The tag of the card's VLAN; without it none.","type":"integer","minimum":1,"maximum":4094,"examples":[20]}}}}};
const schema32 = {"description":"One to 255 characters without slash, control characters, or blanks at either end; not . or ..","type":"string","pattern":"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$","examples":["web-shop"]};
const schema33 = {"description":"The name of a file without its ending: no slash, backslash or control character, no dot at the beginning","type":"string","pattern":"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$","examples":["debian-12"]};
const schema35 = {"description":"push: homestak logs in and configures the guest. pull: the guest fetches its configuration at first boot.","type":"string","enum":["push","pull"]};
const schema36 = {"title":"Replacing a guest","description":"A change that cannot be made in place needs a new guest. ask: held until --replace names the node. auto: done at once, with the loss of the guest's disks.","type":"string","enum":["ask","auto"]};
const schema37 = {"title":"Restarting a guest","description":"A change that takes effect only after a restart. ask: written as pending and held until a yes. auto: the guest is restarted.","type":"string","enum":["ask","auto"]};
const schema38 = {"title":"Stopping a guest before it is destroyed","description":"graceful: shut down, and stop after 120 s. hard: stop at once.","type":"string","enum":["graceful","hard"]};
const schema39 = {"title":"Making a guest from a template","description":"How a guest is made whose image is a template, or of whose image its manifest declares a template node on the same host. linked: a linked clone where the template's storage can make one, else a full one. full: a copy of the template. import: from the image itself, whatever templates there are.","type":"string","enum":["linked","full","import"]};
const schema40 = {"title":"How the guest is made","description":"api, where nothing is said: by calls to Proxmox VE. tofu: by OpenTofu, which must be installed.","type":"string","enum":["api","tofu"]};
const func1 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$", "u");
const pattern5 = new RegExp("^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$", "u");
const schema41 = {"title":"Node","description":"One guest, or one virtual network.","type":"object","additionalProperties":false,"required":["name","type"],"properties":{"name":{"$ref":"#/$defs/nodeName","title":"Name of the node","description":"Its host name, unique in the manifest, upper and lower case being equal. To rename a node, add moved_from with the old name.","examples":["web-1"]},"type":{"title":"Type of the node","description":"vm: a virtual machine. ct: a container. pve: a virtual machine that is a Proxmox VE host, on which its child nodes live. network: a virtual network of the host's SDN, with its zone and its subnets.","type":"string","enum":["vm","ct","pve","network"]},"vnet":{"$ref":"#/$defs/sdnId","title":"Id of the virtual network","description":"Only of a network: the bridge that guests name. Without it the name of the node. Changing it is a replace.","examples":["devnet"]},"zone":{"$ref":"#/$defs/zone"},"tag":{"title":"Tag of the virtual network","description":"Only of a network. vxlan: the VXLAN's number, 100 without it, unique in all vxlan zones of the host. vlan: the VLAN, 1 to 4094, which has to be given, unique in its zone. simple: none.","type":"integer","minimum":1,"maximum":16777215,"examples":[100]},"subnets":{"title":"Subnets","description":"Only of a network: all that it has; others are taken away.","type":"array","maxItems":64,"items":{"$ref":"#/$defs/subnet"}},"spec":{"$ref":"#/$defs/entryName","title":"Spec","description":"What the guest is configured to be: a file of the site-config's specs folder, without .yaml.","examples":["base"]},"preset":{"$ref":"#/$defs/entryName","title":"Preset","description":"Cores, memory and disk: a file of the site-config's presets folder, without .yaml.","examples":["vm-small"]},"image":{"$ref":"#/$defs/entryName","title":"Image","description":"What the first disk is made from: an image, or a template node. Changing it is a replace.","examples":["debian-12"]},"template":{"title":"Make a template of it","description":"The guest is never started: it is what guests of its image in the same manifest, and all guests whose image is its name, are cloned from. Only for a vm without a spec.","type":"boolean","default":false},"vmid":{"title":"Number of the guest","description":"Unique on its host. Without it homestak finds a free one and keeps to it.","type":"integer","minimum":100,"maximum":999999999,"examples":[9001]},"disk":{"$ref":"#/$defs/gibibytes","title":"First disk, in GiB","description":"Wins over the preset's. A disk is only ever made larger.","examples":[20]},"parent":{"title":"Parent","description":"The pve node of this manifest on which the guest lives; left out or null: on the host.","type":["string","null"],"default":null,"examples":["hv1"]},"depends_on":{"title":"Nodes that must be ready first","description":"Names of nodes of this manifest on the same host. They are also destroyed later than this one.","type":"array","items":{"type":"string"},"uniqueItems":true,"default":[],"examples":[["db"]]},"execution":{"title":"How the spec reaches the guest","type":"object","additionalProperties":false,"properties":{"mode":{"$ref":"#/$defs/executionMode","title":"Mode of this node"}}},"protect":{"title":"Protect it","description":"While true the guest or network is never destroyed or replaced, not even when the node or the manifest is gone.","type":"boolean","default":false},"keep_on_removal":{"title":"Keep it when the node is removed","description":"When the node is taken out of the manifest the guest or network stays and is no longer homestak's.","type":"boolean","default":false},"suspend":{"title":"Leave it alone","description":"Differences are shown and nothing is done about them.","type":"boolean","default":false},"provisioner":{"$ref":"#/$defs/provisioner","description":"It wins over the manifest's setting. api: by calls to Proxmox VE. tofu: by OpenTofu, which must be installed."},"tags":{"title":"Tags","description":"Tags of the guest in Proxmox VE, beside homestak's own.","type":"array","items":{"description":"A letter, digit or underscore, then letters, digits and any of _ - + .","type":"string","pattern":"^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$","examples":["web"]},"uniqueItems":true,"default":[],"examples":[["web","prod"]]},"on_boot":{"title":"Start with the host","type":"boolean","default":true},"ip":{"$ref":"#/$defs/ipv4WithPrefix","title":"Address","description":"dhcp, or an IPv4 address with prefix length. Without it the preset's counts, else dhcp.","examples":["192.0.2.10/24","dhcp"]},"gateway":{"$ref":"#/$defs/ipv4","title":"Gateway","description":"For a static address; without it the preset's or the site's counts. Without effect with dhcp.","examples":["192.0.2.1"]},"disks":{"title":"Further disks","type":"array","maxItems":30,"default":[],"items":{"$ref":"#/$defs/disk"}},"nics":{"title":"Network cards","description":"Without any there is one, eth0, on the site's bridge. The address belongs to the first.","type":"array","maxItems":32,"default":[],"items":{"$ref":"#/$defs/nic"}},"moved_from":{"description":"The old name of the node: node, or manifest/node","title":"Old name of the node","type":"string","pattern":"^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$","examples":["web","shop/web"]},"settings":{"title":"Settings for this node","description":"They win over the manifest's.","type":["object","null"],"additionalProperties":false,"properties":{"replace":{"$ref":"#/$defs/replace"},"restart":{"$ref":"#/$defs/restart"},"stop":{"$ref":"#/$defs/stop"},"clone":{"$ref":"#/$defs/clone"}}}}};
const schema42 = {"description":"A host name: letters, digits and dashes, beginning and ending with a letter or digit, at most 63 characters","type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$","examples":["web-1"]};
const schema43 = {"description":"An id of Proxmox VE's SDN: a letter, then letters and digits, 2 to 8 characters in all","type":"string","pattern":"^[A-Za-z][A-Za-z0-9]{1,7}$","examples":["devnet"]};
const schema53 = {"description":"Size in GiB","type":"integer","minimum":1,"examples":[20]};
const schema56 = {"description":"dhcp, or an IPv4 address with its prefix length","type":"string","pattern":"^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$","examples":["192.0.2.10/24","dhcp"]};
const schema57 = {"description":"An IPv4 address","type":"string","pattern":"^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$","examples":["192.0.2.1"]};
const pattern7 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "u");
const pattern8 = new RegExp("^[A-Za-z][A-Za-z0-9]{1,7}$", "u");
const pattern17 = new RegExp("^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$", "u");
const pattern18 = new RegExp("^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$", "u");
const pattern19 = new RegExp("^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$", "u");
const pattern25 = new RegExp("^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "u");
const schema44 = {"title":"Zone of the virtual network","description":"Only of a network, which needs it. Networks of one zone say the same of it. A zone that is there and is not homestak's is used where it is as declared, and never changed.","type":"object","additionalProperties":false,"required":["name","type"],"properties":{"name":{"$ref":"#/$defs/sdnId","title":"Id of the zone","examples":["dev"]},"type":{"title":"Type of the zone","description":"vxlan: between the peers, over their own network. simple: within the host. vlan: by tags on a bridge. A zone keeps its type: for another one, declare another zone, and its networks are moved there.","type":"string","enum":["vxlan","simple","vlan"]},"peers":{"title":"Peers of a vxlan zone","description":"The addresses of all nodes that take part.","type":"array","items":{"$ref":"#/$defs/ipAddress"},"minItems":1,"uniqueItems":true,"examples":[["192.0.2.11","192.0.2.12"]]},"mtu":{"title":"MTU","description":"Without it 1450 in a vxlan zone, which leaves room for its header, and Proxmox VE's own choice in any other.","type":"integer","minimum":576,"maximum":65520,"examples":[1450]},"bridge":{"$ref":"#/$defs/bridge","title":"Bridge of a vlan zone"}}};
const schema46 = {"description":"An IPv4 or IPv6 address","type":"string","pattern":"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$","examples":["192.0.2.1","2001:db8::1"]};
const schema47 = {"description":"The name of a bridge or virtual network: letters, digits, dot, dash and underscore, at most 15 characters","type":"string","pattern":"^[A-Za-z0-9_.-]{1,15}$","examples":["vmbr0"]};
const pattern10 = new RegExp("^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$", "u");
const pattern11 = new RegExp("^[A-Za-z0-9_.-]{1,15}$", "u");
const func0 = part0;

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema44.required,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.type === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema44.required,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "name") || (key0 === "type")) || (key0 === "peers")) || (key0 === "mtu")) || (key0 === "bridge"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern8.test(data0)){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/sdnId/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9]{1,7}$"},message:"must match pattern \""+"^[A-Za-z][A-Za-z0-9]{1,7}$"+"\"",schema:"^[A-Za-z][A-Za-z0-9]{1,7}$",parentSchema:schema43,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/sdnId/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema43.type,parentSchema:schema43,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.type !== undefined){
let data1 = data.type;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44.properties.type.type,parentSchema:schema44.properties.type,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!(((data1 === "vxlan") || (data1 === "simple")) || (data1 === "vlan"))){
const err6 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/enum",keyword:"enum",params:{allowedValues: schema44.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema44.properties.type.enum,parentSchema:schema44.properties.type,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.peers !== undefined){
let data2 = data.peers;
if(Array.isArray(data2)){
if(data2.length < 1){
const err7 = {instancePath:instancePath+"/peers",schemaPath:"#/properties/peers/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema44.properties.peers,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern10.test(data3)){
const err8 = {instancePath:instancePath+"/peers/" + i0,schemaPath:"#/$defs/ipAddress/pattern",keyword:"pattern",params:{pattern: "^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$"},message:"must match pattern \""+"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$"+"\"",schema:"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$",parentSchema:schema46,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/peers/" + i0,schemaPath:"#/$defs/ipAddress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema46.type,parentSchema:schema46,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
let i1 = data2.length;
let j0;
if(i1 > 1){
outer0:
for(;i1--;){
for(j0 = i1; j0--;){
if(func0(data2[i1], data2[j0])){
const err10 = {instancePath:instancePath+"/peers",schemaPath:"#/properties/peers/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema44.properties.peers,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
break outer0;
}
}
}
}
}
else {
const err11 = {instancePath:instancePath+"/peers",schemaPath:"#/properties/peers/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema44.properties.peers.type,parentSchema:schema44.properties.peers,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.mtu !== undefined){
let data4 = data.mtu;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err12 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema44.properties.mtu.type,parentSchema:schema44.properties.mtu,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 65520 || isNaN(data4)){
const err13 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65520},message:"must be <= 65520",schema:65520,parentSchema:schema44.properties.mtu,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data4 < 576 || isNaN(data4)){
const err14 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/minimum",keyword:"minimum",params:{comparison: ">=", limit: 576},message:"must be >= 576",schema:576,parentSchema:schema44.properties.mtu,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.bridge !== undefined){
let data5 = data.bridge;
if(typeof data5 === "string"){
if(!pattern11.test(data5)){
const err15 = {instancePath:instancePath+"/bridge",schemaPath:"#/$defs/bridge/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]{1,15}$"},message:"must match pattern \""+"^[A-Za-z0-9_.-]{1,15}$"+"\"",schema:"^[A-Za-z0-9_.-]{1,15}$",parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/bridge",schemaPath:"#/$defs/bridge/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.type,parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema44.type,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema48 = {"title":"Subnet","type":"object","additionalProperties":false,"required":["cidr"],"properties":{"cidr":{"title":"Network","description":"The address of the network with its prefix length, unique in the node","type":"string","pattern":"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$","examples":["10.10.10.0/24"]},"gateway":{"$ref":"#/$defs/ipAddress","title":"Gateway","description":"An address of the subnet, which the host takes in a simple zone.","examples":["10.10.10.1"]},"snat":{"title":"Source NAT","description":"Guests reach beyond the host under its address.","type":"boolean","default":false}}};
const pattern12 = new RegExp("^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$", "u");

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cidr === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cidr"},message:"must have required property '"+"cidr"+"'",schema:schema48.required,parentSchema:schema48,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "cidr") || (key0 === "gateway")) || (key0 === "snat"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema48,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.cidr !== undefined){
let data0 = data.cidr;
if(typeof data0 === "string"){
if(!pattern12.test(data0)){
const err2 = {instancePath:instancePath+"/cidr",schemaPath:"#/properties/cidr/pattern",keyword:"pattern",params:{pattern: "^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$"},message:"must match pattern \""+"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$"+"\"",schema:"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9])|[0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$",parentSchema:schema48.properties.cidr,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/cidr",schemaPath:"#/properties/cidr/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.properties.cidr.type,parentSchema:schema48.properties.cidr,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.gateway !== undefined){
let data1 = data.gateway;
if(typeof data1 === "string"){
if(!pattern10.test(data1)){
const err4 = {instancePath:instancePath+"/gateway",schemaPath:"#/$defs/ipAddress/pattern",keyword:"pattern",params:{pattern: "^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$"},message:"must match pattern \""+"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$"+"\"",schema:"^(?:(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)|[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$",parentSchema:schema46,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/gateway",schemaPath:"#/$defs/ipAddress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema46.type,parentSchema:schema46,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.snat !== undefined){
let data2 = data.snat;
if(typeof data2 !== "boolean"){
const err6 = {instancePath:instancePath+"/snat",schemaPath:"#/properties/snat/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema48.properties.snat.type,parentSchema:schema48.properties.snat,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema48.type,parentSchema:schema48,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema58 = {"title":"Disk","type":"object","additionalProperties":false,"required":["name","size"],"properties":{"name":{"$ref":"#/$defs/partName","title":"Name of the disk","description":"Its identity, unique in the node; the guest sees it as the drive's serial number."},"size":{"$ref":"#/$defs/gibibytes","title":"Size in GiB","description":"It can only grow."},"datastore":{"$ref":"#/$defs/entryName","title":"Storage","description":"The storage of the host that it lies on; without it the host's datastore.","examples":["local-lvm"]}}};
const schema59 = {"description":"A lower-case letter, then up to 19 lower-case letters, digits or dashes","type":"string","pattern":"^[a-z][a-z0-9-]{0,19}$","examples":["data"]};
const pattern20 = new RegExp("^[a-z][a-z0-9-]{0,19}$", "u");

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema58.required,parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.size === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "size"},message:"must have required property '"+"size"+"'",schema:schema58.required,parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "size")) || (key0 === "datastore"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern20.test(data0)){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/partName/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,19}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,19}$"+"\"",schema:"^[a-z][a-z0-9-]{0,19}$",parentSchema:schema59,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/partName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema59.type,parentSchema:schema59,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.size !== undefined){
let data1 = data.size;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err5 = {instancePath:instancePath+"/size",schemaPath:"#/$defs/gibibytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema53.type,parentSchema:schema53,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 < 1 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/size",schemaPath:"#/$defs/gibibytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema53,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data.datastore !== undefined){
let data2 = data.datastore;
if(typeof data2 === "string"){
if(!pattern5.test(data2)){
const err7 = {instancePath:instancePath+"/datastore",schemaPath:"#/$defs/entryName/pattern",keyword:"pattern",params:{pattern: "^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"},message:"must match pattern \""+"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"+"\"",schema:"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$",parentSchema:schema33,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/datastore",schemaPath:"#/$defs/entryName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.type,parentSchema:schema33,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema58.type,parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema62 = {"title":"Network card","type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"$ref":"#/$defs/partName","title":"Name of the card","description":"Its identity, unique in the node.","examples":["eth1"]},"bridge":{"$ref":"#/$defs/bridge","title":"Bridge","description":"Without it the preset's or the site's counts. The guest waits for a network node on its host that has this vnet.","examples":["vmbr0"]},"mac":{"title":"MAC address","description":"A unicast MAC address: six pairs of hexadecimal digits with colons, the second digit even","type":"string","pattern":"^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$","examples":["BC:24:11:00:00:01"]},"vlan":{"title":"VLAN","description":"The tag of the card's VLAN; without it none.","type":"integer","minimum":1,"maximum":4094,"examples":[20]}}};
const pattern24 = new RegExp("^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$", "u");

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "name") || (key0 === "bridge")) || (key0 === "mac")) || (key0 === "vlan"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern20.test(data0)){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/partName/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,19}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,19}$"+"\"",schema:"^[a-z][a-z0-9-]{0,19}$",parentSchema:schema59,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/partName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema59.type,parentSchema:schema59,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.bridge !== undefined){
let data1 = data.bridge;
if(typeof data1 === "string"){
if(!pattern11.test(data1)){
const err4 = {instancePath:instancePath+"/bridge",schemaPath:"#/$defs/bridge/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]{1,15}$"},message:"must match pattern \""+"^[A-Za-z0-9_.-]{1,15}$"+"\"",schema:"^[A-Za-z0-9_.-]{1,15}$",parentSchema:schema47,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/bridge",schemaPath:"#/$defs/bridge/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.type,parentSchema:schema47,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.mac !== undefined){
let data2 = data.mac;
if(typeof data2 === "string"){
if(!pattern24.test(data2)){
const err6 = {instancePath:instancePath+"/mac",schemaPath:"#/properties/mac/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$"},message:"must match pattern \""+"^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$"+"\"",schema:"^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$",parentSchema:schema62.properties.mac,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/mac",schemaPath:"#/properties/mac/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema62.properties.mac.type,parentSchema:schema62.properties.mac,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.vlan !== undefined){
let data3 = data.vlan;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err8 = {instancePath:instancePath+"/vlan",schemaPath:"#/properties/vlan/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema62.properties.vlan.type,parentSchema:schema62.properties.vlan,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 4094 || isNaN(data3)){
const err9 = {instancePath:instancePath+"/vlan",schemaPath:"#/properties/vlan/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4094},message:"must be <= 4094",schema:4094,parentSchema:schema62.properties.vlan,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err10 = {instancePath:instancePath+"/vlan",schemaPath:"#/properties/vlan/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema62.properties.vlan,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema62.type,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema41.required,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.type === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema41.required,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema41.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern7.test(data0)){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/nodeName/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",parentSchema:schema42,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/nodeName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.type,parentSchema:schema42,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.type !== undefined){
let data1 = data.type;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.type.type,parentSchema:schema41.properties.type,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!((((data1 === "vm") || (data1 === "ct")) || (data1 === "pve")) || (data1 === "network"))){
const err6 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/enum",keyword:"enum",params:{allowedValues: schema41.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema41.properties.type.enum,parentSchema:schema41.properties.type,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.vnet !== undefined){
let data2 = data.vnet;
if(typeof data2 === "string"){
if(!pattern8.test(data2)){
const err7 = {instancePath:instancePath+"/vnet",schemaPath:"#/$defs/sdnId/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9]{1,7}$"},message:"must match pattern \""+"^[A-Za-z][A-Za-z0-9]{1,7}$"+"\"",schema:"^[A-Za-z][A-Za-z0-9]{1,7}$",parentSchema:schema43,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/vnet",schemaPath:"#/$defs/sdnId/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema43.type,parentSchema:schema43,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.zone !== undefined){
if(!(validate22(data.zone, {instancePath:instancePath+"/zone",parentData:data,parentDataProperty:"zone",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data.tag !== undefined){
let data4 = data.tag;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err9 = {instancePath:instancePath+"/tag",schemaPath:"#/properties/tag/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema41.properties.tag.type,parentSchema:schema41.properties.tag,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 16777215 || isNaN(data4)){
const err10 = {instancePath:instancePath+"/tag",schemaPath:"#/properties/tag/maximum",keyword:"maximum",params:{comparison: "<=", limit: 16777215},message:"must be <= 16777215",schema:16777215,parentSchema:schema41.properties.tag,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data4 < 1 || isNaN(data4)){
const err11 = {instancePath:instancePath+"/tag",schemaPath:"#/properties/tag/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema41.properties.tag,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
if(data.subnets !== undefined){
let data5 = data.subnets;
if(Array.isArray(data5)){
if(data5.length > 64){
const err12 = {instancePath:instancePath+"/subnets",schemaPath:"#/properties/subnets/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema41.properties.subnets,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate24(data5[i0], {instancePath:instancePath+"/subnets/" + i0,parentData:data5,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/subnets",schemaPath:"#/properties/subnets/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.subnets.type,parentSchema:schema41.properties.subnets,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.spec !== undefined){
let data7 = data.spec;
if(typeof data7 === "string"){
if(!pattern5.test(data7)){
const err14 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/entryName/pattern",keyword:"pattern",params:{pattern: "^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"},message:"must match pattern \""+"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"+"\"",schema:"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$",parentSchema:schema33,data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/entryName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.type,parentSchema:schema33,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.preset !== undefined){
let data8 = data.preset;
if(typeof data8 === "string"){
if(!pattern5.test(data8)){
const err16 = {instancePath:instancePath+"/preset",schemaPath:"#/$defs/entryName/pattern",keyword:"pattern",params:{pattern: "^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"},message:"must match pattern \""+"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"+"\"",schema:"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$",parentSchema:schema33,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/preset",schemaPath:"#/$defs/entryName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.type,parentSchema:schema33,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.image !== undefined){
let data9 = data.image;
if(typeof data9 === "string"){
if(!pattern5.test(data9)){
const err18 = {instancePath:instancePath+"/image",schemaPath:"#/$defs/entryName/pattern",keyword:"pattern",params:{pattern: "^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"},message:"must match pattern \""+"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"+"\"",schema:"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$",parentSchema:schema33,data:data9};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/image",schemaPath:"#/$defs/entryName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.type,parentSchema:schema33,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.template !== undefined){
let data10 = data.template;
if(typeof data10 !== "boolean"){
const err20 = {instancePath:instancePath+"/template",schemaPath:"#/properties/template/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema41.properties.template.type,parentSchema:schema41.properties.template,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.vmid !== undefined){
let data11 = data.vmid;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err21 = {instancePath:instancePath+"/vmid",schemaPath:"#/properties/vmid/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema41.properties.vmid.type,parentSchema:schema41.properties.vmid,data:data11};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 999999999 || isNaN(data11)){
const err22 = {instancePath:instancePath+"/vmid",schemaPath:"#/properties/vmid/maximum",keyword:"maximum",params:{comparison: "<=", limit: 999999999},message:"must be <= 999999999",schema:999999999,parentSchema:schema41.properties.vmid,data:data11};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data11 < 100 || isNaN(data11)){
const err23 = {instancePath:instancePath+"/vmid",schemaPath:"#/properties/vmid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema41.properties.vmid,data:data11};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
if(data.disk !== undefined){
let data12 = data.disk;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err24 = {instancePath:instancePath+"/disk",schemaPath:"#/$defs/gibibytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema53.type,parentSchema:schema53,data:data12};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 < 1 || isNaN(data12)){
const err25 = {instancePath:instancePath+"/disk",schemaPath:"#/$defs/gibibytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema53,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data.parent !== undefined){
let data13 = data.parent;
if((typeof data13 !== "string") && (data13 !== null)){
const err26 = {instancePath:instancePath+"/parent",schemaPath:"#/properties/parent/type",keyword:"type",params:{type: schema41.properties.parent.type},message:"must be string,null",schema:schema41.properties.parent.type,parentSchema:schema41.properties.parent,data:data13};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.depends_on !== undefined){
let data14 = data.depends_on;
if(Array.isArray(data14)){
const len1 = data14.length;
for(let i1=0; i1<len1; i1++){
let data15 = data14[i1];
if(typeof data15 !== "string"){
const err27 = {instancePath:instancePath+"/depends_on/" + i1,schemaPath:"#/properties/depends_on/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.depends_on.items.type,parentSchema:schema41.properties.depends_on.items,data:data15};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
let i2 = data14.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data14[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err28 = {instancePath:instancePath+"/depends_on",schemaPath:"#/properties/depends_on/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema41.properties.depends_on,data:data14};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err29 = {instancePath:instancePath+"/depends_on",schemaPath:"#/properties/depends_on/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.depends_on.type,parentSchema:schema41.properties.depends_on,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.execution !== undefined){
let data16 = data.execution;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key1 in data16){
if(!(key1 === "mode")){
const err30 = {instancePath:instancePath+"/execution",schemaPath:"#/properties/execution/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema41.properties.execution,data:data16};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data16.mode !== undefined){
let data17 = data16.mode;
if(typeof data17 !== "string"){
const err31 = {instancePath:instancePath+"/execution/mode",schemaPath:"#/$defs/executionMode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data17};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(!((data17 === "push") || (data17 === "pull"))){
const err32 = {instancePath:instancePath+"/execution/mode",schemaPath:"#/$defs/executionMode/enum",keyword:"enum",params:{allowedValues: schema35.enum},message:"must be equal to one of the allowed values",schema:schema35.enum,parentSchema:schema35,data:data17};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/execution",schemaPath:"#/properties/execution/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema41.properties.execution.type,parentSchema:schema41.properties.execution,data:data16};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.protect !== undefined){
let data18 = data.protect;
if(typeof data18 !== "boolean"){
const err34 = {instancePath:instancePath+"/protect",schemaPath:"#/properties/protect/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema41.properties.protect.type,parentSchema:schema41.properties.protect,data:data18};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.keep_on_removal !== undefined){
let data19 = data.keep_on_removal;
if(typeof data19 !== "boolean"){
const err35 = {instancePath:instancePath+"/keep_on_removal",schemaPath:"#/properties/keep_on_removal/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema41.properties.keep_on_removal.type,parentSchema:schema41.properties.keep_on_removal,data:data19};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.suspend !== undefined){
let data20 = data.suspend;
if(typeof data20 !== "boolean"){
const err36 = {instancePath:instancePath+"/suspend",schemaPath:"#/properties/suspend/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema41.properties.suspend.type,parentSchema:schema41.properties.suspend,data:data20};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.provisioner !== undefined){
let data21 = data.provisioner;
if(typeof data21 !== "string"){
const err37 = {instancePath:instancePath+"/provisioner",schemaPath:"#/$defs/provisioner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data21};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if(!((data21 === "api") || (data21 === "tofu"))){
const err38 = {instancePath:instancePath+"/provisioner",schemaPath:"#/$defs/provisioner/enum",keyword:"enum",params:{allowedValues: schema40.enum},message:"must be equal to one of the allowed values",schema:schema40.enum,parentSchema:schema40,data:data21};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.tags !== undefined){
let data22 = data.tags;
if(Array.isArray(data22)){
const len2 = data22.length;
for(let i3=0; i3<len2; i3++){
let data23 = data22[i3];
if(typeof data23 === "string"){
if(!pattern17.test(data23)){
const err39 = {instancePath:instancePath+"/tags/" + i3,schemaPath:"#/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$"},message:"must match pattern \""+"^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$"+"\"",schema:"^[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*$",parentSchema:schema41.properties.tags.items,data:data23};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
else {
const err40 = {instancePath:instancePath+"/tags/" + i3,schemaPath:"#/properties/tags/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.tags.items.type,parentSchema:schema41.properties.tags.items,data:data23};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
let i4 = data22.length;
let j1;
if(i4 > 1){
const indices1 = {};
for(;i4--;){
let item1 = data22[i4];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err41 = {instancePath:instancePath+"/tags",schemaPath:"#/properties/tags/uniqueItems",keyword:"uniqueItems",params:{i: i4, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i4+" are identical)",schema:true,parentSchema:schema41.properties.tags,data:data22};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
break;
}
indices1[item1] = i4;
}
}
}
else {
const err42 = {instancePath:instancePath+"/tags",schemaPath:"#/properties/tags/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.tags.type,parentSchema:schema41.properties.tags,data:data22};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.on_boot !== undefined){
let data24 = data.on_boot;
if(typeof data24 !== "boolean"){
const err43 = {instancePath:instancePath+"/on_boot",schemaPath:"#/properties/on_boot/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema41.properties.on_boot.type,parentSchema:schema41.properties.on_boot,data:data24};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data.ip !== undefined){
let data25 = data.ip;
if(typeof data25 === "string"){
if(!pattern18.test(data25)){
const err44 = {instancePath:instancePath+"/ip",schemaPath:"#/$defs/ipv4WithPrefix/pattern",keyword:"pattern",params:{pattern: "^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$"},message:"must match pattern \""+"^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$"+"\"",schema:"^(?:dhcp|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)/(?:3[0-2]|[12]\\d|[1-9]))$",parentSchema:schema56,data:data25};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/ip",schemaPath:"#/$defs/ipv4WithPrefix/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema56.type,parentSchema:schema56,data:data25};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data.gateway !== undefined){
let data26 = data.gateway;
if(typeof data26 === "string"){
if(!pattern19.test(data26)){
const err46 = {instancePath:instancePath+"/gateway",schemaPath:"#/$defs/ipv4/pattern",keyword:"pattern",params:{pattern: "^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$"},message:"must match pattern \""+"^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$"+"\"",schema:"^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$",parentSchema:schema57,data:data26};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/gateway",schemaPath:"#/$defs/ipv4/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema57.type,parentSchema:schema57,data:data26};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data.disks !== undefined){
let data27 = data.disks;
if(Array.isArray(data27)){
if(data27.length > 30){
const err48 = {instancePath:instancePath+"/disks",schemaPath:"#/properties/disks/maxItems",keyword:"maxItems",params:{limit: 30},message:"must NOT have more than 30 items",schema:30,parentSchema:schema41.properties.disks,data:data27};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
const len3 = data27.length;
for(let i5=0; i5<len3; i5++){
if(!(validate26(data27[i5], {instancePath:instancePath+"/disks/" + i5,parentData:data27,parentDataProperty:i5,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
}
}
else {
const err49 = {instancePath:instancePath+"/disks",schemaPath:"#/properties/disks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.disks.type,parentSchema:schema41.properties.disks,data:data27};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data.nics !== undefined){
let data29 = data.nics;
if(Array.isArray(data29)){
if(data29.length > 32){
const err50 = {instancePath:instancePath+"/nics",schemaPath:"#/properties/nics/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items",schema:32,parentSchema:schema41.properties.nics,data:data29};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
const len4 = data29.length;
for(let i6=0; i6<len4; i6++){
if(!(validate28(data29[i6], {instancePath:instancePath+"/nics/" + i6,parentData:data29,parentDataProperty:i6,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
}
}
else {
const err51 = {instancePath:instancePath+"/nics",schemaPath:"#/properties/nics/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.nics.type,parentSchema:schema41.properties.nics,data:data29};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data.moved_from !== undefined){
let data31 = data.moved_from;
if(typeof data31 === "string"){
if(!pattern25.test(data31)){
const err52 = {instancePath:instancePath+"/moved_from",schemaPath:"#/properties/moved_from/pattern",keyword:"pattern",params:{pattern: "^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"},message:"must match pattern \""+"^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"+"\"",schema:"^(?:(?!\\.{1,2}/)[^/\\s\\p{Cc}](?:[^/\\p{Cc}]{0,253}[^/\\s\\p{Cc}])?/)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",parentSchema:schema41.properties.moved_from,data:data31};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/moved_from",schemaPath:"#/properties/moved_from/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.moved_from.type,parentSchema:schema41.properties.moved_from,data:data31};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data.settings !== undefined){
let data32 = data.settings;
if((!(data32 && typeof data32 == "object" && !Array.isArray(data32))) && (data32 !== null)){
const err54 = {instancePath:instancePath+"/settings",schemaPath:"#/properties/settings/type",keyword:"type",params:{type: schema41.properties.settings.type},message:"must be object,null",schema:schema41.properties.settings.type,parentSchema:schema41.properties.settings,data:data32};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
for(const key2 in data32){
if(!((((key2 === "replace") || (key2 === "restart")) || (key2 === "stop")) || (key2 === "clone"))){
const err55 = {instancePath:instancePath+"/settings",schemaPath:"#/properties/settings/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema41.properties.settings,data:data32};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data32.replace !== undefined){
let data33 = data32.replace;
if(typeof data33 !== "string"){
const err56 = {instancePath:instancePath+"/settings/replace",schemaPath:"#/$defs/replace/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data33};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(!((data33 === "ask") || (data33 === "auto"))){
const err57 = {instancePath:instancePath+"/settings/replace",schemaPath:"#/$defs/replace/enum",keyword:"enum",params:{allowedValues: schema36.enum},message:"must be equal to one of the allowed values",schema:schema36.enum,parentSchema:schema36,data:data33};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data32.restart !== undefined){
let data34 = data32.restart;
if(typeof data34 !== "string"){
const err58 = {instancePath:instancePath+"/settings/restart",schemaPath:"#/$defs/restart/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data34};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
if(!((data34 === "ask") || (data34 === "auto"))){
const err59 = {instancePath:instancePath+"/settings/restart",schemaPath:"#/$defs/restart/enum",keyword:"enum",params:{allowedValues: schema37.enum},message:"must be equal to one of the allowed values",schema:schema37.enum,parentSchema:schema37,data:data34};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data32.stop !== undefined){
let data35 = data32.stop;
if(typeof data35 !== "string"){
const err60 = {instancePath:instancePath+"/settings/stop",schemaPath:"#/$defs/stop/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.type,parentSchema:schema38,data:data35};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(!((data35 === "graceful") || (data35 === "hard"))){
const err61 = {instancePath:instancePath+"/settings/stop",schemaPath:"#/$defs/stop/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data35};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data32.clone !== undefined){
let data36 = data32.clone;
if(typeof data36 !== "string"){
const err62 = {instancePath:instancePath+"/settings/clone",schemaPath:"#/$defs/clone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.type,parentSchema:schema39,data:data36};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if(!(((data36 === "linked") || (data36 === "full")) || (data36 === "import"))){
const err63 = {instancePath:instancePath+"/settings/clone",schemaPath:"#/$defs/clone/enum",keyword:"enum",params:{allowedValues: schema39.enum},message:"must be equal to one of the allowed values",schema:schema39.enum,parentSchema:schema39,data:data36};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
}
}
else {
const err64 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema41.type,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="homestak/manifest/v2" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.schema_version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "schema_version"},message:"must have required property '"+"schema_version"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.nodes === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "nodes"},message:"must have required property '"+"nodes"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.schema_version !== undefined){
let data0 = data.schema_version;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err4 = {instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.schema_version.type,parentSchema:schema31.properties.schema_version,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(2 !== data0){
const err5 = {instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/const",keyword:"const",params:{allowedValue: 2},message:"must be equal to constant",schema:2,parentSchema:schema31.properties.schema_version,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/manifestName/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$"},message:"must match pattern \""+"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$"+"\"",schema:"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$",parentSchema:schema32,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/manifestName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.description !== undefined){
let data2 = data.description;
if(typeof data2 !== "string"){
const err8 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.description.type,parentSchema:schema31.properties.description,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.pattern !== undefined){
let data3 = data.pattern;
if(typeof data3 !== "string"){
const err9 = {instancePath:instancePath+"/pattern",schemaPath:"#/properties/pattern/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.pattern.type,parentSchema:schema31.properties.pattern,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(!((data3 === "flat") || (data3 === "tiered"))){
const err10 = {instancePath:instancePath+"/pattern",schemaPath:"#/properties/pattern/enum",keyword:"enum",params:{allowedValues: schema31.properties.pattern.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.pattern.enum,parentSchema:schema31.properties.pattern,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.host !== undefined){
let data4 = data.host;
if(typeof data4 === "string"){
if(!pattern5.test(data4)){
const err11 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/entryName/pattern",keyword:"pattern",params:{pattern: "^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"},message:"must match pattern \""+"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$"+"\"",schema:"^[^./\\\\\\p{Cc}][^/\\\\\\p{Cc}]{0,199}$",parentSchema:schema33,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/entryName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.type,parentSchema:schema33,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.moved_from !== undefined){
let data5 = data.moved_from;
if(typeof data5 === "string"){
if(!pattern4.test(data5)){
const err13 = {instancePath:instancePath+"/moved_from",schemaPath:"#/$defs/manifestName/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$"},message:"must match pattern \""+"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$"+"\"",schema:"^(?!\\.{1,2}$)(?!\\s)(?!.*\\s$)[^/\\p{Cc}]{1,255}$",parentSchema:schema32,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/moved_from",schemaPath:"#/$defs/manifestName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.execution !== undefined){
let data6 = data.execution;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key1 in data6){
if(!(key1 === "default_mode")){
const err15 = {instancePath:instancePath+"/execution",schemaPath:"#/properties/execution/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.execution,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data6.default_mode !== undefined){
let data7 = data6.default_mode;
if(typeof data7 !== "string"){
const err16 = {instancePath:instancePath+"/execution/default_mode",schemaPath:"#/$defs/executionMode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(!((data7 === "push") || (data7 === "pull"))){
const err17 = {instancePath:instancePath+"/execution/default_mode",schemaPath:"#/$defs/executionMode/enum",keyword:"enum",params:{allowedValues: schema35.enum},message:"must be equal to one of the allowed values",schema:schema35.enum,parentSchema:schema35,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/execution",schemaPath:"#/properties/execution/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.execution.type,parentSchema:schema31.properties.execution,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.settings !== undefined){
let data8 = data.settings;
if((!(data8 && typeof data8 == "object" && !Array.isArray(data8))) && (data8 !== null)){
const err19 = {instancePath:instancePath+"/settings",schemaPath:"#/properties/settings/type",keyword:"type",params:{type: schema31.properties.settings.type},message:"must be object,null",schema:schema31.properties.settings.type,parentSchema:schema31.properties.settings,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
if(!(func1.call(schema31.properties.settings.properties, key2))){
const err20 = {instancePath:instancePath+"/settings",schemaPath:"#/properties/settings/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.settings,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data8.verify_ssh !== undefined){
let data9 = data8.verify_ssh;
if(typeof data9 !== "boolean"){
const err21 = {instancePath:instancePath+"/settings/verify_ssh",schemaPath:"#/properties/settings/properties/verify_ssh/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema31.properties.settings.properties.verify_ssh.type,parentSchema:schema31.properties.settings.properties.verify_ssh,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.cleanup_on_failure !== undefined){
let data10 = data8.cleanup_on_failure;
if(typeof data10 !== "boolean"){
const err22 = {instancePath:instancePath+"/settings/cleanup_on_failure",schemaPath:"#/properties/settings/properties/cleanup_on_failure/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema31.properties.settings.properties.cleanup_on_failure.type,parentSchema:schema31.properties.settings.properties.cleanup_on_failure,data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data8.timeout_buffer !== undefined){
let data11 = data8.timeout_buffer;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err23 = {instancePath:instancePath+"/settings/timeout_buffer",schemaPath:"#/properties/settings/properties/timeout_buffer/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.settings.properties.timeout_buffer.type,parentSchema:schema31.properties.settings.properties.timeout_buffer,data:data11};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 < 0 || isNaN(data11)){
const err24 = {instancePath:instancePath+"/settings/timeout_buffer",schemaPath:"#/properties/settings/properties/timeout_buffer/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.settings.properties.timeout_buffer,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
if(data8.on_error !== undefined){
let data12 = data8.on_error;
if(typeof data12 !== "string"){
const err25 = {instancePath:instancePath+"/settings/on_error",schemaPath:"#/properties/settings/properties/on_error/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.settings.properties.on_error.type,parentSchema:schema31.properties.settings.properties.on_error,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(!(((data12 === "stop") || (data12 === "rollback")) || (data12 === "continue"))){
const err26 = {instancePath:instancePath+"/settings/on_error",schemaPath:"#/properties/settings/properties/on_error/enum",keyword:"enum",params:{allowedValues: schema31.properties.settings.properties.on_error.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.settings.properties.on_error.enum,parentSchema:schema31.properties.settings.properties.on_error,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data8.replace !== undefined){
let data13 = data8.replace;
if(typeof data13 !== "string"){
const err27 = {instancePath:instancePath+"/settings/replace",schemaPath:"#/$defs/replace/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(!((data13 === "ask") || (data13 === "auto"))){
const err28 = {instancePath:instancePath+"/settings/replace",schemaPath:"#/$defs/replace/enum",keyword:"enum",params:{allowedValues: schema36.enum},message:"must be equal to one of the allowed values",schema:schema36.enum,parentSchema:schema36,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data8.restart !== undefined){
let data14 = data8.restart;
if(typeof data14 !== "string"){
const err29 = {instancePath:instancePath+"/settings/restart",schemaPath:"#/$defs/restart/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(!((data14 === "ask") || (data14 === "auto"))){
const err30 = {instancePath:instancePath+"/settings/restart",schemaPath:"#/$defs/restart/enum",keyword:"enum",params:{allowedValues: schema37.enum},message:"must be equal to one of the allowed values",schema:schema37.enum,parentSchema:schema37,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data8.stop !== undefined){
let data15 = data8.stop;
if(typeof data15 !== "string"){
const err31 = {instancePath:instancePath+"/settings/stop",schemaPath:"#/$defs/stop/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.type,parentSchema:schema38,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(!((data15 === "graceful") || (data15 === "hard"))){
const err32 = {instancePath:instancePath+"/settings/stop",schemaPath:"#/$defs/stop/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data8.clone !== undefined){
let data16 = data8.clone;
if(typeof data16 !== "string"){
const err33 = {instancePath:instancePath+"/settings/clone",schemaPath:"#/$defs/clone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.type,parentSchema:schema39,data:data16};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(!(((data16 === "linked") || (data16 === "full")) || (data16 === "import"))){
const err34 = {instancePath:instancePath+"/settings/clone",schemaPath:"#/$defs/clone/enum",keyword:"enum",params:{allowedValues: schema39.enum},message:"must be equal to one of the allowed values",schema:schema39.enum,parentSchema:schema39,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data8.provisioner !== undefined){
let data17 = data8.provisioner;
if(typeof data17 !== "string"){
const err35 = {instancePath:instancePath+"/settings/provisioner",schemaPath:"#/$defs/provisioner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data17};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if(!((data17 === "api") || (data17 === "tofu"))){
const err36 = {instancePath:instancePath+"/settings/provisioner",schemaPath:"#/$defs/provisioner/enum",keyword:"enum",params:{allowedValues: schema40.enum},message:"must be equal to one of the allowed values",schema:schema40.enum,parentSchema:schema40,data:data17};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
}
if(data.nodes !== undefined){
let data18 = data.nodes;
if(Array.isArray(data18)){
if(data18.length < 1){
const err37 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.nodes,data:data18};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
const len0 = data18.length;
for(let i0=0; i0<len0; i0++){
if(!(validate21(data18[i0], {instancePath:instancePath+"/nodes/" + i0,parentData:data18,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err38 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.nodes.type,parentSchema:schema31.properties.nodes,data:data18};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
