# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop or restart the SCOM agent's service. Documented in plugins/modules/health_service.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError, ServiceError
from ansible_collections.scom.dmz.plugins.plugin_utils.finding import ERROR, Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import HEALTH_SERVICE, Agent, AgentReader
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import find_channel_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import newest_event
from ansible_collections.scom.dmz.plugins.plugin_utils.results.findings import describe_finding
from ansible_collections.scom.dmz.plugins.plugin_utils.results.host import describe_service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service, Services
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

_WANTED = {"started": "Running", "stopped": "Stopped", "restarted": "Running"}
_READ_ACCESS = "Give the WinRM account the right to read it"


@dataclass(frozen=True)
class _Risk:
    """Why a restart may not bring the service back with its certificate, and what to do about it."""

    reason: str
    fix: str
    findings: tuple[Finding, ...] = ()
    refusable: bool = True


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "state": {"type": "str", "required": True, "choices": sorted(_WANTED)},
        "timeout": {"type": "int", "default": 60},
        "latent_fault": {"type": "str", "default": "refuse", "choices": ["refuse", "warn", "ignore"]},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        services, state, latent_fault = Services(session), arguments["state"], arguments["latent_fault"]
        before = _installed(services, session.host)
        interrupts = state == "restarted" and before.state != "Stopped"
        changes = state == "restarted" or before.state != _WANTED[state]
        record_id, risk = self._look(session, interrupts and latent_fault != "ignore") if changes else (None, None)
        if risk and risk.refusable and latent_fault == "refuse":
            return _refused(session.host, before, risk)
        session.limit.grant(2 * arguments["timeout"])  # so long the service may take to stop, and again to start
        after = _bring(services, before, state, arguments["timeout"]) if changes and not self.check_mode else before
        return {
            "changed": changes,
            "service": describe_service(after),
            "event_record_id": record_id,
            "findings": _findings(risk),
            "diff": {"before": {"state": before.state}, "after": {"state": _after(before, state)}},
            **_warnings(session.host, risk),
        }

    def _look(self, session: Session, for_risks: bool) -> tuple[int | None, _Risk | None]:
        """The newest record of the log before the change, and the risk of a restart, in one command line.

        Records that are newer were logged after it, whatever the clocks say.
        """
        readers = (Tolerant(AgentReader()), Tolerant(StoreReader(("My",)))) if for_risks else ()
        events, *certificate = read_all(session, Registry(session), newest_event(), *readers)
        return events[-1].record_id if events else None, _risk(self.now, *certificate) if for_risks else None


def _installed(services: Services, host: str) -> Service:
    service = services.get(HEALTH_SERVICE)
    if service is None:
        raise ServiceError(f"the service {HEALTH_SERVICE} is not installed on {host}: there is no SCOM agent")
    return service


def _risk(now: datetime, agent: Agent | ScomDmzError, stores: dict[str, Store] | ScomDmzError) -> _Risk | None:
    if isinstance(agent, ScomDmzError):
        return _unknown(agent)
    if agent.channel_serial is None:
        return None
    if isinstance(stores, ScomDmzError):
        return _unknown(stores)
    own = find_channel_certificate(agent, stores, now)
    faults = own.latent or tuple(finding for finding in own.findings if finding.severity == ERROR)
    if not faults:
        return None
    evidence, names = "; ".join(fault.evidence for fault in faults), ", ".join(fault.id for fault in faults)
    reason = f"{evidence}, and the running service {'would' if own.latent else 'might'} not come back with it ({names})"
    return _Risk(reason, faults[0].kind.fix.rstrip("."), faults, refusable=bool(own.latent))


def _unknown(error: ScomDmzError) -> _Risk:
    return _Risk(f"{error}, and so nobody can tell whether the running service would come back", _READ_ACCESS)


def _refused(host: str, service: Service, risk: _Risk) -> dict[str, Any]:
    return {
        "changed": False,
        "failed": True,
        "msg": f"the restart of {HEALTH_SERVICE} of {host} is refused: {risk.reason}. {risk.fix}, or set latent_fault: warn",
        "service": describe_service(service),
        "event_record_id": None,
        "findings": _findings(risk),
    }


def _warnings(host: str, risk: _Risk | None) -> dict[str, Any]:
    return {"warnings": [f"the restart of {HEALTH_SERVICE} of {host} is a risk: {risk.reason}"]} if risk else {}


def _findings(risk: _Risk | None) -> list[dict[str, Any]]:
    return [describe_finding(finding) for finding in risk.findings] if risk else []


def _bring(services: Services, before: Service, state: str, timeout: int) -> Service:
    if state == "stopped" or (state == "restarted" and before.state != "Stopped"):
        before = services.stop(HEALTH_SERVICE, timeout, before.process_id if state == "restarted" else 0)
    return before if state == "stopped" else services.start(HEALTH_SERVICE, timeout)


def _after(before: Service, state: str) -> str:
    return "Running (restarted)" if state == "restarted" and before.state == "Running" else _WANTED[state]
