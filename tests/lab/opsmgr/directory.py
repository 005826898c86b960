# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The domains of a site: which trust each other, and which machines reach their controllers."""

from __future__ import annotations

from enum import Enum

from tests.lab.windows.machine import Machine


class Ticket(Enum):
    """What comes of asking for a Kerberos ticket."""

    ISSUED = "issued"
    NO_TRUST = "no trust"
    """One of both is in a workgroup, or the domains don't trust each other."""
    NO_CONTROLLER = "no controller"
    """A firewall lies between one of both and the domain controllers."""


class Directory:
    """Domains of one tree trust each other; others do where it is said."""

    def __init__(self) -> None:
        self._trusts: set[frozenset[str]] = set()
        self._blocked: set[str] = set()

    def trust(self, one: str, other: str) -> None:
        """Both trust each other."""
        self._trusts.add(frozenset((one.lower(), other.lower())))

    def block(self, address: str) -> None:
        """Keep the machine at an address from all domain controllers."""
        self._blocked.add(address)

    def reached_by(self, machine: Machine) -> bool:
        """Whether a machine talks to a controller of its domain."""
        return bool(machine.domain) and machine.address not in self._blocked

    def ticket(self, client: Machine, server: Machine) -> Ticket:
        """What a client gets that wants to authenticate to a server."""
        if not self._trust_each_other(client.domain.lower(), server.domain.lower()):
            return Ticket.NO_TRUST
        return Ticket.ISSUED if self.reached_by(client) and self.reached_by(server) else Ticket.NO_CONTROLLER

    def _trust_each_other(self, one: str, other: str) -> bool:
        if not one or not other:
            return False
        return one.endswith(f".{other}") or other.endswith(f".{one}") or one == other or {one, other} in self._trusts
