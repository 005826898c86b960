# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Ansible inventory of a served site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from tests.lab.dmz import ADMINISTRATOR, Dmz

HostVars: TypeAlias = "dict[str, str | int]"


def inventory(dmz: Dmz, port: int, closed_port: int, *, scheme: str = "http") -> dict[str, object]:
    """Groups `dmz` and `gateways`; hosts that refuse connections are pointed at the closed port."""
    agents = [name for name in dmz.machines if name not in dmz.gateways]
    return {
        "all": {
            "vars": {
                "ansible_connection": "winrm",
                "ansible_winrm_transport": "ntlm",
                "ansible_winrm_scheme": scheme,
                "ansible_winrm_server_cert_validation": "ignore",
                "ansible_host": "127.0.0.1",
                "ansible_port": port,
                "ansible_user": ADMINISTRATOR,
                "ansible_password": dmz.accounts[ADMINISTRATOR].password,
            },
            "children": {
                "dmz": {"hosts": _hosts(agents) | _hosts(dmz.refusing, ansible_port=closed_port)},
                "gateways": {"hosts": _hosts(dmz.gateways)},
            },
        }
    }


def _hosts(names: Iterable[str], **variables: int) -> dict[str, HostVars]:
    return {name: {"ansible_winrm_path": f"/{name}/wsman", **variables} for name in sorted(names)}
