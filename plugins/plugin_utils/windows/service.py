# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Windows service."""

from __future__ import annotations

from dataclasses import dataclass

AUTO, DISABLED = "Auto", "Disabled"
"""Start modes, as Win32_Service names them."""

RUNNING = "Running"
"""A state, as Win32_Service names it."""


@dataclass(frozen=True)
class Service:
    """A service as the host describes it; ``state`` such as ``Running``, ``start_mode`` such as ``Auto``."""

    name: str
    state: str
    start_mode: str
    process_id: int

    @property
    def running(self) -> bool:
        return self.state == RUNNING
