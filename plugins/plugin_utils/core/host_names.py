# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts in a sentence, of which there may be thousands."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 20
"""Of so many hosts a sentence gives the names, and of the others the number."""


def name_hosts(hosts: Sequence[str]) -> str:
    """The names with commas between them; empty without hosts."""
    more = f" and {len(hosts) - NAMED} more" if len(hosts) > NAMED else ""
    return f"{', '.join(hosts[:NAMED])}{more}"
