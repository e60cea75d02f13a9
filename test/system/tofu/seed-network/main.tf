# A virtual network as the seed system's own module makes it.
terraform {
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.111.1"
    }
  }
}

variable "api_endpoint" { type = string }
variable "api_token" {
  type      = string
  sensitive = true
}

provider "proxmox" {
  endpoint  = var.api_endpoint
  api_token = var.api_token
  insecure  = true
}

resource "proxmox_virtual_environment_sdn_zone_vxlan" "zone" {
  id    = "dev"
  peers = ["10.0.12.1", "10.0.12.2"]
  mtu   = 1450
}

resource "proxmox_virtual_environment_sdn_vnet" "vnet" {
  id   = "devnet"
  zone = proxmox_virtual_environment_sdn_zone_vxlan.zone.id
  tag  = 100
}

resource "proxmox_virtual_environment_sdn_subnet" "subnet" {
  vnet    = proxmox_virtual_environment_sdn_vnet.vnet.id
  cidr    = "10.10.10.0/24"
  gateway = "10.10.10.1"
}

resource "proxmox_virtual_environment_sdn_applier" "applier" {
  depends_on = [proxmox_virtual_environment_sdn_subnet.subnet]
}
