# One virtual machine each, as homestak declares it. The variables have the names of the seed's module; what it
# did not know is added. Everything arrives as one JSON file; endpoint and credential come from the environment.
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

variable "node" {
  description = "The Proxmox VE node's own name."
  type        = string
}

variable "vms" {
  description = "The guests. One that exists is described as it is, with what is to change."
  type = list(object({
    name           = string
    vmid           = number
    cores          = number
    memory         = number
    on_boot        = bool
    startup        = object({ order = number, up = number, down = number })
    description    = optional(string)
    tags           = optional(list(string))
    protection     = optional(bool)
    boot_order     = optional(list(string))
    serial_devices = list(string)
    cdrom          = optional(object({ slot = string, volume = string }))
    disks = list(object({
      slot      = string
      datastore = string
      # In GiB.
      size      = number
      volume    = optional(string)
      image     = optional(string)
      format    = optional(string)
      serial    = optional(string)
      aio       = optional(string)
      backup    = optional(bool)
      cache     = optional(string)
      discard   = optional(string)
      iothread  = optional(bool)
      queues    = optional(number)
      replicate = optional(bool)
      ssd       = optional(bool)
      speed     = optional(map(number))
    }))
    nics = list(object({
      bridge       = string
      mac          = string
      vlan         = optional(number)
      model        = optional(string)
      firewall     = optional(bool)
      disconnected = optional(bool)
      mtu          = optional(number)
      queues       = optional(number)
      rate         = optional(number)
      trunks       = optional(string)
    }))
  }))

  validation {
    condition     = alltrue([for vm in var.vms : vm.cores >= 1 && vm.cores <= 128])
    error_message = "A guest has 1 to 128 cores."
  }
  validation {
    condition     = alltrue([for vm in var.vms : vm.memory >= 512])
    error_message = "A guest has at least 512 MiB of memory."
  }
  validation {
    condition     = alltrue([for vm in var.vms : can(regex("^[a-z][a-z0-9-]*$", vm.name))])
    error_message = "A guest's name has lower-case letters, digits and dashes."
  }
}

resource "proxmox_virtual_environment_vm" "vm" {
  for_each = { for vm in var.vms : vm.name => vm }

  node_name   = var.node
  vm_id       = each.value.vmid
  name        = each.value.name
  description = each.value.description
  tags        = each.value.tags
  protection  = each.value.protection
  on_boot     = each.value.on_boot
  boot_order  = each.value.boot_order

  # homestak starts, restarts and destroys guests itself.
  started                              = false
  reboot_after_update                  = false
  delete_unreferenced_disks_on_destroy = false
  # How long a copy may take is not for the provider to say: homestak ends it when it stops to move.
  timeout_create = 86400

  agent {
    enabled = true
    timeout = "5s"
    # The guest's addresses are asked for by homestak, without waiting.
    wait_for_ip {
      disabled = true
    }
  }

  cpu {
    cores = each.value.cores
    type  = "host"
  }

  memory {
    dedicated = each.value.memory
    floating  = 0
  }

  operating_system {
    type = "l26"
  }

  startup {
    order      = each.value.startup.order
    up_delay   = each.value.startup.up
    down_delay = each.value.startup.down
  }

  # Debian's first boot panics on a grown disk without one.
  dynamic "serial_device" {
    for_each = each.value.serial_devices
    content {
      device = serial_device.value
    }
  }

  dynamic "cdrom" {
    for_each = each.value.cdrom == null ? [] : [each.value.cdrom]
    content {
      interface = cdrom.value.slot
      file_id   = cdrom.value.volume
    }
  }

  dynamic "disk" {
    for_each = each.value.disks
    content {
      interface         = disk.value.slot
      datastore_id      = disk.value.datastore
      size              = disk.value.size
      path_in_datastore = disk.value.volume
      import_from       = disk.value.image
      file_format       = disk.value.format
      serial            = disk.value.serial
      aio               = disk.value.aio
      backup            = disk.value.backup
      cache             = disk.value.cache
      discard           = disk.value.discard
      iothread          = disk.value.iothread
      queues            = disk.value.queues
      replicate         = disk.value.replicate
      ssd               = disk.value.ssd

      dynamic "speed" {
        for_each = disk.value.speed == null ? [] : [disk.value.speed]
        content {
          iops_read            = lookup(speed.value, "iops_rd", null)
          iops_read_burstable  = lookup(speed.value, "iops_rd_max", null)
          iops_write           = lookup(speed.value, "iops_wr", null)
          iops_write_burstable = lookup(speed.value, "iops_wr_max", null)
          read                 = lookup(speed.value, "mbps_rd", null)
          read_burstable       = lookup(speed.value, "mbps_rd_max", null)
          write                = lookup(speed.value, "mbps_wr", null)
          write_burstable      = lookup(speed.value, "mbps_wr_max", null)
        }
      }
    }
  }

  dynamic "network_device" {
    for_each = each.value.nics
    content {
      bridge       = network_device.value.bridge
      mac_address  = network_device.value.mac
      vlan_id      = network_device.value.vlan
      model        = network_device.value.model
      firewall     = network_device.value.firewall
      disconnected = network_device.value.disconnected
      mtu          = network_device.value.mtu
      queues       = network_device.value.queues
      rate_limit   = network_device.value.rate
      trunks       = network_device.value.trunks
    }
  }

  lifecycle {
    ignore_changes = [
      # Go with the create, and are homestak's from then on: mark, tags, protection, running or not.
      description,
      tags,
      protection,
      started,
      # Not declared in manifests: what somebody set stays.
      acpi,
      agent[0].trim,
      agent[0].type,
      audio_device,
      bios,
      boot_order,
      cdrom,
      clone,
      cpu[0].affinity,
      cpu[0].architecture,
      cpu[0].flags,
      cpu[0].hotplugged,
      cpu[0].limit,
      cpu[0].numa,
      cpu[0].sockets,
      cpu[0].units,
      efi_disk,
      hook_script_file_id,
      hostpci,
      hotplug,
      initialization,
      keyboard_layout,
      kvm_arguments,
      mac_addresses,
      machine,
      memory[0].hugepages,
      memory[0].keep_hugepages,
      memory[0].shared,
      numa,
      pool_id,
      rng,
      scsi_hardware,
      smbios,
      tablet_device,
      template,
      tpm_state,
      usb,
      vga,
      virtiofs,
      watchdog,
    ]
  }
}
