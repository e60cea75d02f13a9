"""What is refused, and how proxmoxer shows it."""

from host import log_in, make, refused, run, same

UNKNOWN = "property is not defined in schema and the schema does not allow additional properties"
FAILED = "Parameter verification failed."


def unknown_parameter(pve):
    """an unknown parameter is named in the errors of the exception"""
    failing = lambda: pve.nodes("pve").qemu.post(vmid=100, colour="red")
    error = refused(400, FAILED, failing, errors={"colour": UNKNOWN})
    same(error.status_message, "Bad Request")
    same(str(error), f"400 Bad Request: {FAILED} - {{'colour': '{UNKNOWN}'}}")
    refused(400, FAILED, lambda: pve.version.get(colour="red"), errors={"colour": UNKNOWN})


def two_wrong(pve):
    """two wrong parameters are reported together"""
    errors = {"cores": "type check ('integer') failed - got 'many'", "onboot": "type check ('boolean') failed - got 'yes'"}
    refused(400, FAILED, lambda: pve.nodes("pve").qemu.post(vmid=100, cores="many", onboot="yes"), errors=errors)
    guest = make(pve, vmid=100)
    refused(400, FAILED, lambda: guest.config.put(cores="many", onboot="yes"), errors=errors)


def missing(pve):
    """a parameter left out is reported as missing"""
    missing = {"vmid": "property is missing and it is not optional"}
    refused(400, FAILED, lambda: pve.nodes("pve").qemu.post(name="web"), errors=missing)


def python_booleans(pve):
    """True is sent as the word that Proxmox VE does not take"""
    wrong = {"onboot": "type check ('boolean') failed - got 'True'"}
    refused(400, FAILED, lambda: pve.nodes("pve").qemu.post(vmid=100, onboot=True), errors=wrong)


def unknown_things(pve):
    """an unknown guest, node, storage and path are told apart by their reason"""
    node = pve.nodes("pve")
    missing = "Configuration file 'nodes/pve/qemu-server/999.conf' does not exist"
    refused(500, missing, node.qemu(999).config.get)
    lookup = "hostname lookup 'nope' failed - failed to get address info for: nope: Name or service not known"
    refused(500, lookup, pve.nodes("nope").qemu.get)
    refused(500, "storage 'none' does not exist", node.storage("none").content.get)
    refused(400, FAILED, node.storage("none").status.get, errors={"storage": "No such storage."})
    error = refused(501, "Method 'GET /nope' not implemented", pve.nope.get)
    same(error.status_message, "Not Implemented")


def missing_privilege(pve):
    """what a user may not do is refused with path and privilege, and what may not be seen is left out"""
    make(pve, vmid=100)
    pve.access.users.post(userid="joe@pve", password="secret-of-joe")
    joe = log_in("joe@pve", "secret-of-joe")
    same((joe.nodes("pve").qemu.get(), joe.pools.get(), joe.storage.get()), ([], [], []))
    refused(403, "Permission check failed (/vms/100, VM.Audit)", joe.nodes("pve").qemu(100).config.get)
    refused(403, "Permission check failed (/nodes/pve, Sys.Audit)", joe.nodes("pve").status.get)
    refused(403, "Permission check failed", lambda: joe.nodes("pve").qemu.post(vmid=101))
    refused(403, "Permission check failed (/vms/100, VM.PowerMgmt)", joe.nodes("pve").qemu(100).status.start.post)


def taken(pve):
    """a vmid in use is refused at once, and nextid says so too"""
    make(pve, vmid=303)
    busy = "unable to create VM 303 - VM 303 already exists on node 'pve'"
    refused(500, busy, lambda: pve.nodes("pve").qemu.post(vmid=303))
    refused(400, FAILED, lambda: pve.cluster.nextid.get(vmid=303), errors={"vmid": "VM 303 already exists"})


run(globals())
