# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible gives an action as hostvars."""

from __future__ import annotations

from typing import Any


class HostVars(dict[str, dict[str, Any]]):
    """The variables of hosts by their names."""

    def raw_get(self, host: str) -> dict[str, Any]:
        return self[host]
