# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Windows service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ServiceState(StrEnum):
    """The states that a service is brought to, as Win32_Service names them."""

    RUNNING = "Running"
    STOPPED = "Stopped"


class StartMode(StrEnum):
    """The start modes that matter here, as Win32_Service names them."""

    AUTO = "Auto"
    DISABLED = "Disabled"


@dataclass(frozen=True)
class Service:
    """A service as the host describes it, in words that may be others than those of the enumerations above."""

    name: str
    state: str
    start_mode: str
    process_id: int

    @property
    def running(self) -> bool:
        return self.state == ServiceState.RUNNING
