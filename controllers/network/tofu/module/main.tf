# One virtual network, as homestak declares it: the seed's zone, vnet, subnets and their applier. The variables have the
# names of the seed's module; what it did not know is added. Endpoint and credential come from the environment.
terraform {
  required_version = ">= 1.8.0"
  backend "local" {}
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.111.1"
    }
  }
}

variable "network" {
  description = "The network. One that exists is described as it is, with what is to change."
  type = object({
    zone_id   = string
    zone_type = string
    # False: somebody else's, which is only named.
    owns_zone = bool
    peers     = set(string)
    mtu       = optional(number)
    bridge    = optional(string)
    vnet_id   = string
    tag       = optional(number)
    # Only of a new one.
    alias = optional(string)
    subnets = list(object({
      cidr    = string
      gateway = optional(string)
      snat    = bool
    }))
  })

  validation {
    condition     = contains(["vxlan", "simple", "vlan"], var.network.zone_type)
    error_message = "A zone is of type vxlan, simple or vlan."
  }
}

locals {
  zone_type = var.network.owns_zone ? var.network.zone_type : "none"
}

resource "proxmox_sdn_zone_vxlan" "zone" {
  count = local.zone_type == "vxlan" ? 1 : 0
  id    = var.network.zone_id
  peers = var.network.peers
  mtu   = var.network.mtu

  lifecycle {
    # Not declared in manifests: what somebody set stays.
    ignore_changes = [dns, dns_zone, ipam, nodes, reverse_dns]
  }
}

resource "proxmox_sdn_zone_simple" "zone" {
  count = local.zone_type == "simple" ? 1 : 0
  id    = var.network.zone_id
  mtu   = var.network.mtu

  lifecycle {
    ignore_changes = [dhcp, dns, dns_zone, ipam, nodes, reverse_dns]
  }
}

resource "proxmox_sdn_zone_vlan" "zone" {
  count  = local.zone_type == "vlan" ? 1 : 0
  id     = var.network.zone_id
  bridge = var.network.bridge
  mtu    = var.network.mtu

  lifecycle {
    ignore_changes = [dns, dns_zone, ipam, nodes, reverse_dns]
  }
}

resource "proxmox_sdn_vnet" "vnet" {
  id    = var.network.vnet_id
  zone  = var.network.zone_id
  tag   = var.network.tag
  alias = var.network.alias

  lifecycle {
    # The alias goes with the create, and is homestak's from then on: it says whose the network is.
    ignore_changes = [alias, isolate_ports, vlan_aware]
  }

  depends_on = [proxmox_sdn_zone_vxlan.zone, proxmox_sdn_zone_simple.zone, proxmox_sdn_zone_vlan.zone]
}

resource "proxmox_sdn_subnet" "subnet" {
  for_each = { for subnet in var.network.subnets : subnet.cidr => subnet }
  vnet     = proxmox_sdn_vnet.vnet.id
  cidr     = each.value.cidr
  gateway  = each.value.gateway
  snat     = each.value.snat ? true : null

  lifecycle {
    ignore_changes = [dhcp_dns_server, dhcp_range, dns_zone_prefix]
  }
}

# Takes effect once all of it is configured. homestak looks before it lets that through.
resource "proxmox_sdn_applier" "applier" {
  on_create  = true
  on_destroy = false
  depends_on = [
    proxmox_sdn_zone_vxlan.zone,
    proxmox_sdn_zone_simple.zone,
    proxmox_sdn_zone_vlan.zone,
    proxmox_sdn_vnet.vnet,
    proxmox_sdn_subnet.subnet,
  ]
}
