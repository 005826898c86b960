# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server's half of a login that takes several messages and leaves a session to seal with."""

from __future__ import annotations

from typing import Protocol

import spnego
from spnego.exceptions import SpnegoError

from tests.lab.wsman.host import Host
from tests.lab.wsman.ntlm_accounts import NtlmAccounts

SPNEGO_SEALED = "application/HTTP-SPNEGO-session-encrypted"
CREDSSP_SEALED = "application/HTTP-CredSSP-session-encrypted"
"""The types of sealed messages (MS-WSMV 2.2.9.1)."""


class AcceptorError(Exception):
    """The token or the sealed message is not what this login goes on with."""


class Acceptor(Protocol):
    """One login. `user` is the caller's account name once it is `complete`."""

    @property
    def sealed_type(self) -> str: ...

    @property
    def complete(self) -> bool: ...

    @property
    def user(self) -> str: ...

    def step(self, token: bytes) -> bytes:
        """The answer to a message of the client. Raises `AcceptorError`."""

    def seal(self, message: bytes) -> tuple[bytes, bytes, int]:
        """Header, sealed data and length of the padding."""

    def unseal(self, header: bytes, data: bytes) -> bytes:
        """The clear message. Raises `AcceptorError`."""


class SpnegoAcceptor:
    """NTLM, bare or in SPNEGO (scheme Negotiate), or NTLM in SPNEGO in TLS (scheme CredSSP)."""

    def __init__(self, host: Host, *, credssp: bool = False) -> None:
        self.sealed_type = CREDSSP_SEALED if credssp else SPNEGO_SEALED
        self._host = host
        with NtlmAccounts(host):
            # The option pins the implementation in Python, which needs no Kerberos and takes bare NTLM tokens too.
            self._negotiation = spnego.server(protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)
            self._context = (
                spnego.server(protocol="credssp", credssp_negotiate_context=self._negotiation)
                if credssp
                else self._negotiation
            )

    @property
    def complete(self) -> bool:
        return self._context.complete

    @property
    def user(self) -> str:
        return (self._negotiation.client_principal or "").rpartition("\\")[2]

    def step(self, token: bytes) -> bytes:
        try:
            with NtlmAccounts(self._host):
                return self._context.step(token) or b""
        except (SpnegoError, ValueError) as error:
            raise AcceptorError(str(error)) from error

    def seal(self, message: bytes) -> tuple[bytes, bytes, int]:
        header, data, padding = self._context.wrap_winrm(message)
        return header, data, padding

    def unseal(self, header: bytes, data: bytes) -> bytes:
        try:
            return self._context.unwrap_winrm(header, data)
        except SpnegoError as error:
            raise AcceptorError(str(error)) from error
