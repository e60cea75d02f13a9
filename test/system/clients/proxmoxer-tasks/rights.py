"""Users, groups, tokens, roles and access control lists."""

from host import has, log_in, make, refused, run, same, with_token


def users(pve):
    """a user is created with a password, logs in, changes, and is deleted"""
    pve.access.users.post(userid="joe@pve", password="secret-of-joe", comment="Joe", firstname="Joe", lastname="Doe")
    same(log_in("joe@pve", "secret-of-joe").version.get()["release"][0], "9")
    has(pve.access.users("joe@pve").get(), comment="Joe", firstname="Joe", lastname="Doe", enable=1, expire=0)
    pve.access.users("joe@pve").put(enable=0, email="joe@example.test")
    has(pve.access.users("joe@pve").get(), enable=0, email="joe@example.test")
    exists = "create user failed: user 'joe@pve' already exists"
    refused(500, exists, lambda: pve.access.users.post(userid="joe@pve"))
    same(pve.access.users("joe@pve").delete(), None)
    refused(500, "no such user ('joe@pve')", pve.access.users("joe@pve").get)


def groups(pve):
    """a group has its users, and its rights are theirs"""
    pve.access.groups.post(groupid="ops", comment="Operators")
    pve.access.users.post(userid="joe@pve", password="secret-of-joe", groups="ops")
    same(pve.access.groups("ops").get(), {"comment": "Operators", "members": ["joe@pve"]})
    pve.access.acl.put(path="/nodes", groups="ops", roles="PVEAuditor")
    assert log_in("joe@pve", "secret-of-joe").nodes("pve").status.get()["uptime"] > 0
    same(pve.access.groups("ops").delete(), None)
    same((pve.access.groups.get(), pve.access.acl.get()), ([], []))


def tokens(pve):
    """a token shows its secret once; with separated privileges it has only what it was given"""
    pve.access.users.post(userid="joe@pve")
    pve.access.acl.put(path="/", users="joe@pve", roles="PVEAuditor")
    made = pve.access.users("joe@pve").token("full").post(privsep=0, comment="for scripts")
    same(made["full-tokenid"], "joe@pve!full")
    has(made["info"], privsep="0", comment="for scripts")
    same([node["maxcpu"] > 0 for node in with_token("joe@pve", "full", made["value"]).nodes.get()], [True])
    narrow = with_token("joe@pve", "narrow", pve.access.users("joe@pve").token("narrow").post()["value"])
    refused(403, "Permission check failed (/nodes/pve, Sys.Audit)", narrow.nodes("pve").status.get)
    pve.access.acl.put(path="/nodes/pve", tokens="joe@pve!narrow", roles="PVEAuditor")
    assert narrow.nodes("pve").status.get()["uptime"] > 0
    same(sorted(entry["tokenid"] for entry in pve.access.users("joe@pve").token.get()), ["full", "narrow"])
    again = lambda: pve.access.users("joe@pve").token("full").post()
    refused(400, "Parameter verification failed.", again, errors={"tokenid": "Token already exists."})
    same(pve.access.users("joe@pve").token("full").delete(), None)
    gone = with_token("joe@pve", "full", made["value"])
    refused(401, "Authentication failed!", gone.version.get, errors={"errors": b""})


def acl(pve):
    """roles are made, granted on a path and taken away, and permissions show them"""
    make(pve, vmid=100)
    pve.access.roles.post(roleid="Starter", privs="VM.Audit,VM.PowerMgmt")
    same(pve.access.roles("Starter").get(), {"VM.Audit": 1, "VM.PowerMgmt": 1})
    pve.access.users.post(userid="joe@pve", password="secret-of-joe")
    pve.access.acl.put(path="/vms/100", users="joe@pve", roles="Starter", propagate=0)
    [entry] = pve.access.acl.get()
    same(entry, {"path": "/vms/100", "roleid": "Starter", "type": "user", "ugid": "joe@pve", "propagate": 0})
    joe = log_in("joe@pve", "secret-of-joe")
    same(joe.access.permissions.get(), {"/vms/100": {"VM.Audit": 0, "VM.PowerMgmt": 0}})
    same([guest["vmid"] for guest in joe.nodes("pve").qemu.get()], [100])
    options = "Disk CDROM CPU Memory Network HWType Options Cloudinit".split()
    needed = "|".join(f"VM.Config.{option}" for option in options)
    put = lambda: joe.nodes("pve").qemu(100).config.put(cores=2)
    refused(403, f"Permission check failed (/vms/100, {needed})", put)
    pve.access.acl.put(path="/vms/100", users="joe@pve", roles="Starter", delete=1)
    same((joe.access.permissions.get(), pve.access.acl.get()), ({}, []))
    none = "ACL update failed: role 'Nothing' does not exist"
    refused(500, none, lambda: pve.access.acl.put(path="/", users="joe@pve", roles="Nothing"))
    same(pve.access.roles("Starter").delete(), None)


run(globals())
