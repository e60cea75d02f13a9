"""Logging in, by password and by token, and being refused."""

import requests
from proxmoxer import AuthenticationError, ProxmoxAPI

from host import CERTIFICATE, HOST, PASSWORD, TOKEN_ID, TOKEN_VALUE, log_in, refused, run, same, with_token


def ticket(pve):
    """a password gives a ticket, with which one reads and writes"""
    cookie, csrf = pve.get_tokens()
    assert cookie.startswith("PVE:root@pam:"), cookie
    same(csrf.split(":")[0], cookie.split(":")[2])
    same(sorted(pve.version.get()), ["release", "repoid", "version"])
    same(pve.pools.post(poolid="mine"), None)
    same([pool["poolid"] for pool in pve.pools.get()], ["mine"])


def renewed(pve):
    """a ticket is good as the password for the next one"""
    first, _ = pve.get_tokens()
    pve._backend.auth.renew_age = 0
    same(pve.pools.post(poolid="mine"), None)
    again = log_in(password=first)
    same(again.pools.delete(poolid="mine"), None)


def token(_):
    """a token reads and writes without a CSRF token"""
    pve = with_token("root@pam", TOKEN_ID, TOKEN_VALUE)
    same(pve.get_tokens(), (None, None))
    same(pve.access.users.post(userid="joe@pve"), None)
    same([user["userid"] for user in pve.access.users.get()], ["joe@pve", "root@pam"])


def wrong_password(_):
    """a wrong password, an unknown user and an unknown realm raise the same authentication error"""
    for user, password in [("root@pam", "wrong"), ("ghost@pve", PASSWORD), ("root@nowhere", PASSWORD)]:
        try:
            log_in(user, password)
        except AuthenticationError as error:
            same(str(error), f"Couldn't authenticate user: {user} to https://{HOST}/api2/json/access/ticket code: 401")
        else:
            raise AssertionError(f"{user} was let in")


def wrong_secret(_):
    """a wrong secret and an unknown token raise the same resource exception"""
    for user, name in [("root@pam", TOKEN_ID), ("root@pam", "none"), ("ghost@pve", TOKEN_ID)]:
        pve = with_token(user, name, "00000000-0000-4000-8000-000000000000")
        error = refused(401, "Authentication failed!", pve.version.get, errors={"errors": b""})
        same(error.status_message, "Unauthorized")


def certificate(_):
    """a client that does not know the certificate does not log in"""
    same(ProxmoxAPI(HOST, user="root@pam", password=PASSWORD, verify_ssl=CERTIFICATE).version.get()["release"][0], "9")
    try:
        ProxmoxAPI(HOST, user="root@pam", password=PASSWORD, verify_ssl=requests.certs.where())
    except requests.exceptions.SSLError:
        return
    raise AssertionError("the certificate was trusted")


run(globals())
