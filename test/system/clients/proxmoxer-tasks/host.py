"""The simulated host as a user of proxmoxer has it: sessions, and what the tasks have in common."""

import os
import sys
import time

from proxmoxer import ProxmoxAPI, ResourceException
from proxmoxer.tools import Tasks

HOST = f"{os.environ['PROXMOX_HOST']}:{os.environ['PROXMOX_PORT']}"
PASSWORD = os.environ["PROXMOX_PASSWORD"]
TOKEN_ID, TOKEN_VALUE = os.environ["PROXMOX_TOKEN"].split("!")[1].split("=")
CERTIFICATE = os.environ["REQUESTS_CA_BUNDLE"]
IMAGE = "local:import/debian-12.qcow2"


def log_in(user="root@pam", password=PASSWORD):
    return ProxmoxAPI(HOST, user=user, password=password, verify_ssl=CERTIFICATE)


def with_token(user, name, value):
    return ProxmoxAPI(HOST, user=user, token_name=name, token_value=value, verify_ssl=CERTIFICATE)


def done(pve, upid, exitstatus="OK"):
    """Waits for the end of a task as proxmoxer does, and says what it was."""
    status = Tasks.blocking_status(pve, upid, timeout=60, polling_interval=0.05)
    log = pve.nodes("pve").tasks(upid).log.get(limit=0)
    assert status, f"{upid} did not end: {log}"
    same(status["exitstatus"], exitstatus)
    last = "TASK OK" if exitstatus == "OK" else f"TASK ERROR: {exitstatus}"
    same(Tasks.decode_log(log).splitlines()[-1], last)
    return status


def make(pve, **config):
    """A new guest; answers what leads to it."""
    vmid = int(config.pop("vmid", None) or pve.cluster.nextid.get())
    done(pve, pve.nodes("pve").qemu.post(vmid=vmid, **config))
    return pve.nodes("pve").qemu(vmid)


def make_booted(pve, **config):
    """A guest with an operating system, whose agent answers."""
    guest = make(pve, agent=1, scsi0=f"vmstore:0,import-from={IMAGE}", net0="virtio,bridge=vmbr0", **config)
    done(pve, guest.status.start.post())
    until(lambda: answers(guest))
    return guest


def answers(guest):
    try:
        return guest.agent.ping.post() == {"result": {}}
    except ResourceException as error:
        return refused_with(error, 500, "QEMU guest agent is not running")


def refused_with(error, status, reason):
    same((error.status_code, error.content), (status, reason))
    return False


def refused(status, reason, call, errors=None):
    """The call is refused with just that status, reason phrase and errors by field."""
    try:
        answer = call()
    except ResourceException as error:
        same((error.status_code, error.content), (status, reason))
        if errors is not None or status == 400:
            same(error.errors, errors)
        return error
    raise AssertionError(f"not refused, but answered {answer!r}")


def until(is_so):
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to pass within 30 s")


def same(seen, expected):
    assert seen == expected, f"{seen!r} is not {expected!r}"


def has(entry, **expected):
    same({key.replace("_", "-") if key not in entry else key: entry.get(key) for key in expected}, expected)


def run(tasks):
    """Runs the task that the command line names; each is given a session of root."""
    tasks[sys.argv[1]](log_in())
