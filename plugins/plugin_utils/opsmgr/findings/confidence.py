# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How sure a verdict is."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """It is proven, or rests on what was logged or on what nobody has confirmed for Windows, or it only names what was seen."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNKNOWN = "unknown"
