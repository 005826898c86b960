# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Basic and Negotiate (NTLM) as http.sys does them: the state belongs to the TCP connection."""

from __future__ import annotations

import base64
import binascii
import os
import tempfile
import threading
from dataclasses import dataclass

import spnego
from spnego.exceptions import SpnegoError

from tests.lab.wsman.host import Host, find_account
from tests.lab.wsman.limits import Limits

_CREDENTIAL_FILE = "NTLM_USER_FILE"
# The acceptor finds the accounts by an environment variable, of which a process has only one.
_CREDENTIAL_LOCK = threading.Lock()


class Refused(Exception):
    """The credentials are wrong, or there are none."""


class Challenge(Exception):
    """The login needs another message; `token` goes back to the client."""

    def __init__(self, token: bytes) -> None:
        super().__init__("the login is not complete")
        self.token = token


@dataclass(frozen=True)
class Login:
    """An authenticated caller. `token` is the acceptor's last word, if it has one."""

    machine: str
    user: str
    scheme: str
    token: bytes | None = None


class Authentication:
    """The login of one TCP connection."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._login: Login | None = None
        self.context: spnego.ContextProxy | None = None

    def login(self, host: Host, authorization: str) -> Login:
        """Who sends this request. Raises `Refused` or `Challenge`."""
        scheme, _, credentials = authorization.partition(" ")
        if scheme.casefold() == "basic" and self._limits.basic:
            return _basic(host, credentials)
        if scheme.casefold() == "negotiate" and self._limits.negotiate:
            return self._negotiate(host, credentials)
        if self._login is None or self._login.machine != host.name or authorization:
            raise Refused
        return self._login

    def _negotiate(self, host: Host, credentials: str) -> Login:
        if self._login or self.context is None:
            # The Python acceptor takes bare NTLM tokens and SPNEGO's alike.
            self._login = None
            self.context = _acceptor(host)
        token = self._step(host, self.context, credentials)
        if not self.context.complete:
            raise Challenge(token or b"")
        user = (self.context.client_principal or "").rpartition("\\")[2]
        self._login = Login(host.name, user, "Negotiate")
        return Login(host.name, user, "Negotiate", token)

    def _step(self, host: Host, context: spnego.ContextProxy, credentials: str) -> bytes | None:
        try:
            with _Accounts(host):
                return context.step(base64.b64decode(credentials, validate=True))
        except (SpnegoError, binascii.Error, ValueError) as error:
            self.context = None
            raise Refused from error


def _acceptor(host: Host) -> spnego.ContextProxy:
    with _Accounts(host):
        return spnego.server(protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)


class _Accounts:
    """Lets the NTLM acceptor see one machine's accounts, and nobody else's, while the block runs."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def __enter__(self) -> None:
        _CREDENTIAL_LOCK.acquire()
        self._former = os.environ.get(_CREDENTIAL_FILE)
        self._file = tempfile.NamedTemporaryFile("w", encoding="utf-8")
        self._file.write("\n".join(self._lines()))
        self._file.flush()
        os.environ[_CREDENTIAL_FILE] = self._file.name

    def __exit__(self, *exception: object) -> None:
        if self._former is None:
            del os.environ[_CREDENTIAL_FILE]
        else:
            os.environ[_CREDENTIAL_FILE] = self._former
        self._file.close()
        _CREDENTIAL_LOCK.release()

    def _lines(self) -> list[str]:
        """`DOMAIN:user:password` for each way to name a local account. The format has no way to write a colon."""
        domains = ("", ".", self._host.name, self._host.name.partition(".")[0])
        return [
            f"{domain}:{name}:{account.password}" for name, account in self._host.accounts.items() for domain in domains
        ]


def _basic(host: Host, credentials: str) -> Login:
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused from None
    account = find_account(host, user)
    if account is None or account.password != password:
        raise Refused
    return Login(host.name, user.rpartition("\\")[2], "Basic")
