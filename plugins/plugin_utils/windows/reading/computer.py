# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads whether a host is a member of a domain, by the CIM class Win32_ComputerSystem.

Microsoft, "Win32_ComputerSystem class": PartOfDomain is null where the status is not known, and Domain is the name of the
workgroup where the computer is in none.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

_QUERY = "SELECT Domain, PartOfDomain FROM Win32_ComputerSystem"
_LONGEST_NAME = 255
_TRUTHS = {"true": True, "false": False}


def read_computer(host: Host) -> Computer | None:
    """None where Windows does not say."""
    with attempting(f"read whether {host.name} is a member of a domain"):
        rows = host.session.query("root/cimv2", _QUERY)
    found = next(iter(rows), None)
    return _computer(found.text("Domain") or "", found.text("PartOfDomain") or "") if found else None


def _computer(domain: str, member: str) -> Computer | None:
    """A name ends up in messages, so it is bounded and printable."""
    name, is_member = domain.strip().rstrip("."), _TRUTHS.get(member.strip().lower())
    if is_member is None or not name or len(name) > _LONGEST_NAME or not name.isprintable():
        return None
    return Computer(name, is_member)
