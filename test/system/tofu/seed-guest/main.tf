# One guest as the seed system's own module makes it; its state lies in a folder of its own.
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
variable "node" { type = string }
variable "name" { type = string }
variable "vmid" { type = number }

provider "proxmox" {
  endpoint  = var.api_endpoint
  api_token = var.api_token
  insecure  = true
}

resource "proxmox_virtual_environment_vm" "vm" {
  name            = var.name
  node_name       = var.node
  vm_id           = var.vmid
  started         = false
  on_boot         = true
  stop_on_destroy = true
  agent {
    enabled = true
  }
  cpu {
    cores = 1
    type  = "host"
  }
  memory {
    dedicated = 1024
  }
  disk {
    datastore_id = "vmstore"
    interface    = "virtio0"
    import_from  = "local:import/debian-12.qcow2"
    size         = 10
    file_format  = "raw"
    iothread     = true
    discard      = "on"
  }
  network_device {
    bridge = "vmbr0"
  }
  initialization {
    datastore_id = "vmstore"
    ip_config {
      ipv4 {
        address = "dhcp"
      }
    }
  }
  operating_system {
    type = "l26"
  }
  serial_device {}
  startup {
    order      = 3
    up_delay   = 10
    down_delay = 10
  }
  lifecycle {
    ignore_changes = [tags]
  }
}
