# As users of the seed system have it: their variables, cloud-init by a snippet over SSH, an image that is fetched, a
# clone, and a network of their own.
terraform {
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.111.1"
    }
  }
}

variable "node" { type = string }
variable "api_endpoint" { type = string }
variable "api_token" {
  type      = string
  sensitive = true
}
variable "ssh_private_key_file" { type = string }
variable "ssh_host" { type = string }
variable "ssh_port" { type = number }
variable "vm_user" { type = string }
variable "datastore" { type = string }
variable "root_password" {
  type      = string
  sensitive = true
}
variable "ssh_keys" { type = list(string) }
variable "server_url" { type = string }
variable "dns_servers" { type = list(string) }
variable "image_url" { type = string }
variable "template" { type = number }
variable "vms" {
  type = list(object({
    name          = string
    vmid          = number
    image         = string
    cores         = number
    memory        = number
    disk          = number
    bridge        = optional(string, "vmbr0")
    ip            = optional(string, "dhcp")
    gateway       = optional(string)
    packages      = optional(list(string), [])
    auth_token    = optional(string, "")
    boot_scenario = optional(string, "")
  }))
}

provider "proxmox" {
  endpoint  = var.api_endpoint
  api_token = var.api_token
  insecure  = true
  ssh {
    agent       = false
    username    = var.vm_user
    private_key = file(var.ssh_private_key_file)
    node {
      name    = var.node
      address = var.ssh_host
      port    = var.ssh_port
    }
  }
}

resource "proxmox_virtual_environment_file" "user_data" {
  for_each     = { for vm in var.vms : vm.name => vm }
  node_name    = var.node
  datastore_id = "local"
  content_type = "snippets"
  overwrite    = true
  source_raw {
    file_name = "${each.key}.user.yaml"
    data = "#cloud-config\n${yamlencode({
      hostname       = each.key
      users          = [{ name = var.vm_user, ssh_authorized_keys = var.ssh_keys }, { name = "root", hashed_passwd = var.root_password }]
      package_update = length(each.value.packages) > 0
      packages       = concat(["qemu-guest-agent"], each.value.packages)
    })}"
  }
}

resource "proxmox_virtual_environment_download_file" "image" {
  node_name    = var.node
  datastore_id = "local"
  content_type = "import"
  url          = var.image_url
  file_name    = "fetched.qcow2"
  overwrite    = false
}

resource "proxmox_virtual_environment_vm" "vm" {
  for_each  = { for vm in var.vms : vm.name => vm }
  node_name = var.node
  vm_id     = each.value.vmid
  name      = each.key
  on_boot   = true
  started   = false
  cpu {
    cores = each.value.cores
    type  = "host"
  }
  memory {
    dedicated = each.value.memory
  }
  disk {
    datastore_id = var.datastore
    interface    = "virtio0"
    import_from  = each.value.image == "fetched" ? proxmox_virtual_environment_download_file.image.id : "local:import/${each.value.image}.qcow2"
    size         = each.value.disk
    file_format  = "raw"
    iothread     = true
    discard      = "on"
  }
  network_device {
    bridge = each.value.bridge
  }
  initialization {
    datastore_id      = var.datastore
    user_data_file_id = proxmox_virtual_environment_file.user_data[each.key].id
    dns {
      servers = var.dns_servers
    }
    ip_config {
      ipv4 {
        address = each.value.ip
        gateway = each.value.ip == "dhcp" ? null : each.value.gateway
      }
    }
  }
  operating_system {
    type = "l26"
  }
  serial_device {}
}

resource "proxmox_virtual_environment_vm" "clone" {
  node_name = var.node
  vm_id     = 9100
  name      = "clone"
  started   = false
  clone {
    vm_id = var.template
    full  = true
  }
  memory {
    dedicated = 1024
  }
  network_device {
    bridge = proxmox_virtual_environment_sdn_vnet.vnet.id
  }
  depends_on = [proxmox_virtual_environment_sdn_applier.applier]
}

resource "proxmox_virtual_environment_sdn_zone_vxlan" "zone" {
  id    = "lab"
  peers = ["192.0.2.10", "192.0.2.11"]
  mtu   = 1450
}

resource "proxmox_virtual_environment_sdn_vnet" "vnet" {
  id   = "labnet"
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
