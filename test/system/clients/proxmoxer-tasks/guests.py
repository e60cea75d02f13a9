"""Guests are created, configured, cloned and deleted."""

import re
from urllib.parse import quote

from host import IMAGE, done, has, make, make_booted, refused, run, same, until


def created(pve):
    """a guest is created with the next free id, its task is waited for, and it is listed at once"""
    node = pve.nodes("pve")
    vmid = pve.cluster.nextid.get()
    same(vmid, "100")
    upid = node.qemu.post(vmid=vmid, name="web", memory=1024, cores=2, scsi0="vmstore:4", net0="virtio,bridge=vmbr0", tags="b;a")
    has(done(pve, upid), type="qmcreate", id="100", user="root@pam", status="stopped")
    [entry] = node.qemu.get()
    has(entry, vmid=100, name="web", status="stopped", cpus=2, maxmem=1024 * 1024 * 1024, maxdisk=4 * 1024**3)
    config = node.qemu(vmid).config.get()
    has(config, name="web", memory="1024", cores=2, boot="order=scsi0;net0", scsi0="vmstore:100/vm-100-disk-0.raw,size=4G")
    assert re.fullmatch(r"virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0", config["net0"]), config
    assert re.fullmatch(r"[0-9a-f]{40}", config["digest"]) and config["smbios1"].startswith("uuid="), config
    same(pve.cluster.nextid.get(), "101")
    entry = lambda: [guest for guest in pve.cluster.resources.get(type="vm") if guest["vmid"] == 100][0]
    has(entry(), id="qemu/100", node="pve", type="qemu")
    until(lambda: entry().get("name") == "web" and entry()["status"] == "stopped")


def configured(pve):
    """a change under the digest that was read is made, one under an older digest is refused"""
    guest = make(pve, name="web", memory=512)
    read = guest.config.get()
    same(guest.config.put(digest=read["digest"], memory=768, description="first\nsecond", tags="Zeta,alpha"), None)
    has(guest.config.get(), memory="768", description="first\nsecond", tags="alpha;zeta")
    mismatch = "checksum mismatch (file change by other user?)"
    refused(500, mismatch, lambda: guest.config.put(digest=read["digest"], memory=1024))
    refused(500, mismatch, lambda: guest.config.post(digest=read["digest"], memory=1024))
    has(done(pve, guest.config.post(cores=2)), type="qmconfig")
    guest.config.put(delete="tags,description")
    config = guest.config.get()
    same((config["memory"], config["cores"], "tags" in config, "description" in config), ("768", 2, False, False))
    wrong = {"delete": "unknown option 'nope'"}
    refused(400, "Parameter verification failed.", lambda: guest.config.put(delete="nope"), errors=wrong)
    refused(500, "no options specified", guest.config.put)


def keys(pve):
    """public keys are encoded as users of proxmoxer do it, and come back encoded"""
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJd0pYbmrLrHk3IvSrYMZyyGTa8UvMlcqGiQm9Vcnqiq joe@example"
    guest = make(pve, ide2="vmstore:cloudinit", ciuser="joe", ipconfig0="ip=192.0.2.7/24,gw=192.0.2.1", sshkeys=quote(key, safe=""))
    has(guest.config.get(), sshkeys=quote(key, safe=""), ciuser="joe", ipconfig0="ip=192.0.2.7/24,gw=192.0.2.1")
    assert key in guest.cloudinit.dump.get(type="user"), guest.cloudinit.dump.get(type="user")
    bad = {"sshkeys": "invalid format - invalid urlencoded string: ssh-ed25519 AAAA joe\n"}
    refused(400, "Parameter verification failed.", lambda: guest.config.put(sshkeys="ssh-ed25519 AAAA joe"), errors=bad)


def full_clone(pve):
    """a full clone has disks, id and addresses of its own"""
    source = make(pve, name="source", scsi0=f"vmstore:0,import-from={IMAGE}", net0="virtio,bridge=vmbr0")
    has(done(pve, source.clone.post(newid=200, name="copy", full=1)), type="qmclone", id="100")
    before, after = source.config.get(), pve.nodes("pve").qemu(200).config.get()
    has(after, name="copy", scsi0="vmstore:200/vm-200-disk-0.qcow2,size=2G")
    assert all(before[key] != after[key] for key in ["net0", "smbios1", "vmgenid", "scsi0"]), after
    exists = "unable to create VM 200: config file already exists"
    refused(500, exists, lambda: source.clone.post(newid=200))
    done(pve, source.clone.post(newid=201))
    same(pve.nodes("pve").qemu(201).config.get()["name"], "Copy-of-VM-source")


def linked_clone(pve):
    """a template has linked clones, which keep it from being deleted"""
    guest = make(pve, vmid=100, name="base", scsi0=f"vmstore:0,import-from={IMAGE}")
    no_link = "Linked clone feature is not supported for 'vmstore:100/vm-100-disk-0.qcow2' (scsi0)"
    refused(500, no_link, lambda: guest.clone.post(newid=101, full=0))
    has(done(pve, guest.template.post()), type="qmtemplate")
    has(guest.config.get(), template=1, scsi0="vmstore:100/base-100-disk-0.qcow2,size=2G")
    refused(500, "you can't convert a template to a template", guest.template.post)
    done(pve, guest.clone.post(newid=101, name="linked"))
    linked = pve.nodes("pve").qemu(101)
    same(linked.config.get()["scsi0"], "vmstore:100/base-100-disk-0.qcow2/101/vm-101-disk-0.qcow2,size=2G")
    in_use = "base volume 'vmstore:100/base-100-disk-0.qcow2' is still in use by linked cloned"
    done(pve, guest.delete(), in_use)
    done(pve, guest.status.start.post(), "you can't start a vm if it's a template")
    done(pve, linked.delete())
    done(pve, guest.delete())
    same(pve.nodes("pve").qemu.get(), [])


def deleted(pve):
    """a running or protected guest is not deleted; with purge it goes with its volumes and out of its pool"""
    pve.pools.post(poolid="web")
    guest = make_booted(pve, vmid=100, pool="web", protection=1)
    refused(500, "can't remove VM 100 - protection mode enabled", guest.delete)
    guest.config.put(protection=0)
    refused(500, "VM 100 is running - destroy failed", guest.delete)
    done(pve, guest.status.stop.post())
    has(done(pve, guest.delete(purge=1, **{"destroy-unreferenced-disks": 1})), type="qmdestroy", id="100")
    same(pve.nodes("pve").storage("vmstore").content.get(content="images"), [])
    same(pve.pools("web").get()["members"], [])
    missing = "Configuration file 'nodes/pve/qemu-server/100.conf' does not exist"
    refused(500, missing, guest.status.current.get)
    same(pve.cluster.nextid.get(), "100")


run(globals())
