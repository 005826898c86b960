# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the history of a host adds to what is known of its gateways: roots that were imported there for its agent."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeHistory
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import imported_roots


def with_history(request: CheckRequest, history: ChangeHistory) -> CheckRequest:
    """A request whose gateways have these roots among their former ones. A history that cannot be read forbids changes by itself."""
    return replace(request, targets=tuple(_with_history(each, request, history) for each in request.targets))


def _with_history(target: GatewayTarget, request: CheckRequest, history: ChangeHistory) -> GatewayTarget:
    """What an earlier version imported was for one of the agent's gateways, unless it is the root of another one now."""
    try:
        changes = history.changes()
    except JournalError:
        return target
    attributed = imported_roots(changes, target.gateway.names)
    others = imported_roots(changes, target.gateway.names, unattributed=True)
    found = (*target.former_roots, *attributed, *(each for each in others if each not in request.roots))
    return replace(target, former_roots=tuple(each for each in dict.fromkeys(found) if each != target.gateway.root))
