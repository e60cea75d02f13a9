"""Nodes, storages, volumes and pools."""

import io
import os

from proxmoxer.tools import Files

from host import done, has, make, refused, run, same, until


def looking_around(pve):
    """version, nodes, node status, network and the list of resources are there, typed as Proxmox VE types them"""
    version = pve.version.get()
    assert version["version"].startswith(f"{version['release']}."), version
    [node] = pve.nodes.get()
    has(node, node="pve", status="online", type="node", id="node/pve")
    assert all(isinstance(node[key], int) for key in ["maxcpu", "maxmem", "mem", "uptime"]), node
    status = pve.nodes("pve").status.get()
    assert status["memory"]["total"] > status["memory"]["used"] > 0 and len(status["loadavg"]) == 3, status
    assert "vmbr0" in [interface["iface"] for interface in pve.nodes("pve").network.get(type="bridge")]
    same(sorted(entry["id"] for entry in pve.cluster.resources.get(type="storage")), ["storage/pve/local", "storage/pve/vmstore"])
    same([entry["name"] for entry in pve.cluster.status.get() if entry["type"] == "node"], ["pve"])
    same(pve.cluster.nextid.get(), "100")


def storages(pve):
    """storages are listed with their content types and figures, and one is added, changed under its digest and removed"""
    shown = {entry["storage"]: entry for entry in pve.nodes("pve").storage.get()}
    same(sorted(shown), ["local", "vmstore"])
    has(shown["vmstore"], type="dir", active=1, enabled=1, shared=0)
    same(set(shown["vmstore"]["content"].split(",")), {"images", "rootdir", "import"})
    has(pve.nodes("pve").storage("vmstore").status.get(), type="dir", active=1)
    same(pve.storage.post(storage="more", type="dir", path="/srv/more", content="iso")["storage"], "more")
    digest = pve.storage("more").get()["digest"]
    pve.storage("more").put(content="iso,snippets", digest=digest)
    changed = "update storage failed: detected modified configuration - file changed by other user? Try again."
    refused(500, changed, lambda: pve.storage("more").put(content="iso", digest="0" * 40))
    same(pve.storage("more").delete(), None)
    refused(500, "storage 'more' does not exist", pve.storage("more").get)


def upload(pve):
    """an ISO image is uploaded, listed, attached and deleted"""
    local = pve.nodes("pve").storage("local")
    with open("tiny image.iso", "wb") as file:
        file.write(os.urandom(4096))
    with open("tiny image.iso", "rb") as file:
        same(done(pve, local.upload.post(content="iso", filename=file))["type"], "imgcopy")
    [volume] = local.content.get(content="iso")
    has(volume, volid="local:iso/tiny_image.iso", size=4096, format="iso", content="iso")
    guest = make(pve, ide2="local:iso/tiny_image.iso,media=cdrom")
    assert guest.config.get()["ide2"].startswith("local:iso/tiny_image.iso,media=cdrom"), guest.config.get()
    done(pve, local.content("local:iso/tiny_image.iso").delete())
    same(local.content.get(content="iso"), [])


def big_upload(pve):
    """an image of 12 MiB is uploaded with its checksum by proxmoxer's own tool, and refused with a wrong one"""
    with open("big.iso", "wb") as file:
        file.write(os.urandom(12 * 1024 * 1024))
    files = Files(pve, "pve", "local")
    with open("big.iso", "rb") as file:
        assert files.upload_local_file_to_storage("big.iso", do_checksum_check=True), "the task failed"
    local = pve.nodes("pve").storage("local")
    same([volume["size"] for volume in local.content.get(content="iso")], [12 * 1024 * 1024])
    file = io.BytesIO(b"not what was promised")
    file.name = "other.iso"
    upid = local.upload.post(content="iso", filename=file, checksum="0" * 40, **{"checksum-algorithm": "sha1"})
    status = pve.nodes("pve").tasks(upid).status
    until(lambda: status.get()["status"] == "stopped")
    assert status.get()["exitstatus"].startswith("checksum mismatch: got "), status.get()


def bad_upload(pve):
    """a wrong ending, a content type that is not enabled, and snippets are refused"""
    node = pve.nodes("pve")

    def sent(storage, content, name):
        file = io.BytesIO(b"something")
        file.name = name
        return lambda: node.storage(storage).upload.post(content=content, filename=file)

    wrong = "Parameter verification failed."
    refused(400, wrong, sent("local", "iso", "image.txt"), errors={"filename": "wrong file extension"})
    refused(500, "storage 'vmstore' does not support 'iso' content", sent("vmstore", "iso", "image.iso"))
    enumeration = "value 'snippets' does not have a value in the enumeration 'iso, vztmpl, import'"
    refused(400, wrong, sent("local", "snippets", "user.yaml"), errors={"content": enumeration})


def volumes(pve):
    """volumes are allocated, listed by guest and deleted"""
    vmstore = pve.nodes("pve").storage("vmstore")
    volid = vmstore.content.post(vmid=900, filename="vm-900-disk-0.qcow2", size="64M", format="qcow2")
    same(volid, "vmstore:900/vm-900-disk-0.qcow2")
    make(pve, vmid=901, scsi0="vmstore:1")
    [volume] = vmstore.content.get(vmid=900, content="images")
    has(volume, volid=volid, vmid=900, format="qcow2", size=64 * 1024 * 1024)
    same(len(vmstore.content.get(content="images")), 2)
    has(vmstore.content(volid).get(), format="qcow2", size=64 * 1024 * 1024)
    done(pve, vmstore.content(volid).delete())
    same(vmstore.content.get(vmid=900, content="images"), [])


def pools(pve):
    """a pool gets guests and storages, shows them, and is deleted once it is empty"""
    pve.pools.post(poolid="web", comment="what people see")
    make(pve, vmid=100, name="in-a-pool", pool="web")
    make(pve, vmid=101)
    pve.pools.put(poolid="web", vms="101", storage="vmstore")
    pool = pve.pools("web").get()
    same(pool["comment"], "what people see")
    same(sorted(entry["id"] for entry in pool["members"]), ["qemu/100", "qemu/101", "storage/pve/vmstore"])
    entries = {entry["id"]: entry.get("pool") for entry in pve.cluster.resources.get(type="vm")}
    same(entries, {"qemu/100": "web", "qemu/101": "web"})
    full = lambda: pve.pools.delete(poolid="web")
    assert refused(500, "delete pool failed: pool 'web' is not empty (contains VM 100)", full)
    pve.pools("web").put(vms="100,101", storage="vmstore", delete=1)
    same(pve.pools("web").get()["members"], [])
    same(full(), None)
    refused(500, "pool 'web' does not exist", pve.pools("web").get)


run(globals())
