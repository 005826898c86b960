# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a link."""

from __future__ import annotations

UP = "up"
PROBABLE = "probable"
PENDING = "pending"
DOWN = "down"
STANDBY = "standby"
UNKNOWN = "unknown"

RANKS = (DOWN, UNKNOWN, PENDING, PROBABLE, UP, STANDBY)
"""The worst first."""

SETTLED = (UP, STANDBY)
"""Those that need nobody."""
