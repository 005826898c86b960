# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logins as http.sys and WinRM do them: the state belongs to the TCP connection."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, replace

from tests.lab.wsman import certificate_mapping
from tests.lab.wsman.acceptor import Acceptor, AcceptorError, SpnegoAcceptor
from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.channel_binding import expected_binding, sent_binding
from tests.lab.wsman.host import Host, find_account
from tests.lab.wsman.kerberos import KerberosAcceptor, is_kerberos
from tests.lab.wsman.limits import Limits


class Refused(Exception):
    """The credentials are wrong, or there are none."""


class Challenge(Exception):
    """The login needs another message; `token` goes back to the client."""

    def __init__(self, scheme: str, token: bytes) -> None:
        super().__init__("the login is not complete")
        self.answer = f"{scheme} {base64.b64encode(token).decode()}"


@dataclass(frozen=True)
class Login:
    """An authenticated caller. `answer` is the acceptor's last word for the client, if it has one."""

    machine: str
    user: str
    scheme: str
    answer: str | None = None


@dataclass(frozen=True)
class Channel:
    """What TLS tells of both ends, as certificates in DER; the client's is verified."""

    server_certificate: bytes | None = None
    client_certificate: bytes | None = None


class Authentication:
    """The login of one TCP connection."""

    def __init__(self, limits: Limits, channel: Channel, mapping: CertificateMapping | None = None) -> None:
        self._limits = limits
        self._channel = channel
        self._mapping = mapping
        self._login: Login | None = None
        self.acceptor: Acceptor | None = None

    def login(self, host: Host, authorization: str) -> Login:
        """Who sends this request. Raises `Refused` or `Challenge`."""
        scheme, _, credentials = authorization.partition(" ")
        if scheme.casefold() == "basic" and self._limits.basic:
            return _basic(host, credentials)
        if scheme.casefold() == "negotiate" and self._limits.negotiate:
            return self._conversation(host, "Negotiate", credentials)
        if scheme.casefold() == "credssp" and self._limits.credssp:
            return self._conversation(host, "CredSSP", credentials)
        if scheme == certificate_mapping.SCHEME and self._mapping:
            return self._by_certificate(host, self._mapping)
        if self._login is None or self._login.machine != host.name or authorization:
            raise Refused
        return self._login

    def offers(self) -> list[str]:
        """The schemes that a client without credentials is told of."""
        offers = ["Negotiate"] if self._limits.negotiate else []
        offers += ['Basic realm="WSMAN"'] if self._limits.basic else []
        return offers + (["CredSSP"] if self._limits.credssp else [])

    def _conversation(self, host: Host, scheme: str, credentials: str) -> Login:
        try:
            token = base64.b64decode(credentials, validate=True)
            if self._login or self.acceptor is None:
                self._login = None
                self.acceptor = self._acceptor(host, scheme, token)
            answer = self.acceptor.step(token)
        except (AcceptorError, binascii.Error) as error:
            self.acceptor = None
            raise Refused from error
        if not self.acceptor.complete:
            raise Challenge(scheme, answer)
        if scheme == "Negotiate":
            self._check_binding(token)
        self._login = Login(host.name, self.acceptor.user, "Kerberos" if is_kerberos(token) else scheme)
        last_word = f"{scheme} {base64.b64encode(answer).decode()}" if answer else None
        return replace(self._login, answer=last_word)

    def _acceptor(self, host: Host, scheme: str, token: bytes) -> Acceptor:
        if scheme == "Negotiate" and is_kerberos(token):
            if "KRB5_KTNAME" not in os.environ:
                raise AcceptorError("the machine is no member of a domain")
            return KerberosAcceptor(host)
        return SpnegoAcceptor(host, credssp=scheme == "CredSSP")

    def _check_binding(self, token: bytes) -> None:
        """The client's binding is part of what the password's proof covers, so it can be believed now."""
        certificate = self._channel.server_certificate
        if certificate is None or is_kerberos(token):
            return
        if not self._limits.hardening.allows(sent_binding(token), expected_binding(certificate)):
            self.acceptor = None
            raise Refused

    def _by_certificate(self, host: Host, mapping: CertificateMapping) -> Login:
        user = mapping.account_of(self._channel.client_certificate)
        if user is None or find_account(host, user) is None:
            raise Refused
        return Login(host.name, user, "Certificate")


def _basic(host: Host, credentials: str) -> Login:
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused from None
    account = find_account(host, user)
    if account is None or account.password != password:
        raise Refused
    return Login(host.name, user.rpartition("\\")[2], "Basic")
