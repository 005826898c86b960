# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage of a rotation left on the hosts of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State


def answers(registered: Mapping[str, Mapping[str, Any]], asked: Sequence[str]) -> list[HostResult]:
    """The hosts that were asked this, by what their tasks registered. A host on which Ansible itself failed does not say what it was asked."""
    return [read_result(host, each) for host, each in registered.items() if each.get("asked", asked) == asked]


def read_result(host: str, registered: Mapping[str, Any]) -> HostResult:
    """A host by what ``root_rotation`` returned of it, or by Ansible's own failure."""
    if "state" not in registered:
        state = State.UNREACHABLE if registered.get("unreachable") else State.UNDETERMINED
        return HostResult(host, state, str(registered.get("msg") or "the task failed"))
    return HostResult(
        host=host,
        state=State(registered["state"]),
        detail=registered["detail"],
        gateways=tuple(registered["gateways"]),
        parents_unknown=registered["parents_unknown"],
        same_key=registered["same_key"],
        run=registered["run"],
    )
