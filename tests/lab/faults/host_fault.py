# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fault of one host, on the wire and in its registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import Access
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Misbehaviour


@dataclass(frozen=True)
class Denial:
    """Access that the host's administrators don't have to a key and everything below it."""

    key: str
    access: Sequence[Access]


@dataclass(frozen=True)
class HostFault:
    """`misbehaviours` are for any machine; a host has all of them and all denials at once."""

    description: str
    misbehaviours: Sequence[Misbehaviour] = ()
    denials: Sequence[Denial] = ()

    def rules(self, machine: str, nth: int | None = None, onwards: bool | None = None) -> list[Misbehaviour]:
        """The misbehaviours of that machine, at another position than their own if one is given."""
        return [
            replace(
                rule,
                machine=machine,
                nth=rule.nth if nth is None else nth,
                onwards=rule.onwards if onwards is None else onwards,
            )
            for rule in self.misbehaviours
        ]

    def inject(self, endpoint: Endpoint, machine: Machine, nth: int | None = None, onwards: bool | None = None) -> None:
        """Put the rules in force, and the denials into the registry, which have no position."""
        for rule in self.rules(machine.name, nth, onwards):
            endpoint.misbehave(rule)
        for denial in self.denials:
            machine.registry.deny(denial.key, *denial.access)

    def end(self, endpoint: Endpoint, machine: Machine) -> None:
        """The host is well again, and so is every other host of the endpoint."""
        endpoint.misbehaviours.clear()
        for denial in self.denials:
            machine.registry.permit(denial.key)
