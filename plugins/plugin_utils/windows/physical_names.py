# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of physical stores. Source: Microsoft, "System Store Locations"."""

from __future__ import annotations

from enum import StrEnum


class PhysicalName(StrEnum):
    """What Windows calls the parts that it puts a certificate store together from."""

    DEFAULT = ".Default"
    AUTH_ROOT = ".AuthRoot"
    GROUP_POLICY = ".GroupPolicy"
    ENTERPRISE = ".Enterprise"
    SMART_CARD = ".SmartCard"
