# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop or restart the SCOM agent's service. Documented in plugins/modules/health_service.py."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.agent import AgentReader
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.link_events import newest_event
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.restart import (
    LATENT_FAULT,
    TIMEOUT_SECONDS,
    LatentFault,
    Risk,
    find_risk,
    installed,
    refuse_disabled,
    restart,
    state_after,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.results.findings import describe_finding
from ansible_collections.scom.dmz.plugins.plugin_utils.results.host import describe_service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Apart, Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.clock import read_clock
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service, ServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services


class DesiredState(StrEnum):
    """What is to become of the service."""

    STARTED = "started"
    STOPPED = "stopped"
    RESTARTED = "restarted"

    @property
    def state(self) -> ServiceState:
        return ServiceState.STOPPED if self == DesiredState.STOPPED else ServiceState.RUNNING


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "state": {"type": "str", "required": True, "choices": sorted(map(str, DesiredState))},
        "timeout": {"type": "int", "default": TIMEOUT_SECONDS},
        "latent_fault": LATENT_FAULT,
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        services, wanted, latent_fault = host.services, DesiredState(arguments["state"]), arguments["latent_fault"]
        before = installed(services.get(HEALTH_SERVICE), host.name)
        if wanted == DesiredState.RESTARTED:
            refuse_disabled(before, host.name)
        interrupts = wanted == DesiredState.RESTARTED and before.state != ServiceState.STOPPED
        changes = wanted == DesiredState.RESTARTED or before.state != wanted.state
        looks_for_risks = interrupts and latent_fault != LatentFault.IGNORE
        record_id, risk = self._look(host, looks_for_risks) if changes else (None, None)
        if risk and risk.refusable and latent_fault == LatentFault.REFUSE:
            return _refused(host.name, before, risk)
        host.deadline.grant(2 * arguments["timeout"])  # so long the service may take to stop, and again to start
        after = _bring(services, before, wanted, arguments["timeout"]) if changes and not self.check_mode else before
        return {
            "changed": changes,
            "service": describe_service(after),
            "event_record_id": record_id,
            "findings": _findings(risk),
            "diff": {
                "before": {"state": before.state},
                "after": {"state": state_after(before) if wanted == DesiredState.RESTARTED else wanted.state},
            },
            **({"warnings": [risk.warning(host.name)]} if risk else {}),
        }

    def _look(self, host: Host, for_risks: bool) -> tuple[int | None, Risk | None]:
        """The newest record of the log before the change, and the risk of a restart.

        Records that are newer were logged after it, whatever the clocks say.
        """
        readers = (Tolerant(AgentReader()), Tolerant(StoreReader(("My",)))) if for_risks else ()
        events, *certificate = read_all(host, Apart(newest_event()), *readers)
        newest = None if isinstance(events, ScomDmzError) or not events else events[-1].record_id
        return newest, find_risk(self._times(host), *certificate) if for_risks else None

    def _times(self, host: Host) -> list[datetime]:
        """The controller's, and the host's where it tells it."""
        now, clock = self.now, read_clock(host)
        return [now, clock.nearest_at(now)] if clock else [now]


def _refused(host: str, service: Service, risk: Risk) -> dict[str, Any]:
    return {
        "changed": False,
        "failed": True,
        "msg": risk.refusal(host),
        "service": describe_service(service),
        "event_record_id": None,
        "findings": _findings(risk),
    }


def _findings(risk: Risk | None) -> list[dict[str, Any]]:
    return [describe_finding(finding) for finding in risk.findings] if risk else []


def _bring(services: Services, before: Service, wanted: DesiredState, timeout: int) -> Service:
    if wanted == DesiredState.RESTARTED:
        return restart(services, before, timeout)
    return (services.stop if wanted == DesiredState.STOPPED else services.start)(HEALTH_SERVICE, timeout)
