# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a link."""

from __future__ import annotations

from enum import StrEnum


class LinkState(StrEnum):
    """How a link is, the worst first."""

    DOWN = "down"
    UNKNOWN = "unknown"
    PENDING = "pending"
    PROBABLE = "probable"
    UP = "up"
    STANDBY = "standby"

    @property
    def rank(self) -> int:
        """The higher, the better."""
        return tuple(LinkState).index(self)

    @property
    def settled(self) -> bool:
        """Nothing is to be done about it."""
        return self in (LinkState.UP, LinkState.STANDBY)
