# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The management server behind the gateways, as far as they see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ManagementServer:
    """It listens and has configuration for every gateway of its domain, which authenticates by Kerberos."""

    name: str
    address: str
