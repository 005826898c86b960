# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network between the DMZ and the gateways: names, addresses, listening services and firewalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from tests.lab.opsmgr.directory import Directory

TIMED_OUT = 10060
REFUSED = 10061
HOST_NOT_FOUND = 11001

Listener = TypeVar("Listener")


class ConnectFailed(Exception):
    """A connection that doesn't come about; `code` is the Winsock error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reached(Generic[Listener]):
    """Who listens, and the address that the connecting machine sees him at."""

    listener: Listener
    address: str


class Network(Generic[Listener]):
    """Who can be reached under which name. What is said of one `source` address goes before what is said of all."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[str, str | None], str | None] = {}
        self._listeners: dict[tuple[str, int], Listener] = {}
        self._filtered: dict[tuple[str, str | None], bool] = {}
        self._translated: dict[str, str] = {}
        self.directory = Directory()

    def name(self, host: str, address: str | None, *, source: str | None = None) -> None:
        """Let `host` resolve to `address`, or to none. It may be given another one later, or several names to one."""
        self._addresses[host.lower(), source] = address

    def filter(self, address: str, filtered: bool = True, *, source: str | None = None) -> None:
        """Put a firewall in front of an address, or take it away: connecting times out."""
        self._filtered[address, source] = filtered

    def translate(self, shown: str, address: str) -> None:
        """Let a machine be reached at an address that isn't its own."""
        self._translated[shown] = address

    def listen(self, address: str, port: int, listener: Listener) -> None:
        self._listeners[address, port] = listener

    def close(self, address: str, port: int) -> None:
        self._listeners.pop((address, port), None)

    def connect(self, host: str, port: int, source: str) -> Reached[Listener]:
        """What a machine at the address `source` reaches; raises ConnectFailed."""
        address = self._resolve(host, source)
        if address is None:
            raise ConnectFailed(HOST_NOT_FOUND)
        if self._is_filtered(address, source):
            raise ConnectFailed(TIMED_OUT)
        listener = self._listeners.get((self._translated.get(address, address), port))
        if listener is None:
            raise ConnectFailed(REFUSED)
        return Reached(listener, address)

    def _resolve(self, host: str, source: str) -> str | None:
        return self._addresses.get((host.lower(), source), self._addresses.get((host.lower(), None)))

    def _is_filtered(self, address: str, source: str) -> bool:
        return self._filtered.get((address, source), self._filtered.get((address, None), False))
