"""Disks are resized, moved, detached and added, and guests go back to their snapshots."""

from host import IMAGE, done, has, make, refused, run, same


def resized(pve):
    """a disk grows by an amount and to a size, and never shrinks"""
    guest = make(pve, vmid=100, scsi0="vmstore:1")
    size = lambda: guest.config.get()["scsi0"].split("size=")[1]
    has(done(pve, guest.resize.put(disk="scsi0", size="+1G")), type="resize", id="100")
    same(size(), "2G")
    done(pve, guest.resize.put(disk="scsi0", size="3G"))
    same(size(), "3G")
    done(pve, guest.resize.put(disk="scsi0", size="1G"), "shrinking disks is not supported")
    done(pve, guest.resize.put(disk="scsi5", size="1G"), "disk 'scsi5' does not exist")
    wrong = {"size": "value does not match the regex pattern"}
    refused(400, "Parameter verification failed.", lambda: guest.resize.put(disk="scsi0", size="big"), errors=wrong)


def moved(pve):
    """a disk moves to another storage; the old volume stays as unused unless it is to be deleted"""
    pve.storage.post(storage="other", type="dir", path="/srv/other", content="images")
    guest = make(pve, vmid=100, scsi0="vmstore:1")
    has(done(pve, guest.move_disk.post(disk="scsi0", storage="other")), type="qmmove", id="100")
    has(guest.config.get(), scsi0="other:100/vm-100-disk-0.raw,size=1G", unused0="vmstore:100/vm-100-disk-0.raw")
    done(pve, guest.move_disk.post(disk="scsi0", storage="vmstore", format="qcow2", delete=1))
    config = guest.config.get()
    same((config["scsi0"], "unused1" in config), ("vmstore:100/vm-100-disk-1.qcow2,size=1G", False))
    same(pve.nodes("pve").storage("other").content.get(), [])
    same_place = "you can't move to the same storage with same format"
    refused(500, same_place, lambda: guest.move_disk.post(disk="scsi0", storage="vmstore"))


def detached(pve):
    """a disk that is detached stays as unused, is attached again, and is destroyed by unlink with force"""
    guest = make(pve, vmid=100, scsi0="vmstore:1", scsi1="vmstore:2")
    guest.config.put(delete="scsi1")
    same(guest.config.get()["unused0"], "vmstore:100/vm-100-disk-1.raw")
    guest.config.put(scsi2="vmstore:100/vm-100-disk-1.raw")
    config = guest.config.get()
    same((config["scsi2"], "unused0" in config), ("vmstore:100/vm-100-disk-1.raw,size=2G", False))
    same(guest.unlink.put(idlist="scsi2", force=1), None)
    volumes = pve.nodes("pve").storage("vmstore").content.get(vmid=100, content="images")
    same([volume["volid"] for volume in volumes], ["vmstore:100/vm-100-disk-0.raw"])


def snapshots(pve):
    """a guest goes back to a snapshot, and snapshots are listed, described and deleted"""
    guest = make(pve, vmid=100, memory=512, scsi0=f"vmstore:0,import-from={IMAGE}")
    has(done(pve, guest.snapshot.post(snapname="before", description="as it was")), type="qmsnapshot")
    guest.config.put(memory=1024)
    done(pve, guest.snapshot.post(snapname="after"))
    listed = {entry["name"]: entry for entry in guest.snapshot.get()}
    same({name: entry.get("parent") for name, entry in listed.items()}, {"before": None, "after": "before", "current": "after"})
    has(listed["current"], description="You are here!", running=0)
    has(guest.snapshot("before").config.get(), description="as it was", memory="512")
    guest.snapshot("before").config.put(description="said better")
    same(guest.snapshot("before").config.get()["description"], "said better")
    has(done(pve, guest.snapshot("before").rollback.post()), type="qmrollback")
    same((guest.config.get()["memory"], guest.config.get()["parent"]), ("512", "before"))
    has(done(pve, guest.snapshot("after").delete()), type="qmdelsnapshot")
    done(pve, guest.snapshot("before").delete())
    same([entry["name"] for entry in guest.snapshot.get()], ["current"])
    done(pve, guest.snapshot("none").rollback.post(), "snapshot 'none' does not exist")


run(globals())
