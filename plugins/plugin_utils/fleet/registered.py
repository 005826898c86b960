# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks registered on the hosts of a run, for an action that puts them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def registered(name: str, hosts: Iterable[str], task_vars: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The variable of this name of each host that has one of a task that was not skipped.

    Read here and not passed as an argument, and without Ansible's templating: what a task returned is no template, and
    going through the results of a fleet as if it were takes longer than all the rest.
    """
    hostvars = task_vars["hostvars"]
    found = {host: hostvars.raw_get(host).get(name) for host in hosts if host in hostvars}
    return {host: result for host, result in found.items() if result and not result.get("skipped")}
