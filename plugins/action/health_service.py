# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop or restart the SCOM agent's service. Documented in plugins/modules/health_service.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ServiceError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import HEALTH_SERVICE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import newest_event
from ansible_collections.scom.dmz.plugins.plugin_utils.results import describe_service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service, Services
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

_WANTED = {"started": "Running", "stopped": "Stopped", "restarted": "Running"}


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "state": {"type": "str", "required": True, "choices": sorted(_WANTED)},
        "timeout": {"type": "int", "default": 60},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        services = Services(session)
        before = services.get(HEALTH_SERVICE)
        if before is None:
            raise ServiceError(
                f"the service {HEALTH_SERVICE} is not installed on {session.host}: there is no SCOM agent"
            )
        state = arguments["state"]
        changed = state == "restarted" or before.state != _WANTED[state]
        record_id = _newest_record_id(session) if changed else None
        after = before
        if changed and not self.check_mode:
            after = _bring(services, before, state, arguments["timeout"])
        return {
            "changed": changed,
            "service": describe_service(after),
            "event_record_id": record_id,
            "diff": {"before": {"state": before.state}, "after": {"state": _after(before, state)}},
        }


def _newest_record_id(session: Session) -> int | None:
    """The newest record of the log before the change: what is newer was logged after it, whatever the clocks say."""
    (events,) = read_all(session, Registry(session), newest_event())
    return events[-1].record_id if events else None


def _bring(services: Services, before: Service, state: str, timeout: int) -> Service:
    if state == "stopped" or (state == "restarted" and before.state != "Stopped"):
        before = services.stop(HEALTH_SERVICE, timeout)
    return before if state == "stopped" else services.start(HEALTH_SERVICE, timeout)


def _after(before: Service, state: str) -> str:
    return "Running (restarted)" if state == "restarted" and before.state == "Running" else _WANTED[state]
