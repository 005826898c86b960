# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host's clock shows, beside another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import moved


@dataclass(frozen=True)
class ClockOffset:
    """How far a clock is ``ahead`` of another one, give or take an uncertainty. One that is behind is so by less than nothing.

    Of a host that was read, the other clock is the controller's.
    """

    ahead: timedelta
    uncertainty: timedelta = timedelta()

    def beside(self, other: ClockOffset) -> ClockOffset:
        """How far it is ahead of another clock that was compared with the same one."""
        return ClockOffset(self.ahead - other.ahead, self.uncertainty + other.uncertainty)

    def exceeds(self, tolerance: timedelta) -> bool:
        """Certainly, whatever the uncertainty hides."""
        return abs(self.ahead) - self.uncertainty > tolerance

    def shown_at(self, moment: datetime) -> datetime:
        """What it shows when the other one shows this moment."""
        return moved(moment, self.ahead)

    def nearest_at(self, moment: datetime) -> datetime:
        """The nearest to this moment of what it may show then."""
        least = max(abs(self.ahead) - self.uncertainty, timedelta())
        return moved(moment, least if self.ahead > timedelta() else -least)
