# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Ansible inventory of a served site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from tests.lab.dmz import ADMINISTRATOR, Dmz

HostVars: TypeAlias = "dict[str, str | int]"

_PLAIN: HostVars = {"ansible_winrm_scheme": "http", "ansible_host": "127.0.0.1"}


def inventory(dmz: Dmz, port: int, closed_port: int, *, authority_file: Path | None = None) -> dict[str, object]:
    """Groups `dmz` and `gateways`; hosts that refuse connections are pointed at the closed port.

    With the CA of the site's certificate the hosts are reached over HTTPS, and the certificate is verified.
    """
    agents = [name for name in dmz.machines if name not in dmz.gateways]
    return {
        "all": {
            "vars": {
                "ansible_connection": "winrm",
                "ansible_winrm_transport": "ntlm",
                **(_verified(authority_file) if authority_file else _PLAIN),
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


def _verified(authority_file: Path) -> HostVars:
    return {
        "ansible_winrm_scheme": "https",
        "ansible_winrm_ca_trust_path": str(authority_file),
        "ansible_host": "localhost",
    }


def _hosts(names: Iterable[str], **variables: int) -> dict[str, HostVars]:
    return {name: {"ansible_winrm_path": f"/{name}/wsman", **variables} for name in sorted(names)}
