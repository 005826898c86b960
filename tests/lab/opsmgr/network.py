# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network between the DMZ and the gateways: names, addresses, listening gateways and firewalls."""

from __future__ import annotations

from typing import Generic, TypeVar

TIMED_OUT = 10060
REFUSED = 10061
HOST_NOT_FOUND = 11001

Listener = TypeVar("Listener")


class ConnectFailed(Exception):
    """A connection that doesn't come about; `code` is the Winsock error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Network(Generic[Listener]):
    """Who can be reached under which name."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._listeners: dict[tuple[str, int], Listener] = {}
        self._filtered: set[str] = set()

    def name(self, host: str, address: str) -> None:
        """Let `host` resolve to `address`. A name may be given another address later, or several to one."""
        self._addresses[host.lower()] = address

    def filter(self, address: str, filtered: bool = True) -> None:
        """Put a firewall in front of an address: connecting times out."""
        (self._filtered.add if filtered else self._filtered.discard)(address)

    def listen(self, address: str, port: int, listener: Listener) -> None:
        self._listeners[address, port] = listener

    def close(self, address: str, port: int) -> None:
        self._listeners.pop((address, port), None)

    def connect(self, host: str, port: int) -> Listener:
        """Who listens there; raises ConnectFailed."""
        address = self._addresses.get(host.lower())
        if address is None:
            raise ConnectFailed(HOST_NOT_FOUND)
        if address in self._filtered:
            raise ConnectFailed(TIMED_OUT)
        if (address, port) not in self._listeners:
            raise ConnectFailed(REFUSED)
        return self._listeners[address, port]
