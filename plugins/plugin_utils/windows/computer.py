# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a computer belongs: to a domain or to a workgroup."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Computer:
    """``domain`` is the name of the domain, or that of the workgroup where the computer is not ``part_of_domain``."""

    domain: str
    part_of_domain: bool
