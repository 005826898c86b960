# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a health service finds a parent for each of its management groups."""

from __future__ import annotations

from collections.abc import Callable

from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import Parent
from tests.lab.opsmgr.parents import groups_below, parents_of

NEW_CONFIGURATION = (21024, 21025, 1210)


class Connector:
    """Calls `connect` with a management group and its parents in their order until one of them is connected."""

    def __init__(self, service: HealthService, groups_key: str, connect: Callable[[str, Parent], bool]) -> None:
        self._service = service
        self._groups_key = groups_key
        self._connect = connect
        self._stops = 0

    def start(self, seconds: float = 0) -> None:
        for group in groups_below(self._service.machine, self._groups_key):
            self._try_later(group, seconds)

    def retry(self, group: str) -> None:
        """Try again later, if the behaviour says so."""
        if self._service.behaviour.retry_seconds is not None:
            self._try_later(group, self._service.behaviour.retry_seconds)

    def stop(self) -> None:
        """What was still to be tried ends with the process."""
        self._stops += 1

    def _try_later(self, group: str, seconds: float) -> None:
        stops = self._stops

        def due() -> None:
            if stops == self._stops:
                self._try(group)

        self._service.machine.clock.call_later(seconds, due)

    def no_channel(self, group: str, name: str) -> None:
        """One that has failover hosts says it with another number, and of each of them (contoso.se, 2007/04/29)."""
        self._service.write(21015 if len(self._parents(group)) > 1 else 21016, name)

    def _parents(self, group: str) -> list[Parent]:
        return parents_of(self._service.machine, rf"{self._groups_key}\{group}")

    def _try(self, group: str) -> None:
        for parent in self._parents(group):
            if self._connect(group, parent):
                return
            self.no_channel(group, parent.network_name)
        self.retry(group)
