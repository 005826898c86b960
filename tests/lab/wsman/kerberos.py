# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kerberos logins as a member of a domain takes them, with the keys of its keytab (the variable KRB5_KTNAME)."""

from __future__ import annotations

import base64
from importlib import import_module
from typing import Any

from tests.lab.wsman.acceptor import SPNEGO_SEALED, AcceptorError
from tests.lab.wsman.host import Host

_TOKEN_OF_GSS = b"\x60"
_KERBEROS_5 = b"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
"""1.2.840.113554.1.2.2 with tag and length (RFC 4121, 4.1)."""

_LONGEST_DER_LENGTH = 5


def is_kerberos(token: bytes) -> bool:
    """Whether a token of the scheme Negotiate is bare Kerberos and not SPNEGO or NTLM (RFC 2743, 3.1)."""
    return token.startswith(_TOKEN_OF_GSS) and _KERBEROS_5 in token[: 1 + _LONGEST_DER_LENGTH + len(_KERBEROS_5)]


class KerberosAcceptor:
    """One login. A ticket for another machine is refused, though one keytab has the keys of all."""

    sealed_type = SPNEGO_SEALED

    def __init__(self, host: Host) -> None:
        self._library: Any = import_module("kerberos")
        self._host = host
        self.complete = False
        self.user = ""
        # Without a name any key of the keytab will do, and the ticket's own name can be asked for.
        _result, self._state = self._library.authGSSServerInit("")

    def step(self, token: bytes) -> bytes:
        try:
            self._library.authGSSServerStep(self._state, base64.b64encode(token).decode())
        except self._library.GSSError as error:
            raise AcceptorError(str(error)) from error
        service, _, _realm = self._library.authGSSServerTargetName(self._state).partition("@")
        if service.casefold() != f"http/{self._host.name}".casefold():
            raise AcceptorError(f"the ticket is for {service}")
        self.user, _, _realm = self._library.authGSSServerUserName(self._state).partition("@")
        self.complete = True
        return base64.b64decode(self._library.authGSSServerResponse(self._state) or "")

    def seal(self, message: bytes) -> tuple[bytes, bytes, int]:
        # pykerberos documents this for a client's state; it uses the security context alone, which both begin with.
        data, header = self._library.authGSSWinRMEncryptMessage(self._state, message.decode())
        return header, data, 0

    def unseal(self, header: bytes, data: bytes) -> bytes:
        try:
            message: bytes = self._library.authGSSWinRMDecryptMessage(self._state, data, header)
        except (self._library.GSSError, SystemError) as error:
            raise AcceptorError(str(error)) from error
        return message
