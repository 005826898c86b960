# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks registered on the hosts of a run, for an action that needs it.

Read here and not passed as an argument: Ansible would go through all of it, for every host, in search of templates, which
takes longer than all the rest, and send it back with each result. What a task returned is no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError


def registered(name: str, hosts: Iterable[str], task_vars: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The variable of this name of each host that has one of a task that was not skipped."""
    hostvars = task_vars["hostvars"]
    found = {host: hostvars.raw_get(host).get(name) for host in hosts if host in hostvars}
    return {host: result for host, result in found.items() if result and not result.get("skipped")}


def registered_targets(name: str, task_vars: Mapping[str, Any]) -> Mapping[str, Any]:
    """What ``gateway_targets`` returned and was registered by this name. Raises :class:`OptionError`."""
    found = task_vars.get(name)
    if not (isinstance(found, Mapping) and "gateways" in found):
        raise OptionError(f"targets is {name}: no variable of that name holds what gateway_targets returned")
    return found


def registered_gateways(name: str, task_vars: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The gateways that ``gateway_targets`` put together and registered by this name. Raises :class:`OptionError`."""
    gateways: list[dict[str, Any]] = registered_targets(name, task_vars)["gateways"]
    return gateways


def registered_readings(name: str, task_vars: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What ``gateway_info`` returned in a loop that was registered by this name. Raises :class:`OptionError`."""
    found = task_vars.get(name)
    if not (isinstance(found, Mapping) and "results" in found):
        raise OptionError(
            f"gateways_read is {name}: no variable of that name holds what gateway_info returned in a loop"
        )
    readings: list[Mapping[str, Any]] = found["results"]
    return readings
