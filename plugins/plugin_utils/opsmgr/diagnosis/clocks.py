# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clocks of the controller, of a host and of its gateway beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import moved
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset

TOLERANCE = timedelta(minutes=5)
"""What Kerberos takes for the same time (Microsoft, "Maximum tolerance for computer clock synchronization")."""


@dataclass(frozen=True)
class Clocks:
    """How far the clocks of a host and of its gateway are ahead of the controller's. None of one that was not read."""

    host: ClockOffset | None = None
    gateway: ClockOffset | None = None

    @property
    def apart(self) -> ClockOffset | None:
        """How far the host's clock is ahead of the gateway's."""
        return self.host.beside(self.gateway) if self.host and self.gateway else None

    @property
    def controller_is_wrong(self) -> bool:
        """Host and gateway agree with each other, and both contradict the controller."""
        if self.host is None or self.gateway is None:
            return False
        agree = not self.host.beside(self.gateway).exceeds(TOLERANCE)
        return agree and self.host.exceeds(TOLERANCE) and self.gateway.exceeds(TOLERANCE)

    @property
    def correction(self) -> timedelta:
        """What is to be added to the controller's time: with two witnesses against it, the gateway's clock counts as right."""
        return self.gateway.ahead if self.gateway and self.controller_is_wrong else timedelta()

    def righted(self, moment: datetime) -> datetime:
        """A moment of the controller's, as the clocks that are right show it."""
        return moved(moment, self.correction)

    @property
    def of_host(self) -> ClockOffset | None:
        """How far the host's clock is ahead of the right time, as far as can be told."""
        return self.apart if self.controller_is_wrong else self.host

    @property
    def of_gateway(self) -> ClockOffset | None:
        """The same of the gateway's clock."""
        return ClockOffset(timedelta()) if self.controller_is_wrong else self.gateway

    def from_host_to_gateway(self, moment: datetime | None) -> datetime | None:
        """What the gateway's clock showed, at the earliest, when the host's showed a moment. Both go on as they are set now."""
        if moment is None or self.apart is None:
            return moment
        return moved(moment, -self.apart.ahead - self.apart.uncertainty)
