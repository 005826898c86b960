# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as the collection writes them."""

from __future__ import annotations

from datetime import datetime


def iso(moment: datetime) -> str:
    """A moment in UTC by ISO 8601, to the second: ``2026-01-31T12:00:00Z``."""
    # strftime doesn't pad a year before 1000, which an odd certificate may have.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
