"""A guest is started, looked at, talked to by its agent, and stopped."""

from host import done, has, make, make_booted, refused, run, same, until


def life(pve):
    """a guest starts, resets, reboots, pauses and shuts down, and its status says so"""
    guest = make_booted(pve, vmid=100)
    current = guest.status.current.get()
    has(current, status="running", qmpstatus="running", vmid=100, agent=1, ha={"managed": 0})
    assert current["uptime"] >= 0 and current["pid"] > 0, current
    for act, type in [("reset", "qmreset"), ("reboot", "qmreboot"), ("suspend", "qmpause"), ("resume", "qmresume")]:
        has(done(pve, guest.status(act).post()), type=type, id="100")
        has(guest.status.current.get(), status="running", qmpstatus="paused" if act == "suspend" else "running")
    done(pve, guest.status.start.post(), "VM 100 already running")
    has(done(pve, guest.status.shutdown.post(timeout=60)), type="qmshutdown")
    has(guest.status.current.get(), status="stopped", qmpstatus="stopped")
    refused(500, "VM 100 not running", guest.status.reboot.post)
    done(pve, guest.status.stop.post())


def forced(pve):
    """a guest without an operating system ignores a shutdown, and is stopped by force"""
    guest = make(pve, vmid=100)
    done(pve, guest.status.start.post())
    done(pve, guest.status.shutdown.post(timeout=1), "VM quit/powerdown failed - got timeout")
    has(guest.status.current.get(), status="running")
    done(pve, guest.status.shutdown.post(timeout=1, forceStop=1))
    has(guest.status.current.get(), status="stopped")
    has(done(pve, guest.status.stop.post()), type="qmstop")
    done(pve, pve.nodes("pve").qemu(999).status.start.post(), "Configuration file 'nodes/pve/qemu-server/999.conf' does not exist")


def agent(pve):
    """the agent answers with addresses and names, runs commands and writes files"""
    guest = make_booted(pve, vmid=100)
    mac = guest.config.get()["net0"].split("=")[1].split(",")[0].lower()
    interfaces = guest.agent("network-get-interfaces").get()["result"]
    same(interfaces[0]["name"], "lo")
    [card] = [interface for interface in interfaces if interface["hardware-address"] == mac]
    assert [address["prefix"] for address in card["ip-addresses"] if address["ip-address-type"] == "ipv4"], card
    assert guest.agent("get-host-name").get()["result"]["host-name"]
    assert guest.agent("get-osinfo").get()["result"]["id"]
    # proxmoxer splits a command line into the words that Proxmox VE asks for.
    pid = guest.agent.exec.post(command="echo 'one word' two")["pid"]
    status = guest.agent("exec-status").get(pid=pid)
    has(status, **{"exited": 1, "exitcode": 0, "out-data": "one word two\n"})
    refused(500, "Agent error: PID ld does not exist", lambda: guest.agent("exec-status").get(pid=pid))
    same(guest.agent("file-write").post(file="/tmp/told.txt", content="hello\n"), None)
    same(guest.agent("file-read").get(file="/tmp/told.txt"), {"content": "hello\n", "bytes-read": 6})


def no_agent(pve):
    """an agent that is not configured, not running or asked of a stopped guest is told apart"""
    guest = make(pve, vmid=100)
    refused(500, "No QEMU guest agent configured", guest.agent.ping.post)
    guest.config.put(agent="enabled=1")
    refused(500, "VM 100 is not running", guest.agent.ping.post)
    done(pve, guest.status.start.post())
    refused(500, "QEMU guest agent is not running", guest.agent.ping.post)
    refused(501, "Method 'GET /nodes/pve/qemu/100/agent/ping' not implemented", guest.agent.ping.get)


def pending(pve):
    """a change that a running guest cannot take waits, is shown, reverted, or taken at the next start"""
    guest = make_booted(pve, vmid=100, cores=1, memory=512)
    guest.config.put(cores=2, memory=1024, description="at once")
    shown = {entry["key"]: entry for entry in guest.pending.get()}
    same(shown["cores"], {"key": "cores", "value": 1, "pending": 2})
    same((shown["memory"].get("pending"), shown["description"]["value"]), ("1024", "at once"))
    same((guest.config.get()["cores"], guest.config.get(current=1)["cores"]), (2, 1))
    guest.config.put(revert="memory")
    done(pve, guest.status.stop.post())
    done(pve, guest.status.start.post())
    has(guest.config.get(current=1), cores=2, memory="512")


def task_lists(pve):
    """tasks are listed with how they ended, and their logs are read page by page"""
    guest = make(pve, vmid=100)
    done(pve, guest.status.start.post())
    done(pve, guest.status.start.post(), "VM 100 already running")
    listed = pve.nodes("pve").tasks.get(vmid=100)
    seen = [(task["type"], task["status"]) for task in listed]
    same(sorted(seen), sorted([("qmstart", "VM 100 already running"), ("qmstart", "OK"), ("qmcreate", "OK")]))
    same([task["type"] for task in pve.nodes("pve").tasks.get(errors=1)], ["qmstart"])
    upid = listed[0]["upid"]
    first = pve.nodes("pve").tasks(upid).log.get(limit=1)
    same((len(first), first[0]["n"]), (1, 1))
    has(pve.nodes("pve").tasks(upid).status.get(), upid=upid, node="pve", user="root@pam", id="100")
    unknown = "UPID:pve:00000001:00000001:6B010000:qmstart:100:root@pam:"
    absent = lambda: pve.nodes("pve").tasks(unknown).status.get()
    refused(400, "Parameter verification failed.", absent, errors={"upid": "no such task"})
    waiting = pve.nodes("pve").tasks(guest.status.shutdown.post(timeout=600))
    until(lambda: waiting.status.get()["status"] == "running")
    same(waiting.delete(), None)
    until(lambda: waiting.status.get()["status"] == "stopped")
    same(waiting.status.get()["exitstatus"], "received interrupt")


run(globals())
