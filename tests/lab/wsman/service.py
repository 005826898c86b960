# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The WS-Management service of one machine: from a request envelope to the answer's text."""

from __future__ import annotations

import threading

from tests.lab.wsman import envelope, faults, identify, names
from tests.lab.wsman.cim_service import CimService
from tests.lab.wsman.codes import Code
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import Fault
from tests.lab.wsman.host import Host, find_account
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.shells import Caller, Shells
from tests.lab.wsman.xml_text import utf16_length


class Service:
    """One machine's service; requests to a machine are served one after the other."""

    def __init__(self, host: Host, limits: Limits) -> None:
        self.host = host
        self._limits = limits
        self._lock = threading.Lock()
        self._cim = CimService(host, limits)
        self._shells = Shells(host, limits)

    def answer(
        self, request: Request, caller: Caller, *, receive_bytes: int | None = None, is_endless: bool = False
    ) -> str:
        """The answer's envelope. Raises `Fault`.

        A Receive gives at most `receive_bytes`; a page of items is never the last when the answer `is_endless`.
        """
        if request.identifies:
            return identify.identify(self.host, is_authenticated=True)
        account = find_account(self.host, caller.user)
        if account is None or not account.administrator:
            raise faults.of(Code.ACCESS_DENIED)
        allowed = self._max_characters(request)
        with self._lock:
            answer = self._dispatch(request, caller, allowed, receive_bytes, is_endless)
        if utf16_length(answer) > allowed:
            raise faults.of(Code.MAX_ENVELOPE_SIZE_EXCEEDED)
        return answer

    def fault(self, fault: Fault, request: Request | None) -> str:
        """A fault's envelope."""
        relates_to = request.message_id if request else fault.relates_to
        return envelope.write(fault.action, relates_to, fault.body(self.host.name))

    def _dispatch(
        self, request: Request, caller: Caller, allowed: int, receive_bytes: int | None, is_endless: bool
    ) -> str:
        uri = request.resource_uri.casefold()
        if uri == names.COMMAND_SHELL:
            return self._shells.answer(request, caller, allowed, receive_bytes)
        if uri.startswith(f"{names.WMI}/"):
            return self._cim.answer(request, allowed, is_endless)
        if uri == names.CONFIG and request.action == names.GET:
            return envelope.write(f"{names.GET}Response", request.message_id, identify.config(self._limits))
        raise faults.of(Code.RESOURCE_NOT_FOUND)

    def _max_characters(self, request: Request) -> int:
        """Both sides count UTF-16; a client's greater value is lowered, never an error (MS-WSMV 3.1.4.1.7)."""
        own = self._limits.max_envelope_kb * 1024
        return min(request.max_envelope_size or own, own) // 2
